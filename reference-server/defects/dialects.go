package defects

import (
	"bytes"
	"io"
	"net/http"
	"time"
)

// atPath matches the requests for a dialect.
func atPath(path string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.URL.Path == path }
}

// eachFrameOf is eachFrame for the streams of a dialect.
func eachFrameOf(streams func(*http.Request) bool, edit editor) func() layer {
	return onFramesOf(streams, func(*session) editor { return edit })
}

// beatTime is the time between two comments on a stream that is left open.
const beatTime = 400 * time.Millisecond

// leftOpen leaves the streams of a dialect open behind their last frame, with a
// comment now and then, until the client leaves.
func leftOpen(path string, isLast func(frame) bool) func() layer {
	return onFramesOf(atPath(path), func(s *session) editor {
		return func(f frame) []byte {
			if !isLast(f) {
				return f.raw
			}
			for sent := f.raw; s.send(sent) && s.request.Context().Err() == nil; sent = []byte(":\n\n") {
				s.wait(beatTime)
			}
			return nil
		}
	})
}

// send sends what stands on the wire at once, and reports whether it went out.
func (s *session) send(raw []byte) bool {
	_, err := s.next.Write(raw)
	return err == nil && http.NewResponseController(s.next).Flush() == nil
}

// pausedBefore waits before frame number n of each stream of a dialect.
func pausedBefore(path string, n int, pause time.Duration) func() layer {
	return onFramesOf(atPath(path), func(s *session) editor {
		count := 0
		return func(f frame) []byte {
			if count++; count == n {
				s.wait(pause)
			}
			return f.raw
		}
	})
}

// wait waits for d, or until the client has left.
func (s *session) wait(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.request.Context().Done():
	}
}

// answeringBody answers POSTs for a dialect in place of the server, where
// their body is as isMine says.
func answeringBody(path string, isMine func(body []byte) bool, answer http.HandlerFunc) func() layer {
	return answering(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != path || r.Method != http.MethodPost {
			return false
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return false // the server meets the same error
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if isMine(body) {
			answer(w, r)
			return true
		}
		return false
	})
}

// respond answers with that status, media type and body.
func respond(status int, mediaType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", mediaType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body) // when it cannot be sent, there is no one to tell
	}
}
