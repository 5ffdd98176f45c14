// Package shares divides what comes in turn among several, by weights.
package shares

import (
	"cmp"
	"math"
	"slices"
)

// maxPeriod bounds a table, but that each one has a turn in it.
const maxPeriod = 1 << 16

// Table returns whose turn it is, over a period that repeats. Each one's turns are spread
// evenly over it. The period is the smallest one in which the shares are exact, if that
// is at most 65,536: weights are taken as multiples of 0.001 where they are such.
// Otherwise shares are rounded to 1/65,536 of the sum. There are at most 65,536
// weights; they are positive and finite.
func Table(weights []float64) []uint16 {
	counts := wholeCounts(weights)
	type turn struct {
		who  int
		late float64 // the middle of the share's part of the period
	}
	var turns []turn
	for who, count := range counts {
		for k := range count {
			turns = append(turns, turn{who, (float64(k) + 0.5) / float64(count)})
		}
	}
	slices.SortStableFunc(turns, func(a, b turn) int { return cmp.Compare(a.late, b.late) })
	table := make([]uint16, len(turns))
	for i, t := range turns {
		table[i] = uint16(t.who)
	}
	return table
}

// wholeCounts returns how often each one comes in a period, at least once.
func wholeCounts(weights []float64) []int {
	counts, whole := make([]int, len(weights)), true
	sum, divisor, most := 0.0, 0, 0.0
	for i, w := range weights {
		thousands := math.Round(w * 1000)
		whole = whole && math.Abs(thousands-w*1000) < 1e-6 && thousands < 1e9
		if whole {
			counts[i] = int(thousands)
			divisor = gcd(divisor, counts[i])
		}
		sum, most = sum+w, max(most, w)
	}
	if whole && sum*1000/float64(divisor) <= maxPeriod {
		for i := range counts {
			counts[i] /= divisor
		}
		return counts
	}
	scale := most // so that a sum of huge weights is finite
	total := 0.0
	for _, w := range weights {
		total += w / scale
	}
	for i, w := range weights {
		counts[i] = max(1, int(math.Round(w/scale/total*maxPeriod)))
	}
	return counts
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
