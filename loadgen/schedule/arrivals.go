package schedule

import (
	"math"
	"time"
)

// Arrivals is Subscribers who come at a rate, stay, and go. An arrival waits for
// nothing: when the target is slow there are more of them, not fewer.
type Arrivals struct {
	// Rate is arrivals per second.
	Rate float64
	// Spacing is how the times between arrivals spread.
	Spacing Spacing
	// Lifetime is how long a Subscriber stays; 0 is to the end.
	Lifetime time.Duration
	// LifetimeSpacing is how lifetimes spread.
	LifetimeSpacing Spacing
	// Duration is how long there are arrivals. The plan ends then, for all who are there.
	Duration time.Duration
}

// arriving walks over the arrivals of a plan, all workers'.
type arriving struct {
	plan Arrivals
	seed uint64
	n    int     // the next one
	sum  float64 // of the gaps up to it, in mean gaps
}

// next is when the next Subscriber comes, and its number. Arrivals of a constant rate
// start at 0; random ones start after a gap, as a Poisson process does.
func (a *arriving) next() (at time.Duration, n int, more bool) {
	n = a.n
	a.n++
	if a.plan.Spacing == Constant {
		a.sum = float64(n)
	} else {
		a.sum += a.plan.Spacing.draw(chance(a.seed, useGap, n))
	}
	seconds := a.sum / a.plan.Rate
	if seconds >= a.plan.Duration.Seconds() {
		return 0, 0, false
	}
	return nanoseconds(a.sum * 1e9 / a.plan.Rate), n, true
}

// lifetime is how long Subscriber n stays.
func (a Arrivals) lifetime(seed uint64, n int) time.Duration {
	if a.LifetimeSpacing == Constant {
		return a.Lifetime
	}
	return nanoseconds(float64(a.Lifetime) * a.LifetimeSpacing.draw(chance(seed, useLifetime, n)))
}

func nanoseconds(ns float64) time.Duration { return time.Duration(math.Round(ns)) }

// count is how many come.
func (a Arrivals) count(seed uint64) int {
	if a.Spacing == Constant {
		return a.countConstant()
	}
	all := arriving{plan: a, seed: seed}
	for {
		if _, _, more := all.next(); !more {
			return all.n - 1
		}
	}
}

// countConstant is the first n whose time, n / rate, is not within the plan. Rounding may
// have put it one off.
func (a Arrivals) countConstant() int {
	n, end := int(math.Ceil(a.Rate*a.Duration.Seconds())), a.Duration.Seconds()
	for n > 0 && float64(n-1)/a.Rate >= end {
		n--
	}
	for float64(n)/a.Rate < end {
		n++
	}
	return n
}

// peak is an estimate from above of how many are there at a time. The number of those who are
// there varies no more than a Poisson variable of its mean does.
func (a Arrivals) peak(seed uint64) int {
	all := a.count(seed)
	if a.Lifetime == 0 {
		return all
	}
	mean := a.mean(a.Duration)
	if a.Spacing == Constant && a.LifetimeSpacing == Constant {
		return min(all, int(math.Ceil(mean))+1)
	}
	return min(all, int(math.Ceil(mean+6*math.Sqrt(mean)))+6)
}

// mean is how many are expected to be there at t: rate × integral of the share that lives
// longer than s, for s from 0 to t.
func (a Arrivals) mean(t time.Duration) float64 {
	passed, life := t.Seconds(), a.Lifetime.Seconds()
	switch {
	case a.Lifetime == 0:
		return a.Rate * passed
	case a.LifetimeSpacing == Exponential:
		return a.Rate * life * -math.Expm1(-passed/life)
	case a.LifetimeSpacing == Uniform:
		passed = min(passed, 2*life)
		return a.Rate * passed * (1 - passed/(4*life))
	default:
		return a.Rate * min(passed, life)
	}
}

func (a Arrivals) stage(time.Duration) int { return 0 }

func (a Arrivals) streams(t time.Duration) int {
	return int(math.Round(a.mean(min(max(t, 0), a.Duration))))
}

// area is the integral of mean.
func (a Arrivals) area(t time.Duration) float64 {
	passed, life := max(t, 0).Seconds(), a.Lifetime.Seconds()
	switch {
	case a.Lifetime == 0:
		return a.Rate * passed * passed / 2
	case a.LifetimeSpacing == Exponential:
		return a.Rate * life * (passed + life*math.Expm1(-passed/life))
	case a.LifetimeSpacing == Uniform:
		rising := min(passed, 2*life)
		return a.Rate * (rising*rising*(1-rising/(6*life))/2 + (passed-rising)*life)
	default:
		rising := min(passed, life)
		return a.Rate * (rising*rising/2 + (passed-rising)*life)
	}
}
