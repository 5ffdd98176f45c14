package schedule

import (
	"math/bits"
	"time"
)

// leg is a stage with the place where it starts.
type leg struct {
	start, end time.Duration
	from, to   int
	before     float64 // stream seconds before start
}

func legs(stages []Stage) []leg {
	all := make([]leg, len(stages))
	var at leg
	for i, s := range stages {
		at = leg{start: at.end, end: at.end + s.Duration, from: at.to, to: s.Streams, before: at.before + at.area(at.end)}
		all[i] = at
	}
	return all
}

// stageAt is the index of the leg at t, as [Plan.StageAt] says.
func stageAt(all []leg, t time.Duration) int {
	for i, l := range all {
		if t < l.end {
			return i
		}
	}
	return max(0, len(all)-1)
}

// opens is when stream n opens on a leg upwards, for n in [from, to).
func (l leg) opens(n int) time.Duration {
	return l.start + part(l.end-l.start, n-l.from, l.to-l.from)
}

// closes is when stream n closes on a leg downwards, for n in [to, from).
func (l leg) closes(n int) time.Duration {
	return l.start + part(l.end-l.start, l.from-n, l.from-l.to)
}

// streams is how many are open at t, which is on the leg.
func (l leg) streams(t time.Duration) int {
	switch length := l.end - l.start; {
	case t >= l.end || l.from == l.to:
		return l.to
	case l.from < l.to:
		return l.from + parts(length, t-l.start, l.to-l.from)
	default:
		return l.from + 1 - parts(length, t-l.start, l.from-l.to)
	}
}

// area is the stream seconds on the leg until t.
func (l leg) area(t time.Duration) float64 {
	length := (l.end - l.start).Seconds()
	if length == 0 {
		return 0
	}
	passed := (t - l.start).Seconds()
	return passed * (float64(l.from) + float64(l.to-l.from)*passed/(2*length))
}

// part is d × k / n, rounded down, for 0 <= k <= n.
func part(d time.Duration, k, n int) time.Duration {
	hi, lo := bits.Mul64(uint64(d), uint64(k))
	quotient, _ := bits.Div64(hi, lo, uint64(n))
	return time.Duration(quotient)
}

// parts is how many k >= 0 have part(d, k, n) <= t, for 0 <= t < d. It is the
// smallest k that is too large: d × k >= (t + 1) × n.
func parts(d, t time.Duration, n int) int {
	hi, lo := bits.Mul64(uint64(t)+1, uint64(n))
	lo, carry := bits.Add64(lo, uint64(d)-1, 0)
	quotient, _ := bits.Div64(hi+carry, lo, uint64(d))
	return int(quotient)
}

// line is the course of stages.
type line []leg

func (l line) stage(t time.Duration) int { return stageAt(l, t) }

func (l line) streams(t time.Duration) int {
	if t < 0 || len(l) == 0 {
		return 0
	}
	return l[l.stage(t)].streams(t)
}

func (l line) area(t time.Duration) float64 {
	if t <= 0 || len(l) == 0 {
		return 0
	}
	at := l[l.stage(t)]
	return at.before + at.area(min(t, at.end))
}
