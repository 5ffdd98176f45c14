package history

import (
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// Event is what a publisher hands in.
type Event struct {
	// Topic is the one topic it belongs to. It is not sent.
	Topic string
	// ID is the ID that the publisher chose, or "" for the next number.
	ID string
	// Type is the event's type; "" is eventstream.DefaultType.
	Type string
	// Data is the event's data. CRLF, CR and LF end its lines.
	Data string
	// Retry is the reconnection time the frame sets, if HasRetry.
	Retry time.Duration
	// HasRetry says whether the frame sets a reconnection time.
	HasRetry bool
}

// maxIDLine is the length of the longest id line of an automatic ID.
const maxIDLine = len("id: 9007199254740991\n")

// draft is an encoded frame that may still lack its id line. The first room
// bytes of buf are kept free for it.
type draft struct {
	buf  []byte
	room int
}

func encode(e Event) (draft, error) {
	room := 0
	if e.ID == "" {
		room = maxIDLine
	}
	buf := make([]byte, room, room+frameSize(e))
	if e.HasRetry {
		buf = eventstream.AppendRetry(buf, e.Retry)
	}
	buf, err := eventstream.AppendEvent(buf, eventstream.Event{Type: e.Type, Data: e.Data, LastEventID: e.ID})
	return draft{buf: buf, room: room}, err
}

// Check returns why an event would be refused whatever the state of the store: it
// names a number for an ID, ErrNumbered, or has a type or ID that cannot be written,
// *eventstream.FieldError.
func Check(e Event) error {
	if isNumber(e.ID) {
		return ErrNumbered
	}
	_, err := eventstream.AppendEvent(nil, eventstream.Event{Type: e.Type, LastEventID: e.ID})
	return err
}

// frameSize bounds the length of e's frame from above, closely: what encode
// allocates stays in memory as long as the event does.
func frameSize(e Event) int {
	crlf := strings.Count(e.Data, "\r\n")
	lines := 1 + strings.Count(e.Data, "\n") + strings.Count(e.Data, "\r") - crlf
	size := len("id: \nevent: \n\n\n") + len(e.ID) + len(e.Type) + len(e.Data) - crlf + lines*len("data: ")
	if e.HasRetry {
		size += len("retry: \n") + len("9223372036854")
	}
	return size
}

// complete returns the frame, with an id line for id unless it has one.
func (d draft) complete(id string) []byte {
	if d.room == 0 {
		return d.buf
	}
	start := d.room - len("id: ") - len(id) - len("\n")
	copy(d.buf[start:], "id: ")
	copy(d.buf[start+len("id: "):], id)
	d.buf[d.room-1] = '\n'
	return d.buf[start:]
}
