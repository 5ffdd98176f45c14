package defects

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// session is one stream, as a Defect sees it.
type session struct {
	// n counts the streams of a server, from 1.
	n int64
	// request is what the stream answers.
	request *http.Request
	// next writes the stream without a change.
	next http.ResponseWriter
	// end has the server end the stream in order. What is still written can be
	// dropped.
	end context.CancelFunc
}

// flush writes p and sends it, before what is written by the server next.
func (s *session) flush(p []byte) {
	if _, err := s.next.Write(p); err == nil {
		_ = http.NewResponseController(s.next).Flush() // the server meets the same error
	}
}

// pause waits, or until the client has left.
func (s *session) pause(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.request.Context().Done():
	}
}

// editor returns what stands on the wire in place of a frame. It may keep frames
// back and wait; it must end when the request's context does.
type editor func(f frame) []byte

// onFrames has the frames of every stream edited, each by an editor of its own.
func onFrames(edit func(*session) editor) func() layer { return onFramesOf(isStream, edit) }

// onFramesOf is onFrames for the streams of a dialect.
func onFramesOf(streams func(*http.Request) bool, edit func(*session) editor) func() layer {
	return func() layer {
		var count atomic.Int64
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if streams(r) {
					ctx, cancel := context.WithCancel(r.Context())
					defer cancel()
					r = r.WithContext(ctx)
					s := &session{n: count.Add(1), request: r, next: w, end: cancel}
					w = &frameWriter{ResponseWriter: w, framer: eventstream.NewFramer(generous()), edit: edit(s)}
				}
				next.ServeHTTP(w, r)
			})
		}
	}
}

// eachFrame is onFrames for editors that keep nothing in mind.
func eachFrame(edit editor) func() layer {
	return onFrames(func(*session) editor { return edit })
}

// eachEvent is eachFrame for published events; other frames stay.
func eachEvent(edit editor) func() layer {
	return eachFrame(func(f frame) []byte {
		if !f.isPublished() {
			return f.raw
		}
		return edit(f)
	})
}

// generous are limits beyond those of the server.
func generous() eventstream.Options {
	const most = 16 << 20
	return eventstream.Options{MaxLineBytes: most, MaxEventBytes: most, MaxIDBytes: most}
}

// frameWriter cuts what is written into frames and writes what the editor makes
// of them.
type frameWriter struct {
	http.ResponseWriter
	framer *eventstream.Framer
	edit   editor
}

func (w *frameWriter) Write(p []byte) (int, error) {
	var out []byte
	if err := w.framer.Feed(p, func(f eventstream.Frame) { out = append(out, w.edit(framed(f))...) }); err != nil {
		return 0, err
	}
	if len(out) == 0 {
		return len(p), nil
	}
	if _, err := w.ResponseWriter.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// FlushError sends what there is, for http.ResponseController.
func (w *frameWriter) FlushError() error {
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap leads http.ResponseController to what w does not do itself.
func (w *frameWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
