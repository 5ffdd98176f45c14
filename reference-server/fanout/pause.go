package fanout

import "github.com/ssegauge/ssegauge/reference-server/history"

// Gate says whether delivery to the streams of these topics is paused.
type Gate func(topics []string) bool

// Fault returns what s is sent in the place of batch, which it must not change. It
// is called on the goroutine of the stream's loop, for every batch; for none when
// Stream.Settle is; and for none as the last when the stream ends as a complete
// response.
type Fault func(s *Stream, batch []*history.Entry, last bool) []*history.Entry

// SetGate has the gate decide from now on; nil lets everything pass. What is held
// back stays in the history, heartbeats go on, and a stream for which too much was
// evicted meanwhile ends.
func (h *Hub) SetGate(g Gate) {
	if g == nil {
		h.gate.Store(nil)
	} else {
		h.gate.Store(&g)
	}
	for _, l := range h.loops {
		l.Post(l.wakeAll)
	}
}

// SetFault has events pass through f from now on, replayed ones as well; nil ends
// it.
func (h *Hub) SetFault(f Fault) {
	if f == nil {
		h.fault.Store(nil)
		return
	}
	h.fault.Store(&f)
}

// Settle passes no events through the fault, which may have held some back.
func (s *Stream) Settle() {
	if !s.group.paused() {
		s.faulty(nil, false)
	}
}

// faulty sends what the fault makes of the batch, and reports whether there is one.
func (s *Stream) faulty(batch []*history.Entry, last bool) bool {
	l := s.group.loop
	fault := l.hub.fault.Load()
	if fault == nil {
		return false
	}
	out := l.payload((*fault)(s, batch, last))
	p := out.of(s)
	switch {
	case len(p) == 0:
	case s.lag != nil && len(s.lag.queue) > 0:
		s.delivered(len(out.batch))
		s.enqueue(p)
	default:
		s.write(p, len(out.batch))
	}
	return true
}
