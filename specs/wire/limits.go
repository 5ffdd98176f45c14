package wire

import (
	"cmp"
	"fmt"
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

// LimitError says which limit a response exceeds.
type LimitError struct {
	// Limit is "HeadBytes", "BodyBytes" or "Lines" as in Limits, "ChunkLineBytes"
	// or "TrailerBytes", which Limits.HeadBytes bounds too, on a Trunk also
	// "ControlBytes" or "HTTPFrames", or "Budget".
	Limit string
	// Max is its value.
	Max int
}

// Error says what is too long, and how long it may be.
func (e *LimitError) Error() string {
	switch e.Limit {
	case "HeadBytes":
		return "read response: its head is longer than " + sizeOf(e.Max)
	case "ChunkLineBytes":
		return "read body: the line of a chunk size is longer than " + sizeOf(e.Max)
	case "TrailerBytes":
		return "read body: the trailer section is longer than " + sizeOf(e.Max)
	case "Lines":
		return fmt.Sprintf("read body: more than %d line ends: not read further", e.Max)
	case "ControlBytes":
		return "read frame: more than " + sizeOf(e.Max) + " that belong to no response: not read further"
	case "HTTPFrames":
		return fmt.Sprintf("read frame: more than %d frames on one connection: not read further", e.Max)
	case "Budget":
		return "read response: all responses of this run take more than " + sizeOf(e.Max) + " of memory: not read further"
	}
	return "read body: more than " + sizeOf(e.Max) + ": not read further"
}

// sizeOf returns a number of bytes in words.
func sizeOf(n int) string {
	switch {
	case n > 0 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n > 0 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
