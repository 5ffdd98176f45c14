package dialects

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// setStreamHead keeps caches, compressors and nginx from holding events back.
func setStreamHead(h http.Header) {
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-cache, no-store, no-transform")
	h.Set("X-Accel-Buffering", "no")
}

// stream writes the frames of one response, each with a flush.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	done    <-chan struct{} // closed when the client has left
}

// send reports whether the frame went out.
func (s *stream) send(frame []byte) bool {
	_, err := s.w.Write(frame)
	return err == nil && s.control.Flush() == nil
}

// sendJSON sends an event with v as its data.
func (s *stream) sendJSON(v any) bool {
	data, err := json.Marshal(v)
	return err == nil && s.send(eventstream.AppendEnd(eventstream.AppendData(nil, string(data))))
}

// wait reports whether the client is still there after d.
func (s *stream) wait(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.done:
		return false
	}
}
