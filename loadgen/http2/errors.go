package http2

import (
	"errors"
	"fmt"
	"strconv"
)

// ErrCode is an error code of HTTP/2.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-7
type ErrCode uint32

// The error codes of RFC 9113.
const (
	NoError            ErrCode = 0x0
	ProtocolError      ErrCode = 0x1
	InternalError      ErrCode = 0x2
	FlowControlError   ErrCode = 0x3
	SettingsTimeout    ErrCode = 0x4
	StreamClosed       ErrCode = 0x5
	FrameSizeError     ErrCode = 0x6
	RefusedStream      ErrCode = 0x7
	Cancel             ErrCode = 0x8
	CompressionError   ErrCode = 0x9
	ConnectError       ErrCode = 0xa
	EnhanceYourCalm    ErrCode = 0xb
	InadequateSecurity ErrCode = 0xc
	HTTP11Required     ErrCode = 0xd
)

// String returns the name that RFC 9113 gives the code, as in "PROTOCOL_ERROR".
func (e ErrCode) String() string {
	names := [...]string{
		"NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT",
		"STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR",
		"CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
	}
	if int64(e) < int64(len(names)) {
		return names[e]
	}
	return "code 0x" + strconv.FormatUint(uint64(e), 16)
}

// Why a Conn opens no stream. None of them is an error of the server's.
var (
	// ErrBusy means that the server allows no more streams at a time: another may be opened when one
	// has ended, or on another connection.
	ErrBusy = errors.New("open stream: the server allows no more at a time on this connection")
	// ErrGoingAway means that the server has sent GOAWAY.
	ErrGoingAway = errors.New("open stream: the server closes this connection (GOAWAY)")
	// ErrExhausted means that the connection has used all its stream identifiers.
	ErrExhausted = errors.New("open stream: this connection has no stream identifiers left")
	// ErrFieldsTooLarge means that the fields of the request exceed the server's SETTINGS_MAX_HEADER_LIST_SIZE.
	ErrFieldsTooLarge = errors.New("open stream: the request's fields exceed the server's SETTINGS_MAX_HEADER_LIST_SIZE")
)

// StreamError says that a stream was ended by RST_STREAM.
type StreamError struct {
	Code ErrCode
	// Local is set if this side sent the RST_STREAM, since the server broke a rule on the stream.
	Local bool
	// Text names the rule. It is empty unless Local is set: a server gives no reason but the code.
	Text string
}

// Error tells who reset the stream, and why.
func (e *StreamError) Error() string {
	if e.Local {
		return fmt.Sprintf("read stream: %s (%v)", e.Text, e.Code)
	}
	return fmt.Sprintf("read stream: reset by the server (%v)", e.Code)
}

// GoAwayError says that the server closes the connection. A stream that ends with it was
// not processed, so that its request may be repeated elsewhere.
type GoAwayError struct {
	// LastID is the last stream that the server processes.
	LastID uint32
	Code   ErrCode
	// Debug is what the server said in words, at most 256 bytes of it.
	Debug string
}

// Error tells the code, and the server's words if it had some.
func (e *GoAwayError) Error() string {
	if e.Debug == "" {
		return fmt.Sprintf("read stream: the server sent GOAWAY (%v)", e.Code)
	}
	return fmt.Sprintf("read stream: the server sent GOAWAY (%v): %q", e.Code, e.Debug)
}

// ConnError says that the server broke a rule after which a connection cannot go on. GOAWAY
// with its code has been sent.
type ConnError struct {
	Code ErrCode
	// Text names the rule that was broken.
	Text string
	// Offset is the place of the offending frame, in bytes from the start of what the server sent.
	Offset int64
}

// Error tells the rule, the code and the place.
func (e *ConnError) Error() string {
	return fmt.Sprintf("read HTTP/2 frame at byte %d: %s (%v)", e.Offset, e.Text, e.Code)
}
