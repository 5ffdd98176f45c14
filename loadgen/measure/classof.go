package measure

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
)

// ClassOf returns the Class of an error of the system, of package net or of the TLS packages,
// Other for any other one. What only a protocol layer knows (Status, ContentType, Framing,
// Limit, Proxy) it cannot tell.
func ClassOf(err error) Class {
	var number syscall.Errno
	switch {
	case isDNS(err):
		return DNS
	case isTLS(err):
		return TLSFailed
	case errors.As(err, &number):
		return classOfNumber(number)
	case isTimeout(err):
		return Timeout
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return Closed
	}
	return Other
}

func isDNS(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns)
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout() ||
		errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded)
}

func isTLS(err error) bool {
	var (
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		alert       tls.AlertError
		hello       *tls.ECHRejectionError
		operation   *net.OpError
	)
	switch {
	case errors.As(err, &certificate), errors.As(err, &record), errors.As(err, &alert),
		errors.As(err, &hello), isX509(err):
		return true
	case errors.As(err, &operation): // alerts have no exported type
		return operation.Op == "remote error" || operation.Op == "local error"
	}
	return hasTLSText(err)
}

func isX509(err error) bool {
	var (
		authority  x509.UnknownAuthorityError
		host       x509.HostnameError
		invalid    x509.CertificateInvalidError
		constraint x509.ConstraintViolationError
		roots      x509.SystemRootsError
	)
	return errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &invalid) ||
		errors.As(err, &constraint) || errors.As(err, &roots)
}

// hasTLSText finds the errors of crypto/tls that are nothing but a text.
func hasTLSText(err error) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		if strings.HasPrefix(err.Error(), "tls: ") {
			return true
		}
	}
	return false
}
