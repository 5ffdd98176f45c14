package threshold

import (
	"math"
	"slices"
)

// Hopeless reports whether the run should be stopped for the threshold: it has the
// option abort, and can hold no more, whatever is still to come. With "after" it is
// not hopeless before each part of the run that it selects has lasted so long, and
// from then on as soon as it is missed.
func (t Threshold) Hopeless(s Source) bool {
	switch {
	case !t.Abort:
		return false
	case t.After > 0:
		early := func(part Selector) bool { return s.Elapsed(part) < t.After }
		return !slices.ContainsFunc(t.selections(), early) && t.Evaluate(s).State == Missed
	}
	return never(t.left.bounds(s), t.compare, t.right.bounds(s))
}

// interval is the values that a figure can end with.
type interval struct{ least, most float64 }

// unknown is the interval of all values.
func unknown() interval { return interval{math.Inf(-1), math.Inf(1)} }

// never reports whether no two figures of the intervals meet a comparison.
func never(left interval, compare string, right interval) bool {
	switch compare {
	case "<":
		return left.least >= right.most
	case "<=":
		return left.least > right.most
	case ">":
		return left.most <= right.least
	case ">=":
		return left.most < right.least
	case "==":
		return left.least > right.most || left.most < right.least
	default:
		return left.least == left.most && left == right
	}
}

func (c constant) bounds(Source) interval { return interval{c.figure, c.figure} }

// bounds of a count and of a maximum go up from what they are, those of a minimum
// down. Everything else can still become anything.
func (f figure) bounds(s Source) interval {
	name := f.statistic.name
	now, why := f.value(s)
	switch total := f.metric.Kind == Count && name == "" || name == "count"; {
	case total && why != "":
		return interval{0, math.Inf(1)}
	case why != "":
		return unknown()
	case total, name == "max":
		return interval{now, math.Inf(1)}
	case name == "min":
		return interval{math.Inf(-1), now}
	}
	return unknown()
}

// bounds are those of all that the operator can make of both sides.
func (b *binary) bounds(s Source) interval {
	left, right := b.left.bounds(s), b.right.bounds(s)
	if b.operator == '/' {
		if right.least <= 0 && right.most >= 0 {
			return unknown()
		}
		return corners(left, '*', interval{1 / right.most, 1 / right.least})
	}
	if b.operator == '-' {
		return corners(left, '+', interval{-right.most, -right.least})
	}
	return corners(left, b.operator, right)
}

// corners returns the bounds of a sum or product, which are among those of its ends.
func corners(a interval, operator byte, b interval) interval {
	ends := []float64{
		calculate(a.least, operator, b.least), calculate(a.most, operator, b.most),
		calculate(a.least, operator, b.most), calculate(a.most, operator, b.least),
	}
	if operator == '+' {
		ends = ends[:2]
	}
	for i, end := range ends {
		if math.IsNaN(end) { // 0 times infinity, where infinity stands for any number
			ends[i] = 0
		}
	}
	return interval{slices.Min(ends), slices.Max(ends)}
}
