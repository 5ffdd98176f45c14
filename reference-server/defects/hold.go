package defects

import (
	"math"
	"net/http"
	"sync"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// heldBack says how published events are held back.
type heldBack struct {
	// enough of them are let go, but for the newest keep.
	enough, keep int
	// most is how long they wait since the last one, or with sinceFirst since the
	// first. 0 is for ever.
	most       time.Duration
	sinceFirst bool
	// each waits so long by itself, one after the other.
	each bool
	// from, if set, says from which event on they are held back.
	from func(frame) bool
}

// holding has published events held back on their way to each stream.
func holding(h heldBack) func() layer {
	return always(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !isStream(r) {
				next.ServeHTTP(w, r)
				return
			}
			held := &heldWriter{ResponseWriter: w, heldBack: h, framer: eventstream.NewFramer(generous())}
			defer held.close()
			next.ServeHTTP(held, r)
		})
	})
}

// heldWriter holds events back. The server writes to it, and so does its timer.
type heldWriter struct {
	http.ResponseWriter
	heldBack
	framer *eventstream.Framer

	mu     sync.Mutex
	events [][]byte
	holds  bool // the event has come from which on they are held back
	timer  *time.Timer
	closed bool
}

func (w *heldWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []byte
	if err := w.framer.Feed(p, func(f eventstream.Frame) { out = append(out, w.take(framed(f))...) }); err != nil {
		return 0, err
	}
	if _, err := w.ResponseWriter.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// take returns what is written for f.
func (w *heldWriter) take(f frame) []byte {
	if f.isPublished() && !w.holds {
		w.holds = w.from == nil || w.from(f)
	}
	if !f.isPublished() || !w.holds {
		return f.raw
	}
	if w.each {
		w.events = append(w.events, f.raw)
		time.AfterFunc(w.most, func() { w.letGo(1) }) // it does nothing after close
		return nil
	}
	if w.most > 0 && (len(w.events) == 0 || !w.sinceFirst) {
		w.restart()
	}
	if w.events = append(w.events, f.raw); len(w.events) < w.enough {
		return nil
	}
	return w.release(len(w.events) - w.keep)
}

// restart gives the events that are held back their whole time.
func (w *heldWriter) restart() {
	if w.timer != nil {
		w.timer.Stop()
	}
	w.timer = time.AfterFunc(w.most, func() { w.letGo(math.MaxInt) })
}

// letGo writes the oldest events, n at the most.
func (w *heldWriter) letGo(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	if _, err := w.ResponseWriter.Write(w.release(min(n, len(w.events)))); err == nil {
		_ = http.NewResponseController(w.ResponseWriter).Flush() // the server meets the same error
	}
}

// release takes the oldest n events out.
func (w *heldWriter) release(n int) []byte {
	var out []byte
	for _, e := range w.events[:n] {
		out = append(out, e...)
	}
	w.events = w.events[n:]
	return out
}

// close ends the use of the ResponseWriter, which the handler is about to give
// back.
func (w *heldWriter) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed = true; w.timer != nil {
		w.timer.Stop()
	}
}

// FlushError sends what there is, for http.ResponseController.
func (w *heldWriter) FlushError() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap leads http.ResponseController to what w does not do itself.
func (w *heldWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
