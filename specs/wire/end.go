package wire

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// EndKind says how an Exchange ended.
type EndKind int

// The ends of an Exchange.
const (
	// EndOpen: it has not ended.
	EndOpen EndKind = iota
	// EndComplete: the response is whole. The final chunk was read, or as many
	// bytes as Content-Length says, or END_STREAM, or the connection was closed
	// after a body that lasts until then.
	EndComplete
	// EndTruncated: the target closed the connection before the response was
	// whole.
	EndTruncated
	// EndReset: the target reset the connection.
	EndReset
	// EndTimeout: the deadline of the context passed, or HeadTimeout.
	EndTimeout
	// EndClosed: we closed it, by Close or by cancelling the context.
	EndClosed
	// EndLimit: the response exceeds one of the Limits.
	EndLimit
	// EndMalformed: what the target sent is no response in the HTTP version that
	// was spoken, or its framing cannot be read.
	EndMalformed
	// EndDialError: no connection came about.
	EndDialError
	// EndTLSError: no TLS session came about.
	EndTLSError
	// EndTooManyRedirects: MaxRedirects were followed, and the response is one
	// more.
	EndTooManyRedirects
	// EndWriteError: the request could not be written, and no response came
	// either. On a Trunk: the target stopped reading.
	EndWriteError
	// EndTLSTruncated: the target closed the connection without close_notify, so
	// that nobody can tell whether the response is whole.
	// https://www.rfc-editor.org/rfc/rfc9112#section-9.8
	EndTLSTruncated
	// EndReadError: reading failed in a way that is none of the above.
	EndReadError
	// EndInvalidRequest: the Request cannot be sent; nothing was dialled.
	EndInvalidRequest
	// EndNoHTTP2: the target did not select "h2" in the TLS handshake; TLS.ALPN
	// says what it selected.
	EndNoHTTP2
	// EndStreamReset: the target ended the stream with RST_STREAM; the code is in
	// Framing.Reset.
	EndStreamReset
	// EndGoAway: the target said by GOAWAY that it will not answer, or gave up the
	// connection with an error; Framing.GoAway has the code.
	EndGoAway
)

// endNames holds the kinds in their order.
func endNames() []string {
	return []string{
		"open", "complete", "truncated", "reset", "timeout", "closed", "limit", "malformed", "dial-error",
		"tls-error", "too-many-redirects", "write-error", "tls-truncated", "read-error", "invalid-request",
		"no-http2", "stream-reset", "goaway",
	}
}

// String returns the kind as a word, as it stands in a saved Transcript.
func (k EndKind) String() string {
	if names := endNames(); k >= 0 && int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("EndKind(%d)", int(k))
}

// MarshalText returns String.
func (k EndKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText accepts what String returns.
func (k *EndKind) UnmarshalText(text []byte) error {
	i := slices.Index(endNames(), string(text))
	if i < 0 {
		return fmt.Errorf("parse end kind: %q is none", text)
	}
	*k = EndKind(i)
	return nil
}

// Ours reports whether the end is our doing and says nothing about the target's
// way to end: our close, our limit, a request that was never sent.
func (k EndKind) Ours() bool {
	return k == EndClosed || k == EndLimit || k == EndTimeout || k == EndInvalidRequest
}

// End is the end of an Exchange.
type End struct {
	Kind EndKind
	// At is when it was noticed, since the start of the Exchange.
	At time.Duration
	// Detail says in words what happened. It stands alone, without Kind.
	Detail string
}

// EndError is an End that is an error: of any kind but EndOpen, EndComplete
// and EndClosed.
type EndError struct {
	End End
	// Cause is what made the Exchange end, such as a *net.OpError or a
	// *tls.CertificateVerificationError. It is nil when the bytes themselves are
	// the reason, and in a Transcript that was loaded.
	Cause error
}

// Error returns the detail of the end.
func (e *EndError) Error() string {
	if e.End.Detail == "" {
		return "exchange ended: " + e.End.Kind.String()
	}
	return e.End.Detail
}

// Unwrap returns Cause.
func (e *EndError) Unwrap() error { return e.Cause }

// isReset reports whether err says that the peer reset the connection. Windows
// has numbers of its own for that, WSAECONNABORTED and WSAECONNRESET.
func isReset(err error) bool {
	var code syscall.Errno
	if !errors.As(err, &code) {
		return false
	}
	return code == syscall.ECONNRESET || runtime.GOOS == "windows" && (code == 10053 || code == 10054)
}
