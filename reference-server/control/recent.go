package control

// recent keeps the last of what is added, up to a bound, and counts all of it. It
// needs no more than bound to be set.
type recent[T any] struct {
	bound int64
	last  []T // the oldest is at total % bound once it is full
	total int64
}

func (r *recent[T]) add(v T) {
	if int64(len(r.last)) < r.bound {
		r.last = append(r.last, v)
	} else {
		r.last[r.total%r.bound] = v
	}
	r.total++
}

// newest returns the last n, or all that are kept, the oldest first.
func (r *recent[T]) newest(n int) []T {
	n = min(n, len(r.last))
	picked := make([]T, 0, n)
	for i := r.total - int64(n); i < r.total; i++ {
		picked = append(picked, r.last[i%r.bound])
	}
	return picked
}
