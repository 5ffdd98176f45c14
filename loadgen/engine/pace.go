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
	s.openExpired()
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
	most := s.w.cfg.Caps.Time
	if most > 0 && s.w.elapsed()-s.since >= most {
		s.complete()
		return
	}
	wait := most - (s.w.elapsed() - s.since)
	if s.reader > 0 {
		if rate := s.w.cfg.Readers[s.reader-1].Rate; rate > 0 {
			tick := slowTick
			if rate < 4 {
				tick = time.Second
			}
			s.sip(max(1, int(float64(rate)*tick.Seconds())))
			if most <= 0 || tick < wait {
				wait = tick
			}
		}
	}
	if s.phase == open {
		s.setTimer(wait)
	}
}

// sip reads at most n bytes of what has arrived.
func (s *stream) sip(n int) {
	if s.by != nil {
		s.by.read(s, n)
		return
	}
	got, err := s.conn.Read(s.w.room(n))
	if got > 0 {
		s.w.arrived()
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
