package loadgen

import (
	"strconv"

	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/threshold"
)

// Catalogue returns what thresholds of s may name.
func (s Scenario) Catalogue() threshold.Catalogue {
	c := threshold.Catalogue{Stages: s.Plan.StageNames(), Tags: s.tags()}
	for _, class := range measure.Classes() {
		c.Classes = append(c.Classes, class.String())
	}
	const parts = threshold.ByStage | threshold.ByTag
	for _, t := range measure.Timings() {
		by := parts
		switch {
		case overall(t):
			by = 0
		case untagged(t):
			by = threshold.ByStage
		}
		c.Metrics = append(c.Metrics, threshold.Metric{Name: t.String(), Kind: threshold.Timing, By: by})
	}
	for _, n := range measure.Counts() {
		m := threshold.Metric{Name: n.String(), Kind: threshold.Count, By: parts}
		switch n {
		case measure.Bytes:
			m.Unit = threshold.Bytes
		case measure.Missed, measure.Shortfall:
			m.By, m.Kind = 0, threshold.Gauge // they fall: a server may deliver what nobody asked for, and what is due begins
		case measure.Expected, measure.Received, measure.Lost, measure.Duplicate, measure.Reordered, measure.Replayed,
			measure.Published, measure.PublishFailed:
			m.By = 0 // the ledgers and the publisher know no stages
		default:
		}
		c.Metrics = append(c.Metrics, m)
	}
	c.Metrics = append(c.Metrics,
		threshold.Metric{Name: "errors", Kind: threshold.Count, By: parts | threshold.ByClass},
		threshold.Metric{Name: "live", Kind: threshold.Gauge},
		threshold.Metric{Name: "peak", Kind: threshold.Gauge},
		threshold.Metric{Name: "cpu", Kind: threshold.Gauge, Unit: threshold.Share},
		threshold.Metric{Name: "rss", Kind: threshold.Gauge, Unit: threshold.Bytes},
	)
	return c
}

// overall reports whether a Timing is known of the whole run alone.
func overall(t measure.Timing) bool { return t == measure.Spread || t == measure.Publish }

// untagged reports whether a Timing is that of workers, which serve all targets.
func untagged(t measure.Timing) bool { return t == measure.KernelLag || t == measure.LoopLag }

// tags returns the names of the targets.
func (s Scenario) tags() []string {
	tags := make([]string, len(s.Request.Targets))
	for i, t := range s.Request.Targets {
		if tags[i] = t.Tag; t.Tag == "" {
			tags[i] = strconv.Itoa(i + 1)
		}
	}
	return tags
}
