package control_test

import (
	"bufio"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// startTLS serves c over TLS, by HTTP/1.1 to those who ask for no other.
func startTLS(t *testing.T, c refserver.Config) (*running, *tls.Config) {
	t.Helper()
	borrowed := httptest.NewUnstartedServer(nil) // for its certificate
	borrowed.StartTLS()
	defer borrowed.Close()
	transport, ok := borrowed.Client().Transport.(*http.Transport)
	if !ok {
		t.Fatal("no transport to take the trust from")
	}
	c.TLS = &tls.Config{Certificates: borrowed.TLS.Certificates, MinVersion: tls.VersionTLS12}
	s := start(t, c)
	trusting := &tls.Config{RootCAs: transport.TLSClientConfig.RootCAs, ServerName: "example.com", MinVersion: tls.VersionTLS12}
	mine := &http.Transport{TLSClientConfig: trusting}
	t.Cleanup(mine.CloseIdleConnections)
	s.client = &http.Client{Transport: mine}
	s.scheme = "https"
	return s, trusting
}

// secure is a TLS connection on which a test says every byte itself.
type secure struct {
	*tls.Conn

	under  *net.TCPConn
	reader *bufio.Reader
}

// dialTLS opens a stream over TLS and reads its head.
func dialTLS(t *testing.T, s *running, trusting *tls.Config) *secure {
	t.Helper()
	under := dial(t, s)
	conn := tls.Client(under.TCPConn, trusting)
	t.Cleanup(func() { _ = conn.Close() })
	raw := &rawConn{TCPConn: under.TCPConn, reader: bufio.NewReader(conn)}
	if _, err := io.WriteString(conn, "GET /events HTTP/1.1\r\nHost: h\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	for line := ""; line != "\r\n"; {
		var err error
		if line, err = raw.reader.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	return &secure{Conn: conn, under: under.TCPConn, reader: raw.reader}
}

// ends says how a connection over TLS ends: whether the response is complete, whether
// it is reset, and whether the server goes on to receive.
type ends struct{ complete, reset, hears bool }

// sees reads up to the end of the connection.
func (c *secure) sees(t *testing.T) (e ends) {
	t.Helper()
	text, err := io.ReadAll(c.reader)
	e.complete = strings.HasSuffix(string(text), "\r\n0\r\n\r\n")
	e.reset = errors.Is(err, syscall.ECONNRESET)
	if err != nil && !e.reset {
		t.Errorf("after %q: %v, want close_notify or a reset", text, err)
	}
	if !e.reset {
		if n, err := c.under.Read(make([]byte, 1)); n > 0 || !errors.Is(err, io.EOF) {
			t.Errorf("after close_notify: %d bytes, %v, want FIN", n, err)
		}
	}
	e.hears = (&rawConn{TCPConn: c.under}).hears(t)
	return e
}

func TestEndsOverTLS(t *testing.T) {
	for how, want := range map[string]ends{
		"fin": {}, "rst": {reset: true}, "half-close": {hears: true}, "complete": {complete: true},
	} {
		t.Run("drop "+how, func(t *testing.T) {
			s, trusting := startTLS(t, refserver.Config{})
			c := dialTLS(t, s, trusting)
			got := ask[dropped](t, s, http.MethodPost, "/control/streams/drop", `{"all":true,"how":"`+how+`"}`)
			if got.Dropped != 1 {
				t.Errorf("got %+v", got)
			}
			if how == "complete" { // the connection may be used again
				closeWhenComplete(t, c)
				return
			}
			if e := c.sees(t); e != want {
				t.Errorf("the stream ended %+v, want %+v", e, want)
			}
			until(t, "none is left", func() bool {
				return ask[openStreams](t, s, http.MethodGet, "/control/streams", "").Total == 0
			})
		})
		t.Run("play "+how, func(t *testing.T) {
			s, trusting := startTLS(t, refserver.Config{})
			ask[prepared](t, s, http.MethodPost, "/control/play", `{"body":"ab","end":"`+how+`"}`)
			if e := dialTLS(t, s, trusting).sees(t); e != want {
				t.Errorf("the script ended %+v, want %+v", e, want)
			}
		})
	}
}

// closeWhenComplete reads a complete response, and closes its connection.
func closeWhenComplete(t *testing.T, c *secure) {
	t.Helper()
	for {
		line, err := c.reader.ReadString('\n')
		if err != nil {
			t.Fatalf("no last chunk: %v", err)
		}
		if line == "0\r\n" {
			break
		}
	}
	_ = c.Close()
}

// A stream that waits for a client who does not read is reset at once.
func TestResetWhileWritingOverTLS(t *testing.T) {
	s, trusting := startTLS(t, refserver.Config{WriteTimeout: time.Hour})
	c := dialTLS(t, s, trusting)
	if err := c.under.SetReadBuffer(4 << 10); err != nil {
		t.Fatal(err)
	}
	data := strings.Repeat("x", 1<<20)
	for range 16 {
		s.publish(t, "", data)
	}
	ask[dropped](t, s, http.MethodPost, "/control/streams/drop", `{"all":true,"how":"rst"}`)
	until(t, "it is gone", func() bool { return s.Stats().Streams == 0 })
	if _, err := io.ReadAll(c.reader); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client has %v, want a reset", err)
	}
}

// A server that shuts down does not wait for clients of half-closed connections.
func TestShutdownWithHalfClosedOverTLS(t *testing.T) {
	s, trusting := startTLS(t, refserver.Config{WriteTimeout: time.Hour})
	c := dialTLS(t, s, trusting)
	ask[dropped](t, s, http.MethodPost, "/control/streams/drop", `{"all":true,"how":"half-close"}`)
	if e := c.sees(t); !e.hears {
		t.Errorf("the stream ended %+v, want that the server receives", e)
	}
	s.client.CloseIdleConnections()
	s.stop()
}
