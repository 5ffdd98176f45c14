package control

import (
	"sync/atomic"
	"time"
)

// Bounds of a skew.
const (
	maxOffset = 365 * 24 * time.Hour
	maxDrift  = 100_000 // ppm: a tenth
)

// clock stamps with the time of this machine, or with one that goes wrong. The zero
// value goes right.
type clock struct{ skew atomic.Pointer[skew] }

// skew is how a clock goes wrong.
type skew struct {
	Offset Duration `json:"offset"` // it is ahead by
	Drift  float64  `json:"drift"`  // it gains, in millionths
	since  time.Time
}

// stamp returns the time at t in nanoseconds since 1970.
func (s *skew) stamp(t time.Time) int64 {
	if s == nil {
		return t.UnixNano()
	}
	gained := float64(t.Sub(s.since)) * s.Drift / 1e6
	return t.UnixNano() + int64(s.Offset) + int64(gained)
}

// stamps are the second and third of the four stamps by which a client estimates
// the distance between two clocks; it takes the first and the last itself.
// https://www.rfc-editor.org/rfc/rfc5905#section-8
type stamps struct {
	Received int64 `json:"received"`
	Sent     int64 `json:"sent"`
	Skew     *skew `json:"skew,omitempty"`
}

// getTime answers GET /control/time.
func (c *Control) getTime(in call) (any, *refusal) {
	wrong := c.clock.skew.Load()
	return stamps{Received: wrong.stamp(in.received), Sent: wrong.stamp(time.Now()), Skew: wrong}, nil
}

// postTime answers POST /control/time.
func (c *Control) postTime(in call) (any, *refusal) {
	next := &skew{since: time.Now()}
	_, p := decode(in.w, in.r, fields{"offset": &next.Offset, "drift": &next.Drift})
	p = firstOf(p, limitDuration("offset", next.Offset, -maxOffset, maxOffset), limit("drift", next.Drift, -maxDrift, maxDrift))
	if p != nil {
		return nil, p
	}
	c.clock.skew.Store(next)
	return c.getTime(in)
}

// deleteTime answers DELETE /control/time.
func (c *Control) deleteTime(in call) (any, *refusal) {
	was, _ := c.getTime(in)
	c.clock.skew.Store(nil)
	return was, nil
}
