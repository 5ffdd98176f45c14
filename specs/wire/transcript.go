package wire

import (
	"sort"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// Transcript is an Exchange recorded. The fields from Name to End are what was
// observed; they are what a saved Transcript holds. The fields after them follow
// from Request, Limits, Chunks and End alone, live as in Replay.
//
// Times are durations since Start. A Transcript of Snapshot or Close does not
// change any more; it may share memory with others and must not be written to.
type Transcript struct {
	// Name is what the caller of Open calls the Exchange.
	Name string
	// Request is the first request as it was sent, defaults included.
	Request Request
	// Redirects holds the redirects that were followed, in their order.
	Redirects []Redirect
	// Start is when Open was called.
	Start time.Time
	// URL is what was asked for last.
	URL string
	// Connected, Secured and Sent are when the last connection was made, its TLS
	// session was made, and the request was written. They are 0 if not reached.
	// For an Exchange on a Trunk the first two are when the Trunk was ready for it.
	Connected, Secured, Sent time.Duration
	// TLS describes the TLS session; it is nil when there is none.
	TLS *TLSInfo
	// Stream is the identifier of the stream in HTTP/2, and else 0.
	Stream uint32
	// Limits bounds the response. Defaults are filled in.
	Limits Limits
	// Chunks holds the bytes of the final response, interim responses before it
	// included, as they were read, without TLS. In HTTP/2 they are frames, in the
	// form that FieldsFrame and DataFrame write.
	Chunks []Chunk
	// End is how the Exchange ended.
	End End
	// Freed is when, after a whole response, the target closed the connection or
	// answered on it once more. It is 0 if it did neither while the connection
	// lingered.
	Freed time.Duration

	// Interim holds the heads of 1xx responses before the final one.
	Interim []*Head
	// Head is the head of the final response, nil until it is complete.
	Head *Head
	// Framing is how the body is delimited.
	Framing Framing
	// Body is the body so far, out of its framing. A content coding is not undone.
	Body []byte
	// Frames holds the frames of the body as an event stream, whatever its media
	// type. The unfinished last one is among them once the Exchange has ended.
	Frames []eventstream.Frame
	// Events holds the events that a user agent would dispatch.
	Events []Event
	// LastEventID is the last event ID string after these Events.
	LastEventID string
	// Retry is the reconnection time in milliseconds, nil when none was set.
	Retry *int64
	// StreamErr says why Frames and Events stop before the end of Body: an
	// *eventstream.LimitError or a *LimitError.
	StreamErr error

	arrivals []arrival
	err      error
}

// Chunk is the bytes of one read.
type Chunk struct {
	// At is when the read returned.
	At    time.Duration
	Bytes []byte
}

// Event is an event and where and when it stood on the wire.
type Event struct {
	eventstream.Event
	// Offset is the place in the body just past the frame before, EndOffset the
	// one just past the byte that dispatched the event.
	Offset, EndOffset int64
	// At is when that byte arrived.
	At time.Duration
}

// arrival says when the bytes of the body before end, and not before the end of
// the arrival before, were read.
type arrival struct {
	end int64
	at  time.Duration
}

// Err returns nil while the Exchange is open, after a whole response and after
// our own close, and else an *EndError.
func (t *Transcript) Err() error {
	switch t.End.Kind {
	case EndOpen, EndComplete, EndClosed:
		return nil
	default:
		return &EndError{End: t.End, Cause: t.err}
	}
}

// TimeOf returns when the byte of the body at that offset arrived, and for an
// offset past the body the end of the Exchange, or 0 while it is open.
func (t *Transcript) TimeOf(bodyOffset int64) time.Duration {
	i := sort.Search(len(t.arrivals), func(i int) bool { return t.arrivals[i].end > bodyOffset })
	if i < len(t.arrivals) {
		return t.arrivals[i].at
	}
	return t.End.At
}

// TimeOfRaw returns when the byte at that place among all bytes of the response
// arrived, and for a place past them the end of the Exchange, or 0 while it is
// open.
func (t *Transcript) TimeOfRaw(offset int64) time.Duration {
	for _, c := range t.Chunks {
		if offset -= int64(len(c.Bytes)); offset < 0 {
			return c.At
		}
	}
	return t.End.At
}

// Raw returns the bytes of all Chunks, joined.
func (t *Transcript) Raw() []byte {
	var raw []byte
	for _, c := range t.Chunks {
		raw = append(raw, c.Bytes...)
	}
	return raw
}

// MaxSilence returns the longest time between from and to in which no byte of
// the body arrived, and when it began. The end of the Exchange bounds to. Both
// are 0 when nothing is left in between.
func (t *Transcript) MaxSilence(from, to time.Duration) (gap, at time.Duration) {
	if t.End.Kind != EndOpen {
		to = min(to, t.End.At)
	}
	quiet := func(since, until time.Duration) {
		if until-since > gap {
			gap, at = until-since, since
		}
	}
	for _, a := range t.arrivals {
		if a.at < from || a.at >= to {
			continue
		}
		quiet(from, a.at)
		from = a.at
	}
	quiet(from, to)
	return gap, at
}
