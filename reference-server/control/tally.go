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
	recent[Duration]
	counts map[time.Duration]int64
}

func newTally() *tally {
	return &tally{recent: recent[Duration]{bound: maxLast}, counts: make(map[time.Duration]int64)}
}

func (t *tally) add(d time.Duration) {
	t.counts[d]++
	t.recent.add(Duration(d))
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
