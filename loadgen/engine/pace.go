package engine

import "time"

// Slow readers read so often.
const slowTick = 250 * time.Millisecond

// pace begins to read as this Subscriber does: at once, slowly or not at all.
func (s *stream) pace() {
	if s.reader == 0 {
		s.setTimer(s.w.cfg.Caps.Time)
		return
	}
	s.hold()
	s.setTimer(s.patience())
}

func (s *stream) hold() {
	if s.by != nil {
		s.by.hold(s)
		return
	}
	_ = s.conn.Hold()
}

// openExpired is called when the time of an open stream has passed: it is complete, or is to
// read a little.
func (s *stream) openExpired() {
	most, passed := s.w.cfg.Caps.Time, s.w.elapsed()-s.since
	if most > 0 && passed >= most {
		s.complete()
		return
	}
	if tick := s.tick(); tick > 0 {
		s.sip(s.allowance(int64(passed / tick)))
	}
	if s.phase == open {
		s.setTimer(s.patience())
	}
}

// patience returns how long an open stream has nothing to do; 0 is for ever. The ticks of
// one who reads slowly are counted from its opening, so that none is late by those before.
func (s *stream) patience() time.Duration {
	most, passed, wait := s.w.cfg.Caps.Time, s.w.elapsed()-s.since, time.Duration(0)
	if tick := s.tick(); tick > 0 {
		wait = tick - passed%tick
	}
	if left := most - passed; most > 0 && (wait == 0 || left < wait) {
		wait = max(left, 1)
	}
	return wait
}

// tick returns how often s reads; 0 if it reads at once or never.
func (s *stream) tick() time.Duration {
	switch {
	case s.reader == 0 || s.rate() == 0:
		return 0
	case s.rate() < int(time.Second/slowTick):
		return time.Second
	}
	return slowTick
}

func (s *stream) rate() int { return s.w.cfg.Readers[s.reader-1].Rate }

// allowance returns how many bytes s reads at its nth tick.
func (s *stream) allowance(n int64) int {
	each := int64(time.Second / s.tick())
	rate := int64(s.rate())
	return int(rate*n/each - rate*(n-1)/each)
}

// sip reads at most n bytes of what has arrived, which waited because it had to: that is no lag.
func (s *stream) sip(n int) {
	if s.by != nil {
		s.by.read(s, n)
		return
	}
	got, err := s.conn.Read(s.w.room(n))
	if got > 0 {
		s.http1(s.w.scratch[:got])
	}
	if err != nil && s.phase == open {
		_ = s.conn.Close()
		s.lost(err)
	}
}

// room returns n bytes that are used for a moment.
func (w *worker) room(n int) []byte {
	if cap(w.scratch) < n {
		w.scratch = make([]byte, n)
	}
	return w.scratch[:n]
}

// readerOf returns index + 1 of the kind of reader that a Subscriber is, 0 for one that
// reads at once. Multiples of the golden ratio spread the kinds evenly over any range of
// Subscribers.
func (c *Config) readerOf(subscriber int) uint8 {
	const golden = 0.6180339887498949
	at := float64(subscriber) * golden
	at -= float64(int(at))
	for i, r := range c.Readers {
		if at -= r.Share; at < 0 {
			return uint8(i + 1)
		}
	}
	return 0
}
