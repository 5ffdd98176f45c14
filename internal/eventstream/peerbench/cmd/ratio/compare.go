package main

import (
	"slices"

	"github.com/ssegauge/ssegauge/internal/eventstream/peerbench"
)

// row is one line of the table. Figures are medians over the rounds, and a ratio
// is taken within its round before the median is.
type row struct {
	workload, contender string
	megabytesPerSec     float64
	allocsPerEvent      float64
	ofPeer              float64 // speed divided by that of the fastest peer
	leastOfPeer         float64 // the same, in the worst round
	ofFloor             float64 // speed divided by that of the floor
}

// compare relates the speeds that were measured on one workload to each other.
func compare(workload string, speeds []speed) []row {
	peer, floor := fastest(speeds, peerbench.Peer), fastest(speeds, peerbench.Floor)
	rows := make([]row, len(speeds))
	for i, s := range speeds {
		ofPeer := ratios(s.megabytes, peer)
		rows[i] = row{
			workload:        workload,
			contender:       s.contender.Name,
			megabytesPerSec: median(s.megabytes),
			allocsPerEvent:  s.allocsPerEvent,
			ofPeer:          median(ofPeer),
			leastOfPeer:     slices.Min(ofPeer),
			ofFloor:         median(ratios(s.megabytes, floor)),
		}
	}
	return rows
}

// fastest returns, for each round, the best speed among those of one role.
func fastest(speeds []speed, role peerbench.Role) []float64 {
	best := make([]float64, len(speeds[0].megabytes))
	for _, s := range speeds {
		if s.contender.Role != role {
			continue
		}
		for round, v := range s.megabytes {
			best[round] = max(best[round], v)
		}
	}
	return best
}

// ratios divides round by round.
func ratios(values, by []float64) []float64 {
	out := make([]float64, len(values))
	for i := range values {
		out[i] = values[i] / by[i]
	}
	return out
}

// median returns the middle of values, the lower one of two. There must be one.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)-1)/2]
}
