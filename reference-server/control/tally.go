package control

import (
	"maps"
	"slices"
	"time"
)

// maxLast is how many of the last delays are kept in their order.
const maxLast = 1000

// tally counts delays exactly. They are whole multiples of grain, so that there
// are at most as many different ones as fit between nothing and the longest.
type tally struct {
	counts map[time.Duration]int64
	total  int64
	last   []Duration // the oldest is at total % maxLast once it is full
}

func newTally() *tally { return &tally{counts: make(map[time.Duration]int64)} }

func (t *tally) add(d time.Duration) {
	t.counts[d]++
	if len(t.last) < maxLast {
		t.last = append(t.last, Duration(d))
	} else {
		t.last[t.total%maxLast] = Duration(d)
	}
	t.total++
}

// quantile returns the least delay that at least the share q of them do not
// exceed, in per mille. 1000 is the longest.
func (t *tally) quantile(perMille int64) Duration {
	var seen int64
	for _, d := range slices.Sorted(maps.Keys(t.counts)) {
		if seen += t.counts[d]; seen*1000 >= t.total*perMille {
			return Duration(d)
		}
	}
	return 0
}

// newest returns the last delays, the oldest first.
func (t *tally) newest() []Duration {
	if len(t.last) < maxLast {
		return slices.Clone(t.last)
	}
	first := t.total % maxLast
	return slices.Concat(t.last[first:], t.last[:first])
}
