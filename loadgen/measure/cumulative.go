package measure

import (
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// AtMost returns how many durations were at most as long as each bound, as exactly as the
// Distribution knows them. The bounds must ascend. It walks over the whole histogram: once a second
// is fine, once an event is not.
func (d *Distribution) AtMost(bounds ...time.Duration) []int64 {
	counts := make([]int64, len(bounds))
	addUpTo(counts, bounds, d.negative, func(v time.Duration) time.Duration { return -v })
	addUpTo(counts, bounds, d.positive, func(v time.Duration) time.Duration { return v })
	for i := 1; i < len(counts); i++ {
		counts[i] += counts[i-1]
	}
	return counts
}

// addUpTo adds the durations of h to the first bound that they are at most.
func addUpTo(counts []int64, bounds []time.Duration, h *hdrhistogram.Histogram, signed func(time.Duration) time.Duration) {
	if total(h) == 0 {
		return
	}
	for _, bar := range h.Distribution() {
		if bar.Count == 0 {
			continue
		}
		for i, bound := range bounds {
			if signed(duration(bar.From)) <= bound {
				counts[i] += bar.Count
				break
			}
		}
	}
}
