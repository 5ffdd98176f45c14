package http2_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/loadgen/http2"
)

// heard is a Handler that writes down what it hears.
type heard struct {
	status int
	kind   string
	fields []string
	heads  int
	data   bytes.Buffer
	ends   []error
	onHead func()
	onData func()
	onEnd  func()
}

func (h *heard) Head(head http2.Head) {
	h.heads++
	h.status, h.kind = head.Status, head.Get("content-type")
	for name, value := range head.Fields() {
		h.fields = append(h.fields, name+": "+value)
	}
	if h.onHead != nil {
		h.onHead()
	}
}

func (h *heard) Data(p []byte) {
	h.data.Write(p)
	if h.onData != nil {
		h.onData()
	}
}

func (h *heard) End(err error) {
	h.ends = append(h.ends, err)
	if h.onEnd != nil {
		h.onEnd()
	}
}

// ask is a request for a path.
func ask(method, path string, body []byte, more ...string) http2.Request {
	return http2.Request{Body: body, Fields: func(yield func(name, value string)) {
		yield(":method", method)
		yield(":scheme", "http")
		yield(":authority", "127.0.0.1")
		yield(":path", path)
		for i := 0; i < len(more); i += 2 {
			yield(more[i], more[i+1])
		}
	}}
}

// serve starts net/http's server without TLS, and returns its address.
func serve(t *testing.T, limits *http.HTTP2Config, h http.HandlerFunc) string {
	t.Helper()
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	server := &http.Server{Handler: h, Protocols: &protocols, HTTP2: limits}
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Errorf("close server: %v", err)
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("serve: %v", err)
		}
	})
	return l.Addr().String()
}

// connect connects to addr.
func connect(t *testing.T, addr string) net.Conn {
	t.Helper()
	nc, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	return nc
}

// answer sends text at once. Whether it arrives is seen on the other side.
func answer(w http.ResponseWriter, text string) {
	_, _ = io.WriteString(w, text)
	_ = http.NewResponseController(w).Flush()
}

// dial returns a Conn over nc.
func dial(t *testing.T, nc net.Conn) *http2.Conn {
	t.Helper()
	return http2.New(http2.Options{}, func(p []byte) {
		if _, err := nc.Write(p); err != nil {
			t.Logf("write: %v", err)
		}
	})
}

// pump reads from nc until what is wanted has come.
func pump(t *testing.T, nc net.Conn, c *http2.Conn, until func() bool) {
	t.Helper()
	buf := make([]byte, 32<<10)
	for !until() {
		n, err := nc.Read(buf)
		if err != nil {
			t.Fatalf("read: %v", err)
		}
		if err := c.Feed(buf[:n]); err != nil {
			t.Fatalf("feed: %v", err)
		}
	}
}

func TestStreamsOfAServer(t *testing.T) {
	addr := serve(t, nil, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "text/event-stream")
		w.WriteHeader(http.StatusEarlyHints)
		answer(w, r.Method+" "+r.URL.Path+" "+r.Header.Get("Last-Event-ID"))
		answer(w, string(body))
	})
	nc := connect(t, addr)
	c := dial(t, nc)
	content := bytes.Repeat([]byte("0123456789"), 30_000) // more than a window
	var get, post heard
	if _, err := c.Open(&get, ask("GET", "/a", nil, "last-event-id", "7")); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Open(&post, ask("POST", "/b", content)); err != nil {
		t.Fatal(err)
	}
	pump(t, nc, c, func() bool { return len(get.ends)+len(post.ends) == 2 })
	if get.status != 200 || get.kind != "text/event-stream" || get.heads != 1 {
		t.Errorf("got status %d, content-type %q, %d heads", get.status, get.kind, get.heads)
	}
	if got := get.data.String(); got != "GET /a 7" || get.ends[0] != nil {
		t.Errorf("got %q, end %v", got, get.ends)
	}
	if got, want := post.data.String(), "POST /b "+string(content); got != want || post.ends[0] != nil {
		t.Errorf("got %d bytes, want %d, end %v", len(got), len(want), post.ends)
	}
	if c.Streams() != 0 {
		t.Errorf("got %d streams, want 0", c.Streams())
	}
}

func TestResetLeavesTheServer(t *testing.T) {
	left := make(chan struct{})
	addr := serve(t, nil, func(w http.ResponseWriter, r *http.Request) {
		answer(w, "")
		<-r.Context().Done()
		close(left)
	})
	nc := connect(t, addr)
	c := dial(t, nc)
	var h heard
	id, err := c.Open(&h, ask("GET", "/", nil))
	if err != nil {
		t.Fatal(err)
	}
	pump(t, nc, c, func() bool { return h.heads == 1 })
	c.Reset(id, http2.Cancel)
	<-left
	if len(h.ends) != 0 || c.Streams() != 0 {
		t.Errorf("got ends %v, %d streams", h.ends, c.Streams())
	}
}

func TestServerThatStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	addr := serve(t, nil, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, "")
		<-ctx.Done()
		panic(http.ErrAbortHandler)
	})
	nc := connect(t, addr)
	c := dial(t, nc)
	var h heard
	if _, err := c.Open(&h, ask("GET", "/", nil)); err != nil {
		t.Fatal(err)
	}
	pump(t, nc, c, func() bool { return h.heads == 1 })
	cancel()
	pump(t, nc, c, func() bool { return len(h.ends) == 1 })
	if got := h.ends[0]; got == nil || !strings.Contains(got.Error(), "INTERNAL_ERROR") {
		t.Errorf("got %v, want INTERNAL_ERROR", got)
	}
}
