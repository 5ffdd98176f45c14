package dialects

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// maxBodyBytes bounds the body of a request.
const maxBodyBytes = 1 << 20

// stream writes the frames of one response, each with a flush.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	done    <-chan struct{} // closed when the client has left
}

// describeStream sets the head of a stream. It keeps caches, compressors on the
// way and nginx from holding events back.
func describeStream(h http.Header) {
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-cache, no-store, no-transform")
	h.Set("X-Accel-Buffering", "no")
}

// begin sends the head of a stream, and reports whether it went out.
func begin(w http.ResponseWriter, r *http.Request) (*stream, bool) {
	describeStream(w.Header())
	s := &stream{w: w, control: http.NewResponseController(w), done: r.Context().Done()}
	return s, s.control.Flush() == nil
}

// refuse answers with status 400 and what is wrong, as JSON.
func refuse(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(v) // when it cannot be sent, there is no one to tell
}

// send reports whether the frame went out.
func (s *stream) send(frame []byte) bool {
	_, err := s.w.Write(frame)
	return err == nil && s.control.Flush() == nil
}

// sendJSON sends an event with v as its data.
func (s *stream) sendJSON(v any) bool { return s.sendTypedJSON("", v) }

// sendTypedJSON sends an event of that type with v as its data.
func (s *stream) sendTypedJSON(typ string, v any) bool {
	data, err := json.Marshal(v)
	return err == nil && s.sendTyped(typ, string(data))
}

// sendTyped sends an event of that type, which is the default if it is empty.
func (s *stream) sendTyped(typ, data string) bool {
	frame, err := eventstream.AppendEvent(nil, eventstream.Event{Type: typ, Data: data})
	return err == nil && s.send(frame)
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
