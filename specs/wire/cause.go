package wire

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"syscall"
	"time"
)

// wordedError is a cause in words for people who do not know how Go names it.
type wordedError struct {
	text  string
	cause error
}

func (e *wordedError) Error() string { return e.text }

func (e *wordedError) Unwrap() error { return e.cause }

// expired reports whether err says that the time of a wait was over.
func expired(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded)
}

// dialCause says why no connection to u came about within most.
func dialCause(u *url.URL, most time.Duration, err error) error {
	if expired(err) {
		return &wordedError{fmt.Sprintf("connect to %s: no answer within %s", address(u), most), err}
	}
	return err
}

// redirectCause says that err concerns a URL that nobody asked for: where a
// redirect has led.
func (r *run) redirectCause(u *url.URL, err error) error {
	if r.hops == 0 || err == nil {
		return err
	}
	return fmt.Errorf("follow redirect to %s: %w", shown(u), err)
}

// handshakeCause says why no TLS session came about within most.
func handshakeCause(u *url.URL, most time.Duration, err error) error {
	text := "secure connection to " + address(u) + ": "
	switch {
	case expired(err):
		return &wordedError{fmt.Sprintf("%sthe TLS handshake was not complete within %s", text, most), err}
	case errors.As(err, new(tls.RecordHeaderError)):
		return &wordedError{text + "what answers does not speak TLS", err}
	case isReset(err):
		return &wordedError{text + "the target reset the connection in the TLS handshake", err}
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return &wordedError{text + "the target closed the connection in the TLS handshake", err}
	}
	return fmt.Errorf("%s%w", text, err)
}

// headCause is the cause with which HeadTimeout ends an Exchange.
func headCause(most time.Duration) error {
	return &wordedError{fmt.Sprintf("read response: no complete head within %s", most), context.DeadlineExceeded}
}

// settingsCause is the cause with which HeadTimeout ends a Trunk.
func settingsCause(most time.Duration) error {
	return &wordedError{fmt.Sprintf("read frame: no SETTINGS within %s", most), context.DeadlineExceeded}
}

// readCause says why a read failed for a reason that only the system knows.
func readCause(err error) error {
	if isReset(err) {
		return &wordedError{"read response: the target reset the connection", err}
	}
	return fmt.Errorf("read response: %w", err)
}

// writeCause says why the request could not be written.
func writeCause(err error) error {
	if isReset(err) || errors.Is(err, syscall.EPIPE) {
		return &wordedError{"write request: the target closed the connection before it had read the request", err}
	}
	return fmt.Errorf("write request: %w", err)
}
