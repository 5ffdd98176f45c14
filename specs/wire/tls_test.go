package wire_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// certificate returns a certificate for 127.0.0.1 and a client configuration
// that trusts it.
func certificate(t *testing.T) (tls.Certificate, *tls.Config) {
	t.Helper()
	srv := httptest.NewTLSServer(http.NotFoundHandler())
	defer srv.Close()
	pool := x509.NewCertPool()
	pool.AddCert(srv.Certificate())
	return srv.TLS.Certificates[0], &tls.Config{RootCAs: pool}
}

func secure(u *url.URL) *url.URL {
	s := *u
	s.Scheme = "https"
	return &s
}

func TestTLSSession(t *testing.T) {
	cert, config := certificate(t)
	u := secure(serve(t, overTLS(cert, func(_ net.Conn, s *tls.Conn) {
		answer(okHead + "\r\ndata: a\n\n")(s)
		_ = s.Close()
	})))
	tr := get(t, &wire.Recorder{TLS: config}, u)
	wantEnd(t, tr, wire.EndComplete, "")
	want := wire.TLSInfo{Version: "TLS 1.3", CipherSuite: tr.TLS.CipherSuite, ALPN: "http/1.1", ServerName: "127.0.0.1", Peer: "example.com"}
	if *tr.TLS != want || tr.Secured < tr.Connected || tr.Sent < tr.Secured {
		t.Errorf("got %+v at %v, %v, %v", *tr.TLS, tr.Connected, tr.Secured, tr.Sent)
	}
	if len(config.NextProtos) > 0 || config.ServerName != "" {
		t.Error("the configuration of the caller was changed")
	}
}

func TestTLSEndsWithoutCloseNotify(t *testing.T) {
	cert, config := certificate(t)
	tests := []struct{ name, text, detail string }{
		{"between records", okHead + "\r\ndata: a\n\n", "read body: closed without close_notify"},
		{"inside a chunk", okHead + "Transfer-Encoding: chunked\r\n\r\n9\r\ndata", "5 bytes before its end, and without close_notify"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u := secure(serve(t, overTLS(cert, func(c net.Conn, s *tls.Conn) {
				answer(tt.text)(s)
				_ = c.Close()
			})))
			wantEnd(t, get(t, &wire.Recorder{TLS: config}, u), wire.EndTLSTruncated, tt.detail)
		})
	}
	t.Run("inside a record", func(t *testing.T) {
		u := secure(serve(t, overTLS(cert, func(c net.Conn, s *tls.Conn) {
			answer(okHead + "\r\ndata: a\n\n")(s)
			_, _ = c.Write([]byte{0x17, 3, 3})
		})))
		wantEnd(t, get(t, &wire.Recorder{TLS: config}, u), wire.EndTLSTruncated, "close_notify")
	})
	t.Run("close_notify inside a chunk", func(t *testing.T) {
		u := secure(serve(t, overTLS(cert, func(_ net.Conn, s *tls.Conn) {
			answer(okHead + "Transfer-Encoding: chunked\r\n\r\n9\r\ndata")(s)
			_ = s.Close()
		})))
		wantEnd(t, get(t, &wire.Recorder{TLS: config}, u), wire.EndTruncated, "5 bytes before its end")
	})
}

func TestTLSErrors(t *testing.T) {
	cert, config := certificate(t)
	accept := serve(t, overTLS(cert, func(_ net.Conn, s *tls.Conn) { answer(okHead + "\r\n")(s) }))
	tests := []struct {
		name   string
		config *tls.Config
		u      *url.URL
		is     func(error) bool
	}{
		{"unknown authority", nil, secure(accept), func(err error) bool {
			cause := x509.UnknownAuthorityError{}
			return errors.As(err, &cause)
		}},
		{"wrong name", &tls.Config{RootCAs: config.RootCAs, ServerName: "other.invalid"}, secure(accept), func(err error) bool {
			cause := x509.HostnameError{}
			return errors.As(err, &cause)
		}},
		{"plain HTTP", config, secure(serve(t, func(c net.Conn) {
			_, _ = c.Read(make([]byte, 1))
			_, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n")
			_, _ = io.Copy(io.Discard, c)
		})), func(err error) bool {
			cause := tls.RecordHeaderError{}
			return errors.As(err, &cause)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := get(t, &wire.Recorder{TLS: tt.config}, tt.u)
			wantEnd(t, tr, wire.EndTLSError, "secure connection to 127.0.0.1:")
			if !tt.is(tr.Err()) {
				t.Errorf("Err: got %v", tr.Err())
			}
		})
	}
}

func TestTLSClose(t *testing.T) {
	cert, config := certificate(t)
	for name, tt := range map[string]struct {
		how  wire.CloseKind
		want bool
	}{"FIN sends close_notify": {wire.CloseFIN, true}, "RST does not": {wire.CloseRST, false}} {
		t.Run(name, func(t *testing.T) {
			ends := make(chan error, 1)
			u := secure(serve(t, overTLS(cert, func(_ net.Conn, s *tls.Conn) {
				answer(okHead + "\r\n:\n")(s)
				_, err := s.Read(make([]byte, 1))
				ends <- err
			})))
			x := (&wire.Recorder{TLS: config}).Open(testContext(t), name, wire.Request{URL: u})
			if !x.Wait(testContext(t), func(t *wire.Transcript) bool { return len(t.Body) > 0 }) {
				t.Fatal("no body")
			}
			wantEnd(t, x.Close(tt.how), wire.EndClosed, "")
			if err := <-ends; errors.Is(err, io.EOF) != tt.want {
				t.Errorf("the server saw %v", err)
			}
		})
	}
}
