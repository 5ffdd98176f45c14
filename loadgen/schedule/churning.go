package schedule

import "time"

// churning is the source of single breaks.
type churning struct {
	rate   float64
	course course
	length time.Duration
	own    share
	n      int           // the next break, of all workers'
	last   time.Duration // when the one before was due
}

func (c *churning) next() (Move, bool) {
	for c.due(c.length) {
		c.last = c.instant()
		n := c.n
		c.n++
		if streams := max(1, c.course.streams(c.last)); c.own.has(n % streams) {
			return Move{At: c.last, Kind: ChurnBreak, Subscriber: noSubscriber, Stage: c.course.stage(c.last)}, true
		}
	}
	return Move{}, false
}

// due says whether break n is due at t or before.
func (c *churning) due(t time.Duration) bool {
	return c.rate*c.course.area(t) >= float64(c.n)+0.5
}

// instant is the first nanosecond at which break n is due, which it must be at the end. It
// doubles its steps from the break before, then halves.
func (c *churning) instant() time.Duration {
	early, late := c.last-1, c.last
	for step := time.Duration(1); !c.due(late); step *= 2 {
		early, late = late, min(late+step, c.length)
	}
	for late-early > 1 {
		if middle := early + (late-early)/2; c.due(middle) {
			late = middle
		} else {
			early = middle
		}
	}
	return late
}

// storms is the source of storms: one at each multiple of their time, before the end.
type storms struct {
	storm  Storm
	course course
	length time.Duration
	n      int
}

func (s *storms) next() (Move, bool) {
	s.n++
	at := time.Duration(s.n) * s.storm.Every
	if at >= s.length {
		return Move{}, false
	}
	return Move{At: at, Kind: StormBreak, Subscriber: noSubscriber, Stage: s.course.stage(at), Share: s.storm.Share}, true
}
