package http3

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"

	"github.com/ssegauge/ssegauge/loadgen/measure"
)

// Reasons for which a stream was not opened. Nothing was sent.
var (
	// ErrBusy says that the server lets no more streams be opened now.
	ErrBusy = errors.New("http3: the server lets no more streams be opened on the connection")
	// ErrGoingAway says that the server takes no more requests on the connection.
	// https://www.rfc-editor.org/rfc/rfc9114#section-5.2
	ErrGoingAway = errors.New("http3: the server takes no more requests on the connection (GOAWAY)")
)

// The same of a connection that has not taken a stream at all.
var (
	errNoStream = errors.New("http3: the server lets no stream be opened")
	errGoneAway = errors.New("http3: the server takes no request on a new connection (GOAWAY)")
)

// timeoutError says how long was waited for a connection that did not come.
type timeoutError time.Duration

func (t timeoutError) Error() string { return "no connection after " + time.Duration(t).String() }

// Unwrap makes it the time-out that it is.
func (timeoutError) Unwrap() error { return os.ErrDeadlineExceeded }

var errCancelled = errors.New("http3: cancelled")

// explain makes the end of a connection in order what it is over TCP: an end in the middle of the
// response.
func explain(err error) error {
	closed, ok := errors.AsType[*quic.ApplicationError](err)
	if ok && closed.Remote && closed.ErrorCode == quic.ApplicationErrorCode(http3.ErrCodeNoError) {
		return fmt.Errorf("the server has closed the connection (H3_NO_ERROR): %w", io.ErrUnexpectedEOF)
	}
	return err
}

// ClassOf returns the Class of an error that a handler was told.
func ClassOf(err error) measure.Class {
	if class := measure.ClassOf(err); class != measure.Other {
		return class // among them the end of a connection, time-outs, and the alerts of TLS
	}
	if broken, ok := errors.AsType[*quic.TransportError](err); ok {
		return classOfTransport(broken)
	}
	if _, ok := errors.AsType[*quic.StatelessResetError](err); ok {
		return measure.Reset
	}
	if e, ok := errors.AsType[*http3.Error](err); ok {
		return side(e.Remote)
	}
	if e, ok := errors.AsType[*quic.ApplicationError](err); ok {
		return side(e.Remote)
	}
	switch {
	case errors.Is(err, ErrBusy), errors.Is(err, errNoStream):
		return measure.Timeout
	case errors.Is(err, ErrGoingAway), errors.Is(err, errGoneAway):
		return measure.Closed
	case strings.Contains(err.Error(), "too large"): // quic-go has no value for it
		return measure.Limit
	}
	return measure.Framing
}

// side tells a reset of the server's from one that quic-go found a reason for.
func side(remote bool) measure.Class {
	if remote {
		return measure.Reset
	}
	return measure.Framing
}

// https://www.rfc-editor.org/rfc/rfc9000#section-20.1
func classOfTransport(e *quic.TransportError) measure.Class {
	switch {
	case e.ErrorCode.IsCryptoError():
		return measure.TLSFailed
	case e.ErrorCode == quic.ConnectionRefused:
		return measure.Refused
	}
	return side(e.Remote)
}
