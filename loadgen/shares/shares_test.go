package shares

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTable(t *testing.T) {
	tests := []struct {
		name    string
		weights []float64
		period  int
		counts  []int
	}{
		{"one", []float64{7}, 1, []int{1}},
		{"even", []float64{1, 1, 1}, 3, []int{1, 1, 1}},
		{"uneven", []float64{70, 20, 10}, 10, []int{7, 2, 1}},
		{"fractions", []float64{0.5, 0.125}, 5, []int{4, 1}},
		{"large", []float64{math.MaxFloat64, math.MaxFloat64}, maxPeriod, []int{maxPeriod / 2, maxPeriod / 2}},
		{"hardly any", []float64{1, 1e-9}, maxPeriod + 1, []int{maxPeriod, 1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			table, counts := Table(test.weights), make([]int, len(test.weights))
			for _, who := range table {
				counts[who]++
			}
			if len(table) != test.period {
				t.Errorf("the period is %d, want %d", len(table), test.period)
			}
			if diff := cmp.Diff(test.counts, counts); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// At no time is a share more than one turn away from what it
// should be.
func TestTableIsSpreadEvenly(t *testing.T) {
	weights := []float64{70, 20, 7, 3}
	table, seen := Table(weights), make([]float64, len(weights))
	for n, who := range table {
		seen[who]++
		for i, w := range weights {
			if off := math.Abs(seen[i] - float64(n+1)*w/100); off > 1 {
				t.Fatalf("after %d, %d has had %v, which is %v away", n+1, i, seen[i], off)
			}
		}
	}
}
