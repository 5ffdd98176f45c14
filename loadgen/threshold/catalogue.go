package threshold

import (
	"strings"

	"github.com/ssegauge/ssegauge/internal/edits"
)

// Kind is what is asked of a metric, and how its figures change during a run.
type Kind uint8

// The kinds of metrics.
const (
	// Timing is a distribution of durations: lag.p99, lag.max.
	Timing Kind = iota
	// Count is a total that never falls while the run lasts: lost, lost.rate.
	Count
	// Gauge is one figure that goes up and down: cpu.
	Gauge
)

// Unit is what the figures of a [Count] or [Gauge] are given in.
type Unit uint8

// The units of metrics.
const (
	// Number is things counted.
	Number Unit = iota
	// Duration is nanoseconds.
	Duration
	// Bytes is bytes.
	Bytes
	// Share is a part of a whole, 1 being all of it.
	Share
)

// Keys says by what a metric can be selected.
type Keys uint8

// The keys of selectors; they are added with |.
const (
	ByStage Keys = 1 << iota
	ByTag
	ByClass
)

// Metric is a metric that thresholds may name.
type Metric struct {
	// Name has letters, digits and underscores, and begins with a letter. It is not
	// "abort".
	Name string
	Kind Kind
	// Unit is ignored for a Timing, which has durations.
	Unit Unit
	By   Keys
}

// Catalogue is what thresholds of a run may name. A selector's value must be among
// those listed.
type Catalogue struct {
	Metrics []Metric
	Stages  []string
	Tags    []string
	Classes []string
}

// metric returns the metric of a name.
func (c *Catalogue) metric(name string) (Metric, bool) {
	for _, m := range c.Metrics {
		if m.Name == name {
			return m, true
		}
	}
	return Metric{}, false
}

// names returns the names of all metrics.
func (c *Catalogue) names() []string {
	names := make([]string, len(c.Metrics))
	for i, m := range c.Metrics {
		names[i] = m.Name
	}
	return names
}

// suggest returns the hint for a name that is not among those there are: the nearest,
// or some of them.
func suggest(names []string, given string) string {
	best, nearest := "", 1+len(given)/4
	for _, name := range names {
		if d := edits.Distance(name, given); d <= nearest {
			best, nearest = name, d-1
		}
	}
	if best != "" {
		return "did you mean " + best + "?"
	}
	return list(names)
}

// list returns a hint that names what there is, of much only the beginning.
func list(names []string) string {
	const most = 12
	switch {
	case len(names) == 0:
		return "there are none"
	case len(names) > most:
		return "there are " + strings.Join(names[:most], ", ") + " and others"
	}
	return "there are " + strings.Join(names, ", ")
}
