package site

import (
	"fmt"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// Greet returns what a stream begins with that greets its client: what others begin
// with, and an event without an id, since nobody can resume after what nobody else has
// got. The client keeps the ID that it has: by the letter of the Standard it would
// forget it at an event without one, so that it is told it again.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage
func Greet(h refserver.Hello, typ, data string) []byte {
	frames := h.Frames()
	if h.LastEventID != "" && h.Missed == history.Nothing {
		frames = eventstream.AppendEnd(must(eventstream.AppendID(frames, h.LastEventID)))
	}
	return append(frames, Frame(eventstream.Event{Type: typ, Data: data})...)
}

// Frame encodes an event of a demo, whose type and ID must be ones that can be.
func Frame(e eventstream.Event) []byte { return must(eventstream.AppendEvent(nil, e)) }

func must(frame []byte, err error) []byte {
	if err != nil {
		panic(fmt.Sprintf("encode event of a demo: %v", err))
	}
	return frame
}
