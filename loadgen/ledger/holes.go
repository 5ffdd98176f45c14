package ledger

import "slices"

// hole is numbers that have not come, from and to included.
type hole struct {
	from, to int64
	seenUnix int64 // when a later event showed it, 0 if none did
	missed   bool  // it was not expected either
	excused  bool  // nor can it be, of anybody
}

// holes are ascending, and do not overlap.
type holes []hole

// find returns the index of the hole that a number is in.
func (h holes) find(n int64) (int, bool) {
	if len(h) > 0 && n > h[len(h)-1].to {
		return len(h), false
	}
	i, _ := slices.BinarySearchFunc(h, n, func(o hole, n int64) int {
		if o.to < n {
			return -1
		}
		return 1
	})
	return i, i < len(h) && h[i].from <= n
}

// push adds a hole above all others. One that was missed or is excused joins another before it.
func (h *holes) push(o hole) {
	if last := len(*h) - 1; last >= 0 && (*h)[last].continues(o) {
		(*h)[last].to = o.to
		return
	}
	*h = append(*h, o)
}

// continues reports whether o is more of the same, and no loss.
func (p hole) continues(o hole) bool {
	return p.to+1 == o.from && (o.missed && p.missed || o.excused && p.excused)
}

// take takes a number out of hole i.
func (h *holes) take(i int, n int64) {
	low, high := (*h)[i], (*h)[i]
	low.to, high.from = n-1, n+1
	switch {
	case low.from > low.to && high.from > high.to:
		*h = slices.Delete(*h, i, i+1)
	case low.from > low.to:
		(*h)[i] = high
	case high.from > high.to:
		(*h)[i] = low
	default:
		(*h)[i] = low
		*h = slices.Insert(*h, i+1, high)
	}
}

// claim has what was missed above a number be expected, and returns how many that are.
func (h holes) claim(n, atUnix int64) (owed int64) {
	for i := len(h) - 1; i >= 0 && h[i].from > n; i-- {
		if h[i].missed {
			h[i].missed, h[i].seenUnix = false, atUnix
			owed += h[i].to - h[i].from + 1
		}
	}
	return owed
}

// young returns how many numbers are in the holes that were seen after an instant.
func (h holes) young(sinceUnix int64) (n int64) {
	for _, o := range h {
		if !o.missed && o.seenUnix > sinceUnix {
			n += o.to - o.from + 1
		}
	}
	return n
}
