package loadgen

import (
	"runtime"
	"slices"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/threshold"
	"github.com/ssegauge/ssegauge/report"
)

// figures are the figures of a run so far, for thresholds.
type figures struct {
	*runner

	at time.Duration
}

// selection returns the part of the sheet that a selector means.
func (f figures) selection(part threshold.Selector) measure.Select {
	sel := measure.Everything()
	if part.Stage != "" {
		sel.Stage = slices.Index(f.stages, part.Stage)
	}
	if part.Tag != "" {
		sel.Tag = slices.Index(f.scenario.tags(), part.Tag)
	}
	return sel
}

// Timing implements threshold.Source.
func (f figures) Timing(name string, part threshold.Selector) (threshold.Quantiles, bool) {
	t, _ := measure.TimingNamed(name)
	d := f.timing(f.selection(part), t)
	return d, d.Count() > 0
}

// timing returns the durations of a Timing, wherever they are measured.
func (r *runner) timing(sel measure.Select, t measure.Timing) *measure.Distribution {
	switch t {
	case measure.Spread:
		return &r.spreadOf
	case measure.Publish:
		return r.publishing.took()
	default:
		return r.engine.Total().Timing(sel, t)
	}
}

// Number implements threshold.Source.
func (f figures) Number(name string, part threshold.Selector) (float64, bool) {
	switch name {
	case "errors":
		return float64(f.errors(part)), true
	case "live":
		return float64(f.live), true
	case "peak":
		return float64(f.peak), true
	case "cpu":
		return f.sample.CPU / float64(runtime.GOMAXPROCS(0)), true
	case "rss":
		return float64(f.sample.RSS), true
	}
	n, _ := measure.CountNamed(name)
	if f.scenario.sequenceName() == report.SequenceNone && n != measure.Received && slices.Contains(ledgerCounts(), n) {
		return 0, false
	}
	if part != (threshold.Selector{}) {
		return float64(f.engine.Total().Count(f.selection(part), n)), true
	}
	return float64(f.count(n)), true
}

// errors returns how many errors there were, of one class or of all.
func (f figures) errors(part threshold.Selector) int64 {
	sel, total := f.selection(part), int64(0)
	for _, class := range measure.Classes() {
		if part.Class == "" || part.Class == class.String() {
			total += f.engine.Total().Errors(sel, class)
		}
	}
	return total
}

// count returns a Count of the whole run, wherever it is kept.
func (r *runner) count(n measure.Count) int64 {
	switch n {
	case measure.Expected:
		return r.tally.Expected
	case measure.Received:
		return r.received()
	case measure.Lost:
		return r.tally.Lost - r.young
	case measure.Duplicate:
		return r.tally.Duplicate
	case measure.Reordered:
		return r.tally.Reordered
	case measure.Replayed:
		return r.tally.Replayed
	case measure.Missed:
		return r.tally.Missed
	case measure.Shortfall:
		total := r.engine.Total()
		return total.Count(measure.Everything(), measure.Planned) - total.Count(measure.Everything(), measure.Started)
	case measure.Published, measure.PublishFailed:
		return r.publishing.count(n)
	default:
		return r.engine.Total().Count(measure.Everything(), n)
	}
}

// received returns how many events arrived that were to come: without a sequence, all.
func (r *runner) received() int64 {
	if r.scenario.sequenceName() == report.SequenceNone {
		return r.engine.Total().Count(measure.Everything(), measure.Events)
	}
	return r.tally.Received - r.tally.Duplicate - r.tally.Repeated
}

// Elapsed implements threshold.Source.
func (f figures) Elapsed(part threshold.Selector) time.Duration {
	if part.Stage == "" {
		return f.at
	}
	from, to := f.stageTimes(slices.Index(f.stages, part.Stage))
	return min(max(0, f.at-from), to-from)
}

// stageTimes returns when a stage begins and ends.
func (r *runner) stageTimes(stage int) (from, to time.Duration) {
	if r.scenario.Plan.Arrivals != nil {
		return 0, r.scenario.Plan.Length()
	}
	for i, s := range r.scenario.Plan.Stages {
		from, to = to, to+s.Duration
		if i == stage {
			break
		}
	}
	return from, to
}
