package wire_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

const okHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"

// serve answers every connection to a loopback port with handle, until the
// test is over, and returns the port's URL. The connection is closed when handle
// returns.
func serve(t *testing.T, handle func(c net.Conn)) *url.URL {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var (
		wg    sync.WaitGroup
		mu    sync.Mutex
		conns []net.Conn
	)
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			conns = append(conns, c)
			mu.Unlock()
			wg.Go(func() {
				defer func() { _ = c.Close() }()
				handle(c)
			})
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		mu.Lock()
		for _, c := range conns {
			_ = c.Close()
		}
		mu.Unlock()
		wg.Wait()
	})
	return &url.URL{Scheme: "http", Host: l.Addr().String(), Path: "/events"}
}

// answer returns a handler that reads a request and writes the pieces.
func answer(pieces ...string) func(net.Conn) {
	return func(c net.Conn) {
		readRequest(c)
		for _, p := range pieces {
			_, _ = io.WriteString(c, p)
		}
	}
}

// answerAndHold does not close the connection before the client does.
func answerAndHold(pieces ...string) func(net.Conn) {
	return func(c net.Conn) {
		answer(pieces...)(c)
		_, _ = io.Copy(io.Discard, c)
	}
}

// answerAndEnd closes its half of the connection, without a reset for what it has
// not read.
func answerAndEnd(pieces ...string) func(net.Conn) {
	return func(c net.Conn) {
		answer(pieces...)(c)
		if half, ok := c.(interface{ CloseWrite() error }); ok {
			_ = half.CloseWrite()
		}
		_, _ = io.Copy(io.Discard, c)
	}
}

// readRequest returns a request head.
func readRequest(c net.Conn) string {
	var head strings.Builder
	r := bufio.NewReader(c)
	for {
		line, err := r.ReadString('\n')
		head.WriteString(line)
		if err != nil || line == "\r\n" {
			return head.String()
		}
	}
}

// testContext ends before the test binary gives up.
func testContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// get records a GET to its end.
func get(t *testing.T, r *wire.Recorder, u *url.URL, header ...wire.Field) *wire.Transcript {
	t.Helper()
	return record(t, r, wire.Request{URL: u, Header: header})
}

func record(t *testing.T, r *wire.Recorder, req wire.Request) *wire.Transcript {
	t.Helper()
	x := r.Open(testContext(t), t.Name(), req)
	<-x.Done()
	return x.Snapshot()
}

func ended(*wire.Transcript) bool { return false }

func wantEnd(t *testing.T, tr *wire.Transcript, kind wire.EndKind, detail string) {
	t.Helper()
	if tr.End.Kind != kind || !strings.Contains(tr.End.Detail, detail) {
		t.Errorf("end: got %s (%s), want %s (… %s …)", tr.End.Kind, tr.End.Detail, kind, detail)
	}
}

// overTLS returns handle behind TLS with that certificate.
func overTLS(cert tls.Certificate, handle func(c net.Conn, s *tls.Conn)) func(net.Conn) {
	return func(c net.Conn) {
		s := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: []string{"http/1.1"}})
		handle(c, s)
	}
}
