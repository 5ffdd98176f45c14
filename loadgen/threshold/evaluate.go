package threshold

import (
	"math"
	"time"
)

// State is what came out of a threshold.
type State uint8

// The states.
const (
	// NoData says that a figure is missing, or divided by 0.
	NoData State = iota
	Held
	Missed
)

// String returns the state in lower case.
func (s State) String() string {
	switch s {
	case Held:
		return "held"
	case Missed:
		return "missed"
	default:
		return "no data"
	}
}

// Result is a threshold judged.
type Result struct {
	State State
	// Actual is for people: the figures that were compared with the limit, as in
	// "312ms"; the reason where there is no data.
	Actual string
}

// Evaluate judges the threshold by the figures there are.
func (t Threshold) Evaluate(s Source) Result {
	left, why := t.left.value(s)
	if why != "" {
		return Result{NoData, why}
	}
	right, why := t.right.value(s)
	if why != "" {
		return Result{NoData, why}
	}
	r := Result{Missed, t.actual(left, right)}
	if holds(left, t.compare, right) {
		r.State = Held
	}
	return r
}

// holds compares two figures.
func holds(left float64, compare string, right float64) bool {
	switch compare {
	case "<":
		return left < right
	case "<=":
		return left <= right
	case ">":
		return left > right
	case ">=":
		return left >= right
	case "==":
		return left == right
	default:
		return left != right
	}
}

// value asks the source.
func (f figure) value(s Source) (float64, string) {
	none := "no " + f.metric.Name + f.selector.String()
	if f.metric.Kind == Timing {
		d, ok := s.Timing(f.metric.Name, f.selector)
		switch {
		case ok && f.statistic.name == "count":
			return float64(d.Count()), ""
		case !ok || d.Count() == 0:
			return 0, none + " was measured"
		}
		return f.statistic.of(d).Seconds(), ""
	}
	n, ok := s.Number(f.metric.Name, f.selector)
	if !ok {
		return 0, none + " is known"
	}
	if f.metric.Unit == Duration {
		n /= float64(time.Second)
	}
	if f.statistic.name == "rate" {
		seconds := s.Elapsed(f.selector).Seconds()
		if seconds <= 0 {
			return 0, none + ": it has not begun"
		}
		n /= seconds
	}
	return n, ""
}

// of returns the figure of a distribution that is not empty.
func (s statistic) of(d Quantiles) time.Duration {
	switch s.name {
	case "min":
		return d.Min()
	case "max":
		return d.Max()
	case "mean":
		return d.Mean()
	default:
		return d.Quantile(s.quantile)
	}
}

// value works the expression out.
func (b *binary) value(s Source) (float64, string) {
	left, why := b.left.value(s)
	if why != "" {
		return 0, why
	}
	right, why := b.right.value(s)
	switch {
	case why != "":
		return 0, why
	case b.operator == '/' && right == 0:
		return 0, b.right.String() + " is 0"
	}
	f := calculate(left, b.operator, right)
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return 0, b.String() + " is out of range"
	}
	return f, ""
}

// calculate applies an operator.
func calculate(left float64, operator byte, right float64) float64 {
	switch operator {
	case '+':
		return left + right
	case '-':
		return left - right
	case '*':
		return left * right
	default:
		return left / right
	}
}
