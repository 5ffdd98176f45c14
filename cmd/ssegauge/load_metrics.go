package main

import (
	"sync/atomic"
	"time"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/measure"
)

// loadMetrics is what a run tells those who watch it from elsewhere. A run writes it once a
// second; anybody may read.
type loadMetrics struct {
	latest atomic.Pointer[metricSnapshot]
}

// metricSnapshot is the figures of a run at one time. It does not change.
type metricSnapshot struct {
	begin, at time.Time
	families  []metricFamily
}

// metricKind is how figures change during a run.
type metricKind uint8

const (
	gaugeMetric     metricKind = iota
	counterMetric              // a total that never falls
	histogramMetric            // durations, in seconds
)

// metricFamily is figures of one name.
type metricFamily struct {
	name, help string // name in snake case, without a unit
	unit       string // UCUM: "s", "By", "1", or empty for things that are counted
	kind       metricKind
	points     []metricPoint
}

// metricPoint is one figure of a family, told from the others by a label if it has one.
type metricPoint struct {
	label, value string
	number       float64
	durations    *durationBuckets // of a histogramMetric alone
}

// snapshot returns the latest figures; without any yet, those of nothing.
func (m *loadMetrics) snapshot() *metricSnapshot {
	if s := m.latest.Load(); s != nil {
		return s
	}
	return new(metricSnapshot)
}

// take notes how a run stands.
func (m *loadMetrics) take(t loadgen.Tick) {
	now := time.Now()
	s := &metricSnapshot{begin: now.Add(-t.At), at: now}
	s.families = append(s.families, stateMetrics(t)...)
	s.families = append(s.families, countMetrics(t)...)
	s.families = append(s.families, errorMetrics(t))
	s.families = append(s.families, timingMetrics(t)...)
	m.latest.Store(s)
}

// stateMetrics is what is so now.
func stateMetrics(t loadgen.Tick) []metricFamily {
	gauge := func(name, unit, help string, v float64) metricFamily {
		return metricFamily{name: name, help: help, unit: unit, points: []metricPoint{{number: v}}}
	}
	return []metricFamily{
		gauge("live_streams", "", "streams that are open", float64(t.Live)),
		gauge("planned_streams", "", "streams that should be open by the plan", float64(t.Planned)),
		gauge("queued_streams", "", "streams that wait to be opened", float64(t.Queued)),
		{name: "stage", help: "1 for the stage that is under way", points: []metricPoint{{label: "stage", value: t.Stage, number: 1}}},
		gauge("elapsed", "s", "time since the run began", t.At.Seconds()),
		gauge("length", "s", "how long the plan takes", t.Of.Seconds()),
		gauge("generator_cpu_cores", "", "cores that the generator uses", t.Host.CPU),
		gauge("machine_cpu_ratio", "1", "share of all cores that anyone uses", t.Host.MachineCPU),
		gauge("generator_rss", "By", "memory of the generator", float64(t.Host.RSS)),
		gauge("generator_files", "", "files that the generator has open", float64(t.Host.Files)),
	}
}

// countMetrics is what has been counted since the run began.
func countMetrics(t loadgen.Tick) []metricFamily {
	var all []metricFamily
	for _, n := range measure.Counts() {
		total := t.Count(n)
		f := metricFamily{name: n.String(), help: n.Help(), kind: counterMetric, points: []metricPoint{{number: float64(total)}}}
		if mayFall(n) {
			f.kind = gaugeMetric
		}
		if n == measure.Bytes {
			f.unit = "By"
		}
		all = append(all, f)
	}
	return all
}

// mayFall reports whether a Count is only known for good at the end: what seems lost may still
// come, and what was due may still begin.
func mayFall(n measure.Count) bool {
	return n == measure.Lost || n == measure.Missed || n == measure.Shortfall
}

// errorMetrics is what went wrong, by class. Each class is there from the beginning, so that
// its first error is an increase.
func errorMetrics(t loadgen.Tick) metricFamily {
	f := metricFamily{name: "errors", help: "what went wrong with streams, by class", kind: counterMetric}
	for _, class := range measure.Classes() {
		n := t.Total.Errors(measure.Everything(), class)
		f.points = append(f.points, metricPoint{label: "class", value: class.String(), number: float64(n)})
	}
	return f
}
