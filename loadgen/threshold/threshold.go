package threshold

import (
	"slices"
	"time"
)

// Threshold is a comparison that must hold. It comes from [Parse], does not change,
// and may be used by several goroutines.
type Threshold struct {
	left, right expression
	compare     string

	// Abort says that the run stops as soon as the threshold is hopeless.
	Abort bool
	// After is for how long the run goes on before it may be stopped for a figure that
	// could still come right; 0 is for ever.
	After time.Duration
}

// String returns the threshold in the form in which it is shown. Parse makes the same
// threshold of it.
func (t Threshold) String() string {
	text := t.left.String() + " " + t.compare + " " + t.right.String()
	if t.Abort {
		text += " abort"
	}
	if t.After > 0 {
		text += " after " + t.After.String()
	}
	return text
}

// Stage returns the stage that all figures of the threshold are selected by, "" if
// there is no such one.
func (t Threshold) Stage() string {
	return common(t.selections(), func(s Selector) string { return s.Stage })
}

// Tag returns the tag that all figures of the threshold are selected by, "" if there
// is no such one.
func (t Threshold) Tag() string {
	return common(t.selections(), func(s Selector) string { return s.Tag })
}

// Metrics returns the names of the metrics in the threshold, sorted, each once.
func (t Threshold) Metrics() []string {
	all := t.right.metrics(t.left.metrics(nil))
	slices.Sort(all)
	return slices.Compact(all)
}

// selections returns what the figures are selected by.
func (t Threshold) selections() []Selector { return t.right.selections(t.left.selections(nil)) }

// common returns the name that all selections have.
func common(all []Selector, of func(Selector) string) string {
	for _, s := range all {
		if of(s) != of(all[0]) {
			return ""
		}
	}
	return of(all[0])
}

// Quantiles is a distribution of durations.
type Quantiles interface {
	Count() int64
	// Quantile returns the duration that a share q from 0 to 1 does not exceed.
	Quantile(q float64) time.Duration
	Min() time.Duration
	Max() time.Duration
	Mean() time.Duration
}

// Source has the figures of a run, so far or at its end. It is asked only for metrics
// and selectors of the [Catalogue].
type Source interface {
	// Timing returns the distribution of a [Timing], or false if it was not measured.
	Timing(name string, part Selector) (Quantiles, bool)
	// Number returns the total of a [Count] or the figure of a [Gauge], in the
	// metric's [Unit], or false if it is not known.
	Number(name string, part Selector) (float64, bool)
	// Elapsed returns for how long the part has lasted, 0 if it has not begun.
	Elapsed(part Selector) time.Duration
}
