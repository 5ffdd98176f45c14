package refserver

import (
	"encoding/json"
	"fmt"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// hello returns the frames that begin a stream: the reconnection time, and
// where the client stands.
func (s *Server) hello(start history.Start, lastEventID string) []byte {
	frame := eventstream.AppendRetry(nil, s.config.spreadRetry())
	if lastEventID == "" {
		frame = appendKnownID(frame, start.EndID)
	}
	frame = eventstream.AppendEnd(frame)
	if start.Missed == history.Nothing {
		return frame
	}
	return appendReset(frame, start, lastEventID)
}

// appendReset appends the event that says that events may be missing.
func appendReset(dst []byte, start history.Start, lastEventID string) []byte {
	data, err := json.Marshal(struct {
		Reason      history.Missed `json:"reason"`
		LastEventID string         `json:"lastEventId"`
	}{start.Missed, lastEventID})
	if err != nil {
		panic(fmt.Sprintf("encode reset: %v", err))
	}
	dst, err = eventstream.AppendType(appendKnownID(dst, start.EndID), "reset")
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
