package clock

import (
	"cmp"
	"math"
	"slices"
)

// Fit returns the line through the exchanges, or false if there was none.
func (e *Estimator) Fit() (Line, bool) {
	points := e.points()
	if len(points) == 0 {
		return Line{}, false
	}
	f := newFit(points)
	if f.span == 0 {
		return flat(points), true
	}
	f.solve()
	f.limit()
	const likely = maxDrift * 1e6
	if drift, plusMinus := f.Drift(); plusMinus > likely && math.Abs(drift) <= plusMinus+likely {
		return flat(points), true
	}
	return f.Line, true
}

// flat returns a line without a drift, through the exchange that tells most.
func flat(points []point) Line {
	best := slices.MinFunc(points, func(a, b point) int { return cmp.Compare(a.delay, b.delay) })
	return Line{began: best.at, base: best.offset, first: float64(best.delay) / 2, unsure: maxDrift}
}

// fit is a line in the making.
type fit struct {
	Line
	marks []mark
}

// mark is an exchange, in ns from where the line begins.
type mark struct {
	x, y  float64
	delay float64
	held  float64
	wrong float64 // how far the line may be from the truth here: from the mark, and the mark's half delay
}

// newFit takes the points, which are in order.
func newFit(points []point) *fit {
	f := &fit{Line: Line{began: points[0].at, base: points[0].offset}}
	for _, p := range points {
		f.marks = append(f.marks, mark{
			x: float64(p.at - f.began), y: float64(p.offset - f.base),
			delay: float64(p.delay), held: float64(p.held),
		})
	}
	f.span = f.marks[len(f.marks)-1].x
	return f
}

// solve finds the line by least squares. A mark weighs by how much its exchange
// tells, which is as its delay is small.
func (f *fit) solve() {
	const least = 1e3 // ns; no clock is read more exactly
	var sum, sumX, sumY float64
	weight := func(m mark) float64 { return 1 / ((m.delay + least) * (m.delay + least)) }
	for _, m := range f.marks {
		w := weight(m)
		sum, sumX, sumY = sum+w, sumX+w*m.x, sumY+w*m.y
	}
	meanX, meanY := sumX/sum, sumY/sum
	var xx, xy float64
	for _, m := range f.marks {
		w, dx := weight(m), m.x-meanX
		xx, xy = xx+w*dx*dx, xy+w*dx*(m.y-meanY)
	}
	f.drift = xy / xx
	f.offset = meanY - f.drift*meanX
}

// limit finds the bounds of the error.
func (f *fit) limit() {
	for i := range f.marks {
		m := &f.marks[i]
		m.wrong = f.residual(*m) + f.half(*m)
	}
	f.first, f.last = f.bestBound(0), f.bestBound(f.span)
	var more float64
	for _, m := range f.marks {
		if b := f.bound(m.x); f.residual(m) > f.half(m)+b { // no line is true for all marks
			more = max(more, m.wrong-b)
		}
	}
	f.first += more
	f.last += more
}

// residual returns how far the line is from a mark.
func (f *fit) residual(m mark) float64 { return math.Abs(f.offset + f.drift*m.x - m.y) }

// half returns how far a mark may be from the truth: half its delay, which was
// measured by two clocks of different rates.
func (f *fit) half(m mark) float64 {
	rate := math.Abs(f.drift)
	return (m.delay + rate*m.held) / 2 * (1 + rate)
}

// bestBound returns the least bound at x that two marks give.
func (f *fit) bestBound(x float64) float64 {
	best := math.Inf(1)
	for i, a := range f.marks {
		for _, b := range f.marks[i+1:] {
			if b.x > a.x {
				w := (x - a.x) / (b.x - a.x)
				best = min(best, math.Abs(1-w)*a.wrong+math.Abs(w)*b.wrong)
			}
		}
	}
	return best
}
