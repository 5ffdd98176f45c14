package refserver

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// Hello is what a stream can begin with.
type Hello struct {
	// Retry is the reconnection time, in whole milliseconds, with its jitter.
	Retry time.Duration
	// LastEventID is what the client resumes from, "" for one that is new.
	LastEventID string
	// EndID is the ID of the end of the history, from which a client that is new, or
	// that missed something, goes on.
	EndID string
	// Missed is whether the stream can resume there.
	Missed history.Missed
}

// Frames returns what the server's own streams begin with: the reconnection time, and
// where the client stands.
func (h Hello) Frames() []byte {
	frame := eventstream.AppendRetry(nil, h.Retry)
	if h.LastEventID == "" {
		frame = appendKnownID(frame, h.EndID)
	}
	frame = eventstream.AppendEnd(frame)
	if h.Missed == history.Nothing {
		return frame
	}
	return h.appendReset(frame)
}

// hello returns the frames that begin a stream.
func (s *Server) hello(start history.Start, asked subscription) []byte {
	h := Hello{Retry: s.config.spreadRetry(), LastEventID: asked.lastEventID, EndID: start.EndID, Missed: start.Missed}
	return asked.feed.hello(h)
}

// appendReset appends the event that says that events may be missing.
func (h Hello) appendReset(dst []byte) []byte {
	data, err := json.Marshal(struct {
		Reason      history.Missed `json:"reason"`
		LastEventID string         `json:"lastEventId"`
	}{h.Missed, h.LastEventID})
	if err != nil {
		panic(fmt.Sprintf("encode reset: %v", err))
	}
	dst, err = eventstream.AppendType(appendKnownID(dst, h.EndID), "reset")
	if err != nil {
		panic(fmt.Sprintf("encode reset: %v", err))
	}
	return eventstream.AppendEnd(eventstream.AppendData(dst, string(data)))
}

// appendKnownID appends an id line for an ID that the history has accepted.
func appendKnownID(dst []byte, id string) []byte {
	dst, err := eventstream.AppendID(dst, id)
	if err != nil {
		panic(fmt.Sprintf("encode ID of the history: %v", err))
	}
	return dst
}
