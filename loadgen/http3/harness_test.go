package http3_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/quic-go/quic-go"
	qhttp3 "github.com/quic-go/quic-go/http3"

	"github.com/ssegauge/ssegauge/internal/eventloop"
	"github.com/ssegauge/ssegauge/loadgen/http3"
)

const patience = 20 * time.Second

// server is a server of HTTP/3.
type server struct {
	addr netip.AddrPort
	tls  *tls.Config // of its clients
	end  func()
}

// pair returns what a server and its clients begin TLS with.
func pair(tb testing.TB) (forServer, forClient *tls.Config) {
	tb.Helper()
	borrowed := httptest.NewUnstartedServer(nil) // for its certificate
	borrowed.StartTLS()
	defer borrowed.Close()
	transport, ok := borrowed.Client().Transport.(*http.Transport)
	if !ok {
		tb.Fatal("no transport to take the trust from")
	}
	forServer = &tls.Config{Certificates: borrowed.TLS.Certificates, MinVersion: tls.VersionTLS13}
	forClient = transport.TLSClientConfig.Clone()
	forClient.NextProtos, forClient.ServerName = []string{qhttp3.NextProtoH3}, "example.com"
	return forServer, forClient
}

// serve serves h by HTTP/3 until the test is over, or end is called.
func serve(t *testing.T, h http.HandlerFunc, c *quic.Config) server {
	t.Helper()
	t.Setenv("QUIC_GO_DISABLE_RECEIVE_BUFFER_WARNING", "true")
	forServer, forClient := pair(t)
	socket, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &qhttp3.Server{Handler: h, TLSConfig: qhttp3.ConfigureTLSConfig(forServer), QUICConfig: c}
	served := make(chan error, 1) // the goroutine below sends, once
	go func() { served <- s.Serve(socket) }()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
		_ = socket.Close()
	})
	end := func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Error(err)
		}
	}
	return server{netip.MustParseAddrPort(socket.LocalAddr().String()), forClient, end}
}

// client is a Group on a loop, and what its handlers were told.
type client struct {
	t     *testing.T
	loop  *eventloop.Loop
	group *http3.Group
}

func newClient(t *testing.T) *client {
	t.Helper()
	loop, err := eventloop.New()
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t, loop, http3.NewGroup(4, loop.Post)}
	ran := make(chan error, 1) // the goroutine below sends, once
	go func() { ran <- loop.Run() }()
	t.Cleanup(func() {
		loop.Close()
		if err := <-ran; err != nil {
			t.Error(err)
		}
		c.group.Close()
		until(t, "the goroutines are gone", func() bool { return goroutines("loadgen/http3.(") == 0 })
	})
	return c
}

// do runs f on the loop.
func (c *client) do(f func()) {
	c.t.Helper()
	done := make(chan struct{})
	if !c.loop.Post(func() { defer close(done); f() }) {
		c.t.Fatal("the loop is over")
	}
	<-done
}

// dial returns a connection that is ready.
func (c *client) dial(s server, change func(*http3.Options)) (*http3.Conn, *told) {
	c.t.Helper()
	conn, h := c.begin(s, change)
	if got := h.next(c.t); got != "ready" {
		c.t.Fatalf("got %q", got)
	}
	return conn, h
}

func (c *client) begin(s server, change func(*http3.Options)) (conn *http3.Conn, h *told) {
	c.t.Helper()
	o := http3.Options{Remote: s.addr, TLS: s.tls, Timeout: patience, MaxHeaderBytes: 4 << 10}
	if change != nil {
		change(&o)
	}
	h = newTold()
	var err error
	c.do(func() { conn, err = c.group.Dial(o, h) })
	if err != nil {
		c.t.Fatal(err)
	}
	return conn, h
}

// open opens a stream.
func (c *client) open(conn *http3.Conn, path, body string) (*http3.Stream, *told) {
	h := newTold()
	var s *http3.Stream
	c.do(func() { s = conn.Open(h, get(path, body)) })
	return s, h
}

func get(path, body string) http3.Request {
	method := http.MethodGet
	if body != "" {
		method = http.MethodPost
	}
	return http3.Request{Body: []byte(body), Fields: func(yield func(name, value string)) {
		yield(":method", method)
		yield(":scheme", "https")
		yield(":authority", "example.com")
		yield(":path", path)
		yield("accept", "text/event-stream")
		yield("x-twice", "a")
		yield("x-twice", "b")
	}}
}

// told is what a handler of a connection or a stream was told, a line each.
type told struct {
	lines chan string // the loop sends
	err   error       // of the end; read it after the line
	unix  atomic.Int64
}

func newTold() *told { return &told{lines: make(chan string, 10_000)} }

func (h *told) Ready(time.Duration) { h.lines <- "ready" }

func (h *told) Lost(err error) {
	h.err = err
	h.lines <- "lost"
}

func (h *told) Head(head http3.Head) {
	h.lines <- fmt.Sprint("head ", head.Status, " ", head.Get("content-type"))
}

func (h *told) Data(p []byte, unix int64) {
	h.unix.Store(unix)
	h.lines <- string(p)
}

func (h *told) End(err error) {
	h.err = err
	h.lines <- "end"
}

func (h *told) next(t *testing.T) string {
	t.Helper()
	select {
	case line := <-h.lines:
		return line
	case <-time.After(patience):
		t.Fatal("nothing was told")
		return ""
	}
}

// text gathers data until there are n bytes.
func (h *told) text(t *testing.T, n int) string {
	t.Helper()
	var all strings.Builder
	for all.Len() < n {
		all.WriteString(h.next(t))
	}
	return all.String()
}

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(); <-time.After(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not so after %v: %s", patience, what)
		}
	}
}

// goroutines counts those that have text in their stack.
func goroutines(text string) int {
	all := make([]byte, 4<<20)
	n := 0
	for stack := range strings.SplitSeq(string(all[:runtime.Stack(all, true)]), "\n\n") {
		if strings.Contains(stack, text) {
			n++
		}
	}
	return n
}
