package engine

import (
	"time"

	"github.com/ssegauge/ssegauge/internal/eventloop"
	"github.com/ssegauge/ssegauge/loadgen/measure"
)

// farewell is how long a server may take to close its half.
const farewell = 5 * time.Second

// complete ends a Subscriber as planned.
func (s *stream) complete() {
	if s.phase == open {
		s.w.sheet.Add(s.tag(), measure.Completed, 1)
	}
	s.returning(false)
	s.goAway(0)
}

// interrupt cuts a stream that comes back after a while.
func (s *stream) interrupt(away time.Duration) {
	s.w.sheet.Add(s.tag(), measure.Left, 1)
	s.returning(true)
	s.goAway(away)
}

func (s *stream) returning(yes bool) {
	s.flags &^= returns
	if yes {
		s.flags |= returns
	}
}

// goAway leaves in the manner of the plan, until back has passed.
func (s *stream) goAway(back time.Duration) {
	was := s.phase
	if was == leaving {
		return // it is under way
	}
	s.due = s.w.elapsed() + back
	if was == open && s.w.cfg.Leave == HalfClose && s.halfClose() {
		s.w.sheet.Time(s.tag(), measure.Lifetime, s.w.elapsed()-s.since)
		s.w.unliven(s)
		s.enter(leaving)
		s.setTimer(farewell)
		return
	}
	if was == connecting || was == asking || was == open {
		s.hangUp(s.w.cfg.Leave)
		s.ended()
	}
	s.left()
}

// left is called when a Connection is over that we have ended.
func (s *stream) left() {
	if s.phase != away {
		s.ended()
	}
	if !s.has(returns) || s.w.ending {
		s.depart()
		return
	}
	s.attempts = 0
	s.w.after(max(0, s.due-s.w.elapsed()), s) // the server may have taken longer to let it go
}

// halfClose closes our half, and reports whether that can be said on this Connection.
func (s *stream) halfClose() bool {
	if s.by != nil {
		return false
	}
	if s.conn.CloseWrite() != nil {
		return false
	}
	s.conn.Release() // so that a slow reader notices the server's end
	return true
}

// hangUp ends the Connection; s is told nothing more of it.
func (s *stream) hangUp(how Manner) {
	if by := s.by; by != nil {
		s.by = nil
		by.leave(s, how)
		return
	}
	cutOff(&s.conn, how)
}

// cutOff ends a connection. One that cannot vanish, since there are too many such, is reset.
func cutOff(c *eventloop.Conn, how Manner) {
	switch how {
	case Vanish:
		if c.Vanish() == nil {
			return
		}
		_ = c.Reset()
	case RST:
		_ = c.Reset()
	default:
		_ = c.Close()
	}
}
