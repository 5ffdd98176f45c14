package loadgen

import (
	"slices"

	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/threshold"
)

// firm reports whether a missed threshold stands even if the generator was too slow: it is about
// what did not come as it should, or its share of what was to come, and about nothing else.
func firm(t threshold.Threshold) bool {
	names := t.Metrics()
	wrong := slices.ContainsFunc(names, func(name string) bool { return isCount(name, measure.Lost, measure.Duplicate, measure.Reordered) })
	other := slices.ContainsFunc(names, func(name string) bool { return !isCount(name, ledgerCounts()...) })
	return wrong && !other
}

// ledgerCounts are the counts of the ledgers.
func ledgerCounts() []measure.Count {
	return []measure.Count{
		measure.Expected, measure.Received, measure.Lost, measure.Duplicate, measure.Reordered, measure.Replayed, measure.Missed,
	}
}

// isCount reports whether a name is that of one of some counts.
func isCount(name string, counts ...measure.Count) bool {
	n, ok := measure.CountNamed(name)
	return ok && slices.Contains(counts, n)
}
