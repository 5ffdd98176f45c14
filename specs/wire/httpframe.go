package wire

import (
	"time"

	"golang.org/x/net/http2"
)

// HTTPFrame is a frame of HTTP/2; a Frame is something else. The fields from
// Fields on are those of its type, and zero for other types.
// https://www.rfc-editor.org/rfc/rfc9113#section-4.1
type HTTPFrame struct {
	// At is when its last byte was read, or when it was handed over for writing,
	// since the start of the Trunk.
	At time.Duration
	// Sent says that it is one of ours.
	Sent bool
	// Type, Flags, Stream and Length are its header. The padding counts as length.
	Type   http2.FrameType
	Flags  http2.Flags
	Stream uint32
	Length int
	// Fields holds the fields of a whole field block, pseudo-header fields
	// included, in their order. They stand with its last frame: the HEADERS or
	// CONTINUATION frame that has END_HEADERS.
	Fields []Field
	// Settings holds what SETTINGS says.
	Settings []http2.Setting
	// Code is the error code of RST_STREAM and GOAWAY.
	Code http2.ErrCode
	// LastStream and Debug are the last stream that a GOAWAY leaves, and what else
	// it says.
	LastStream uint32
	Debug      string
	// Increment is that of WINDOW_UPDATE.
	Increment uint32
	// Opaque holds the bytes of PING.
	Opaque [8]byte
	// Problem says what is wrong with a frame that can be understood all the same.
	Problem string
}

// GoAway is what a GOAWAY frame says.
// https://www.rfc-editor.org/rfc/rfc9113#section-6.8
type GoAway struct {
	// LastStream is the highest stream that the target has worked on or may still
	// work on.
	LastStream uint32
	// Code is NO_ERROR when the target shuts down in order.
	Code http2.ErrCode
}

// ConnectionSpecific reports whether a field with that name must not stand in
// a message of HTTP/2, because it says something of an HTTP/1.1 connection.
// https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2
func ConnectionSpecific(name string) bool {
	return containsName([]string{"Connection", "Proxy-Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade"}, name)
}

const (
	frameHeaderBytes = 9       // https://www.rfc-editor.org/rfc/rfc9113#section-4.1
	maxFrameBytes    = 1 << 14 // of a payload; the SETTINGS_MAX_FRAME_SIZE that we leave as it is
	defaultWindow    = 1<<16 - 1
	maxWindow        = 1<<31 - 1
)
