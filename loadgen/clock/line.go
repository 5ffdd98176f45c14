package clock

import (
	"math"
	"time"
)

// Line is the offset of a peer's clock as a line over time, with the bounds of its
// error. It does not change, and may be used by several goroutines. The zero value is
// a clock that is this one.
type Line struct {
	began  int64   // ns since 1970
	span   float64 // ns from the first exchange to the last
	base   int64   // ns, an offset near all others
	offset float64 // ns more than base, when it began
	drift  float64 // ns per ns
	// The bounds of the error at both ends of the span, in ns; without a span by how
	// much it grows per ns on either side.
	first, last float64
	unsure      float64
}

// maxDrift is taken for the bound of a drift that was not measured.
// https://www.rfc-editor.org/rfc/rfc5905#section-11.3
const maxDrift = 500e-6

// At returns how far the peer's clock was ahead at an instant of this machine's clock,
// and how far that may be wrong. Both hold best between the first exchange and the
// last, and worse with the distance from them.
func (l Line) At(unix int64) (offset, plusMinus time.Duration) {
	x := float64(unix - l.began)
	return time.Duration(l.base + int64(math.Round(l.offset+l.drift*x))), duration(l.bound(x))
}

// Local returns when the peer's clock showed peerUnix, by this machine's clock.
func (l Line) Local(peerUnix int64) int64 {
	x := float64(peerUnix-l.base-l.began) - l.offset // what has passed since it began, by the peer's clock
	return l.began + int64(math.Round(x/(1+l.drift)))
}

// Drift returns how much the peer's clock gains, in millionths (ppm), and how far that
// may be wrong; infinitely far if it was not measured.
func (l Line) Drift() (ppm, plusMinus float64) {
	if l.span == 0 {
		return 0, math.Inf(1)
	}
	return l.drift * 1e6, (l.first + l.last) / l.span * 1e6
}

// bound returns the largest error at x. That of a line is no larger than the sum of
// its errors at two places, each by its part.
func (l Line) bound(x float64) float64 {
	if l.span == 0 {
		return l.first + l.unsure*math.Abs(x)
	}
	w := x / l.span
	return math.Abs(1-w)*l.first + math.Abs(w)*l.last
}

// duration returns a number of nanoseconds, rounded up and within what can be said.
func duration(ns float64) time.Duration {
	if ns >= math.MaxInt64/2 {
		return math.MaxInt64 / 2
	}
	return time.Duration(math.Ceil(ns))
}
