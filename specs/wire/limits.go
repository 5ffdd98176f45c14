package wire

import (
	"cmp"
	"strings"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// Default limits of an Exchange.
const (
	DefaultMaxHeadBytes = 64 << 10
	DefaultMaxBodyBytes = 32 << 20
	DefaultMaxLines     = 1 << 20
	DefaultMaxRedirects = 20

	DefaultMaxHTTPFrames = 1 << 17
)

// Limits bounds what a Transcript holds. They are part of it, because a
// response that exceeds them is cut off there, live as well as in Replay. A
// zero field means its default.
type Limits struct {
	// HeadBytes bounds the response head, interim responses before it included,
	// and apart from it each line of a chunk size and the trailer section. In
	// HTTP/2 a field counts as its bytes and 32 more.
	HeadBytes int
	// BodyBytes bounds what follows the head, chunked framing or frame headers
	// included.
	BodyBytes int
	// Lines bounds the lines of the event stream, a CRLF counted as two, and with
	// them the number of Frames.
	Lines int
	// Stream bounds and seeds the decoding of the body as an event stream. Where
	// its LastEventID is empty, that of the request's Last-Event-ID field is used.
	Stream eventstream.Options
}

func (l Limits) withDefaults(req *Request) Limits {
	l.HeadBytes = cmp.Or(l.HeadBytes, DefaultMaxHeadBytes)
	l.BodyBytes = cmp.Or(l.BodyBytes, DefaultMaxBodyBytes)
	l.Lines = cmp.Or(l.Lines, DefaultMaxLines)
	l.Stream.MaxLineBytes = cmp.Or(l.Stream.MaxLineBytes, eventstream.DefaultMaxLineBytes)
	l.Stream.MaxEventBytes = cmp.Or(l.Stream.MaxEventBytes, eventstream.DefaultMaxEventBytes)
	l.Stream.MaxIDBytes = cmp.Or(l.Stream.MaxIDBytes, eventstream.DefaultMaxIDBytes)
	if l.Stream.LastEventID == "" {
		id, _ := req.Get("Last-Event-ID")
		l.Stream.LastEventID = strings.ToValidUTF8(id, "\ufffd")
	}
	return l
}
