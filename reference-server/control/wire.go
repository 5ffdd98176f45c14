package control

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// wire is what a script is played on.
type wire interface {
	// write writes a piece at once, as a chunk or frame of its own.
	write(piece []byte) error
	// gone is closed when the client has left.
	gone() <-chan struct{}
	// end ends the stream so, and waits no longer for the client once hurry is
	// closed. It is the last call, and may panic with http.ErrAbortHandler, which is
	// for net/http.
	end(how End, hurry <-chan struct{})
}

// openWire begins the response: on the connection itself in HTTP/1.x, else
// through net/http.
func openWire(w http.ResponseWriter, r *http.Request, s script, timeout time.Duration) (wire, error) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-cache, no-store, no-transform")
	h.Set("X-Accel-Buffering", "no")
	if r.ProtoMajor == 1 {
		chunks := r.ProtoAtLeast(1, 1) && !s.until
		out, err := hijack(w, chunks, timeout)
		if !errors.Is(err, http.ErrNotSupported) {
			return out, err
		}
	}
	f := &flushed{w: w, control: http.NewResponseController(w), timeout: timeout, left: r.Context().Done()}
	w.WriteHeader(http.StatusOK)
	return f, f.write(nil)
}

// flushed is a response of net/http.
type flushed struct {
	w       http.ResponseWriter
	control *http.ResponseController
	timeout time.Duration
	left    <-chan struct{}
}

func (f *flushed) write(piece []byte) error {
	if err := f.control.SetWriteDeadline(time.Now().Add(f.timeout)); err != nil {
		return fmt.Errorf("set write deadline: %w", err)
	}
	if _, err := f.w.Write(piece); err != nil {
		return err
	}
	if err := f.control.Flush(); err != nil {
		return err
	}
	return f.control.SetWriteDeadline(time.Time{}) // one that passes would reset the stream
}

func (f *flushed) gone() <-chan struct{} { return f.left }

// end returns for the end of a complete response: net/http writes it.
func (f *flushed) end(how End, _ <-chan struct{}) {
	if how != Complete {
		panic(http.ErrAbortHandler)
	}
}
