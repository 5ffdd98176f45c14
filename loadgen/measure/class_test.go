package measure_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/measure"
)

func TestClassOf(t *testing.T) {
	dial := func(err error) error {
		return fmt.Errorf("open stream: %w", &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", err)})
	}
	for _, tc := range []struct {
		name string
		err  error
		want measure.Class
	}{
		{"none", nil, measure.Other},
		{"refused", dial(syscall.ECONNREFUSED), measure.Refused},
		{"reset", dial(syscall.ECONNRESET), measure.Reset},
		{"timed out in the kernel", dial(syscall.ETIMEDOUT), measure.Timeout},
		{"no files", dial(syscall.EMFILE), measure.Files},
		{"unreachable", dial(syscall.EHOSTUNREACH), measure.Other},
		{"deadline of a connection", os.ErrDeadlineExceeded, measure.Timeout},
		{"deadline of a context", fmt.Errorf("open: %w", context.DeadlineExceeded), measure.Timeout},
		{"cancelled", context.Canceled, measure.Other},
		{"end", io.EOF, measure.Closed},
		{"end inside", fmt.Errorf("read head: %w", io.ErrUnexpectedEOF), measure.Closed},
		{"no such name", &net.DNSError{Err: "no such host", Name: "x", IsNotFound: true}, measure.DNS},
		{
			"name server silent",
			&net.OpError{Op: "dial", Err: &net.DNSError{Err: "i/o timeout", Name: "x", IsTimeout: true}},
			measure.DNS,
		},
		{"alert received", &net.OpError{Op: "remote error", Err: errors.New("tls: bad certificate")}, measure.TLSFailed},
		{"no TLS", fmt.Errorf("handshake: %w", tls.RecordHeaderError{Msg: "first record"}), measure.TLSFailed},
		{"wrong name", x509.HostnameError{Certificate: &x509.Certificate{}, Host: "x"}, measure.TLSFailed},
		{"out of date", x509.CertificateInvalidError{Reason: x509.Expired}, measure.TLSFailed},
		{"QUIC alert", tls.AlertError(40), measure.TLSFailed},
		{"text", fmt.Errorf("handshake: %w", errors.New("tls: no supported versions")), measure.TLSFailed},
		{"other", errors.New("no event in 10s"), measure.Other},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := measure.ClassOf(tc.err); got != tc.want {
				t.Errorf("got %v for %v, want %v", got, tc.err, tc.want)
			}
		})
	}
}

// What the system itself says, on each system that the tests run on.

func TestClassOfRefused(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // nothing to wait for
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	connection, err := net.Dial("tcp", listener.Addr().String()) //nolint:noctx // loopback answers at once
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	// The port of a client is taken, and nobody listens on it.
	_, err = net.Dial("tcp", connection.LocalAddr().String()) //nolint:noctx // loopback answers at once
	if got := measure.ClassOf(err); got != measure.Refused {
		t.Errorf("got %v for %v", got, err)
	}
}

func TestClassOfAddressInUse(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // nothing to wait for
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, err = net.Listen("tcp", listener.Addr().String()) //nolint:noctx // nothing to wait for
	if got := measure.ClassOf(err); got != measure.Address {
		t.Errorf("got %v for %v", got, err)
	}
}

func TestClassOfHandshakes(t *testing.T) {
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	secure.StartTLS()
	defer secure.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	for _, server := range []*httptest.Server{secure, plain} {
		address, settings := server.Listener.Addr().String(), &tls.Config{ServerName: "example.com"}
		_, err := tls.Dial("tcp", address, settings) //nolint:noctx // loopback answers at once
		if got := measure.ClassOf(err); got != measure.TLSFailed {
			t.Errorf("got %v for %v", got, err)
		}
	}
}

func TestClassOfReadTimeout(t *testing.T) {
	client, server := net.Pipe()
	defer client.Close()
	defer server.Close()
	if err := client.SetReadDeadline(time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	_, err := client.Read(make([]byte, 1))
	if got := measure.ClassOf(err); got != measure.Timeout {
		t.Errorf("got %v for %v", got, err)
	}
}
