package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/ssegauge/ssegauge/specs"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// unreachable returns the error of a Target that ended so, for that cause.
func unreachable(end wire.EndKind, cause error) error {
	return &specs.UnreachableError{End: end, Cause: &wire.EndError{End: wire.End{Kind: end}, Cause: cause}}
}

func opError(cause error) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", cause)}
}

func TestHintFor(t *testing.T) {
	certificate := &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}
	tests := []struct {
		name string
		err  error
		want string // a part of it, "" for none
	}{
		{"refused", unreachable(wire.EndDialError, opError(syscall.ECONNREFUSED)), "is the server running"},
		{"unknown host", unreachable(wire.EndDialError, &net.DNSError{Name: "nowhere.invalid", IsNotFound: true}), "host name"},
		{"plain port", unreachable(wire.EndTLSError, tls.RecordHeaderError{Msg: "no TLS"}), "http://"},
		{"unknown authority", unreachable(wire.EndTLSError, certificate), "--cacert"},
		{"expired", unreachable(wire.EndTLSError, &tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Reason: x509.Expired}}), "--insecure"},
		{"other trouble with TLS", unreachable(wire.EndTLSError, errors.New("handshake failure")), "TLS"},
		{"no HTTP", unreachable(wire.EndMalformed, nil), "HTTP"},
		{"no HTTP/2", unreachable(wire.EndNoHTTP2, nil), "--against-http"},
		{"no HTTP/2 without TLS", unreachable(wire.EndMalformed, errors.New("the bytes are not HTTP/2")), "https://"},
		{"hung up", unreachable(wire.EndTruncated, nil), "closed the connection"},
		{"reset", unreachable(wire.EndReset, opError(syscall.ECONNRESET)), "closed the connection"},
		{"no answer to the connection", unreachable(wire.EndDialError, os.ErrDeadlineExceeded), "curl"},
		{"more than is read", &specs.UnreachableError{End: wire.EndLimit, Cause: &wire.LimitError{Limit: "Budget", Max: 1 << 20}}, "--max-memory"},
		{"an endless head", &specs.UnreachableError{End: wire.EndLimit, Cause: &wire.LimitError{Limit: "HeadBytes", Max: 1 << 20}}, "curl -i"},
		{"an endless line", unreachable(wire.EndLimit, nil), "curl -N"},
		{"stopped answering", &specs.UnreachableError{End: wire.EndTimeout, Cause: errors.New(specs.GaveUpReason + ": the target has stopped answering")}, "several streams"},
		{"nothing arrives", &specs.UnreachableError{End: wire.EndTimeout, Cause: errors.New(specs.GaveUpReason + ": nothing that was published arrived")}, "the hook publishes"},
		{"too long", &specs.UnreachableError{End: wire.EndTimeout, Cause: errors.New(specs.GaveUpReason + ": the run takes longer than 1m0s")}, "--max-time"},
		{"an unread request", unreachable(wire.EndWriteError, syscall.EPIPE), "body"},
		{"interrupted", fmt.Errorf("run the suite: %w", context.Canceled), ""},
		{"port taken", fmt.Errorf("start server: %w", opError(syscall.EADDRINUSE)), "--listen"},
		{"privileged port", fmt.Errorf("start server: %w", opError(syscall.EACCES)), "1024"},
		{"label filter", usagef("label filter %q selects no requirement", "x"), "--list"},
		{"unknown requirement", usagef("unknown requirement or chapter %q", "url"), "--list"},
		{"nothing to explain", usagef("explain what? want an id"), "ssegauge explain liveness-"},
		{"publish hook", usagef("parse publish hook %q", "x"), "--publish 'POST "},
		{"url", usagef("url %q: want http://", "x"), "ssegauge check http://"},
		{"no unit", usagef("time: missing unit in duration %q", "2"), "500ms"},
		{"no duration", usagef("time: invalid duration %q", "x"), "500ms"},
		{"flag of serve", usagef("--control-token: there is nothing to control without --control"), "--help"},
		{"other usage", usagef("unknown flag: --x"), "--help"},
		{"anything else", errors.New("disk full"), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := hintFor(test.err)
			if !strings.Contains(got, test.want) || (test.want == "") != (got == "") {
				t.Errorf("hint %q for %v, want %q in it", got, test.err, test.want)
			}
			if strings.ContainsAny(got, "\r\n") || strings.HasSuffix(got, ".") {
				t.Errorf("hint %q is not one line without a full stop", got)
			}
		})
	}
}

// Whatever is wrong with saved transcripts, there is something to do about it.
func TestHintForSavedTranscripts(t *testing.T) {
	for _, problem := range []specs.SavedProblem{
		specs.SavedMissing, specs.SavedForeign, specs.SavedNewer, specs.SavedDamaged, specs.SavedTooLarge, specs.SavedOccupied,
	} {
		err := &usageError{&specs.SavedError{File: "f", Problem: problem, Cause: errors.New("broken")}}
		if hint := hintFor(err); hint == "" || strings.Contains(hint, "shows the commands") {
			t.Errorf("%s: hint %q", problem, hint)
		}
	}
}
