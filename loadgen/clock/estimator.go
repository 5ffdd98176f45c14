package clock

import (
	"cmp"
	"slices"
)

const (
	windows     = 64
	firstWindow = int64(100e6) // ns
)

// Estimator estimates the offset and drift of a peer's clock. Its zero value is ready;
// its size is bounded. It is for one goroutine.
type Estimator struct {
	asked    int64 // ns since 1970, of the first exchange
	began    int64 // ns since 1970, of the first window
	length   int64 // ns, of each window
	best     [windows]window
	samples  int
	rejected int
}

// window is a part of the time, and its exchange that took least.
type window struct {
	known bool
	point point
}

// Add takes an exchange, or returns false if its stamps cannot be: a clock went back
// between two of one machine, or to before the first exchange.
func (e *Estimator) Add(s Sample) bool {
	p, ok := s.point()
	if e.length == 0 && ok {
		e.asked, e.began, e.length = s.AskedUnix, p.at, firstWindow
	}
	if !ok || s.AskedUnix < e.asked {
		e.rejected++
		return false
	}
	e.samples++
	for p.at-e.began >= windows*e.length {
		e.widen()
	}
	e.best[max(0, p.at-e.began)/e.length].take(p)
	return true
}

// Samples returns how many exchanges were taken, and how many were not.
func (e *Estimator) Samples() (taken, rejected int) { return e.samples, e.rejected }

// widen makes one window of each two.
func (e *Estimator) widen() {
	var wide [windows]window
	for i, w := range e.best {
		if w.known {
			wide[i/2].take(w.point)
		}
	}
	e.best = wide
	e.length *= 2
}

// take keeps p if it tells more than what is known.
func (w *window) take(p point) {
	if !w.known || p.delay < w.point.delay {
		*w = window{true, p}
	}
}

// points returns the best exchange of each window, in their order.
func (e *Estimator) points() []point {
	var all []point
	for _, w := range e.best {
		if w.known {
			all = append(all, w.point)
		}
	}
	slices.SortFunc(all, func(a, b point) int { return cmp.Compare(a.at, b.at) })
	return all
}
