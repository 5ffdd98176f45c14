package engine

import (
	"math"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/loadgen/measure"
)

// opened says that the response is an event stream.
func (s *stream) opened(now time.Duration) {
	if s.has(opened) {
		s.w.sheet.Time(s.tag(), measure.Reconnect, now-s.due)
		s.w.sheet.Add(s.tag(), measure.Reconnects, 1)
	} else {
		s.w.sheet.Time(s.tag(), measure.Open, now-s.due)
		s.w.sheet.Add(s.tag(), measure.Opened, 1)
	}
	s.w.expect(s)
	s.flags |= opened
	s.attempts, s.received, s.rest = 0, 0, eventstream.Rest{}
	s.flags &^= lagging
	s.enter(open)
	s.w.enliven(s)
	s.pace()
}

// over ends a Connection by an error.
func (s *stream) over(class measure.Class, text string) {
	s.w.sheet.Add(s.tag(), measure.Failed, 1)
	s.w.fail(s, class, text)
	s.ended()
	s.comeBack(0)
}

// closed ends a Connection that the server has ended too early.
func (s *stream) closed(why string) {
	s.w.sheet.Add(s.tag(), measure.ClosedByServer, 1)
	s.w.note(s, why)
	s.ended()
	s.comeBack(0)
}

// ended forgets what belongs to a Connection.
func (s *stream) ended() {
	if s.phase == open {
		s.w.sheet.Time(s.tag(), measure.Lifetime, s.w.elapsed()-s.since)
		s.w.unliven(s)
	}
	if s.dec != nil {
		s.w.giveBack(s.dec)
	}
	s.by, s.dec, s.extra = nil, nil, nil
	s.enter(away)
}

// comeBack begins a new Connection after the reconnection time, or after what the server
// has named.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#reestablish-the-connection
func (s *stream) comeBack(named time.Duration) {
	r := &s.w.cfg.Resume
	if s.phase != away {
		s.ended()
	}
	if r.Off || s.w.ending || r.MaxAttempts > 0 && int(s.attempts) >= r.MaxAttempts {
		s.depart()
		return
	}
	wait := max(named, s.reconnectionTime())
	if s.attempts > 0 {
		wait = max(wait, minPause)
	}
	s.w.after(wait, s)
}

// minPause is the least time between an attempt that led to nothing and the next, so that those
// who cannot connect do not keep the worker from everything else. The Standard allows it.
const minPause = 100 * time.Millisecond

// reconnectionTime returns how long a browser would wait, spread out if the plan says so.
func (s *stream) reconnectionTime() time.Duration {
	r := &s.w.cfg.Resume
	wait := r.Retry
	if s.retry > 0 && !r.Fixed {
		wait = time.Duration(s.retry-1) * time.Millisecond
	}
	if r.Jitter > 0 {
		wait += time.Duration((2*s.w.rand.Float64() - 1) * r.Jitter * float64(wait))
	}
	return wait
}

// setRetry takes the reconnection time that the server has named.
func (s *stream) setRetry(ms int64) { s.retry = int32(min(ms, math.MaxInt32-1)) + 1 }

// depart ends a Subscriber for good.
func (s *stream) depart() {
	if s.phase != away {
		s.ended()
	}
	s.enter(gone)
	s.turn++
	if !s.has(settled) {
		s.w.book.Leave(&s.ledger, s.number)
	}
	s.w.streams.remove(s)
}
