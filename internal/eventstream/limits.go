package eventstream

import "fmt"

// Default limits of a decoder, in bytes.
const (
	DefaultMaxLineBytes  = 1 << 20
	DefaultMaxEventBytes = 16 << 20
	DefaultMaxIDBytes    = 64 << 10
)

// Options seeds and bounds a decoder. Its zero value means an empty last event
// ID and the default limits.
type Options struct {
	// LastEventID is what the last event ID buffer starts with: the ID that a
	// reconnecting client holds and has sent as Last-Event-ID.
	LastEventID string
	// MaxLineBytes bounds one line, without its line end but with the byte order
	// mark that may precede the first. 0 is DefaultMaxLineBytes.
	MaxLineBytes int
	// MaxEventBytes bounds the data of one event, decoded, and the raw lines of one
	// frame where frames are decoded. 0 is DefaultMaxEventBytes.
	MaxEventBytes int
	// MaxIDBytes bounds the value of an id field, decoded. 0 is DefaultMaxIDBytes.
	MaxIDBytes int
}

func (o Options) withDefaults() Options {
	if o.MaxLineBytes <= 0 {
		o.MaxLineBytes = DefaultMaxLineBytes
	}
	if o.MaxEventBytes <= 0 {
		o.MaxEventBytes = DefaultMaxEventBytes
	}
	if o.MaxIDBytes <= 0 {
		o.MaxIDBytes = DefaultMaxIDBytes
	}
	return o
}

// LimitError says that the stream holds something larger than the decoder was
// told to accept. The decoder stays in this state: it reads no further.
type LimitError struct {
	// Limit is "line", "event" or "id".
	Limit string
	// Max is the limit that was passed, in bytes.
	Max int
	// Offset is the place in the stream, in bytes, where the line (or, for
	// "event", the frame) begins that passed the limit.
	Offset int64
}

// Error names the limit and the place.
func (e *LimitError) Error() string {
	return fmt.Sprintf("decode stream: %s at byte %d is longer than %d bytes", e.Limit, e.Offset, e.Max)
}
