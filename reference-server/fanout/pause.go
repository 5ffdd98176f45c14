package fanout

import "github.com/ssegauge/ssegauge/reference-server/history"

// Gate says whether delivery to the streams of these topics is paused.
type Gate func(topics []string) bool

// Fault returns what s is sent in the place of batch, which it must not change. It
// is called on the goroutine of the stream's loop.
type Fault func(s *Stream, batch []*history.Entry) []*history.Entry

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

// SetFault has live events pass through f from now on; nil ends it. What a stream
// reads of the history when it opens is not changed.
func (h *Hub) SetFault(f Fault) {
	if f == nil {
		h.fault.Store(nil)
		return
	}
	h.fault.Store(&f)
}
