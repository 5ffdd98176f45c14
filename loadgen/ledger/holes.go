package ledger

import "slices"

// hole is numbers that have not come, from and to included.
type hole struct {
	from, to int64
	seenUnix int64 // when a later event showed it, 0 if none did
	missed   bool  // it was not expected either
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

// push adds a hole above all others. One that was missed joins another before it.
func (h *holes) push(o hole) {
	if last := len(*h) - 1; last >= 0 && o.missed && (*h)[last].missed && (*h)[last].to+1 == o.from {
		(*h)[last].to = o.to
		return
	}
	*h = append(*h, o)
}

// take takes a number out of hole i. What is above it in a hole that was missed is expected
// from now on: take returns how many that are.
func (h *holes) take(i int, n, atUnix int64) (owed int64) {
	o := (*h)[i]
	low, high := o, o
	low.to, high.from = n-1, n+1
	if o.missed {
		owed = o.to - n
		high.missed, high.seenUnix = false, atUnix
	}
	parts := make([]hole, 0, 2)
	if low.from <= low.to {
		parts = append(parts, low)
	}
	if high.from <= high.to {
		parts = append(parts, high)
	}
	*h = slices.Replace(*h, i, i+1, parts...)
	return owed
}
