//go:build linux

package main

import (
	"slices"

	"github.com/ssegauge/ssegauge/reference-server/peerbench"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/trial"
)

// figure is one number of a round.
type figure func(trial.Figures) float64

func opens(f trial.Figures) float64      { return f.OpensPerSecond }
func memory(f trial.Figures) float64     { return f.StreamBytes }
func deliveries(f trial.Figures) float64 { return f.DeliveriesPerSecond }
func deliveryCPU(f trial.Figures) float64 {
	return float64(f.DeliveryCPU.Nanoseconds()) / 1e3
}
func p50(f trial.Figures) float64 { return float64(f.P50.Microseconds()) / 1e3 }
func p99(f trial.Figures) float64 { return float64(f.P99.Microseconds()) / 1e3 }

// values returns a figure of each round.
func (m measured) values(of figure) []float64 {
	values := make([]float64, len(m.rounds))
	for i, f := range m.rounds {
		values[i] = of(f)
	}
	return values
}

// of returns the contenders in a role.
func (r result) of(role peerbench.Role) []measured {
	return slices.DeleteFunc(slices.Clone(r.measured), func(m measured) bool { return m.contender.Role != role })
}

// ratio returns the median over the rounds of a figure of m divided by that of by in
// the same round.
func ratio(m, by measured, of figure) float64 {
	values := m.values(of)
	for i, v := range by.values(of) {
		values[i] /= v
	}
	return median(values)
}

// median returns the middle of values, the lower one of two. There must be one.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)-1)/2]
}
