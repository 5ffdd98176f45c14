package secure_test

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"testing"

	"github.com/ssegauge/ssegauge/loadgen/http2"
	"github.com/ssegauge/ssegauge/loadgen/secure"
)

// events is a stream of HTTP/2 that counts what it gets.
type events struct {
	status, bytes int
	end           error
	ended         bool
}

func (e *events) Head(h http2.Head) { e.status = h.Status }
func (e *events) Data(p []byte)     { e.bytes += len(p) }
func (e *events) End(err error)     { e.end, e.ended = err, true }

// serveHTTP starts net/http's server with TLS, and returns its address.
func serveHTTP(t *testing.T, cfg *tls.Config, h http.HandlerFunc) string {
	t.Helper()
	var protocols http.Protocols
	protocols.SetHTTP2(true)
	server := &http.Server{Handler: h, Protocols: &protocols, TLSConfig: cfg}
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.ServeTLS(l, "", "") }()
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

// TestHTTP2OverTLS has 100 streams on one session, to a server that is not of this project.
func TestHTTP2OverTLS(t *testing.T) {
	a := newAuthority(t)
	addr := serveHTTP(t, a.server(t), func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.RawQuery)
		_, _ = io.WriteString(w, "data: 1\n\n")
		_ = http.NewResponseController(w).Flush()
		_, _ = w.Write(make([]byte, n))
	})
	cfg := a.client()
	cfg.NextProtos = []string{"h2"}
	l := newLoop(t, 1)
	c := &client{nc: connect(t, addr)}
	t.Cleanup(func() { c.nc.Close() })
	hooks := c.hooks()
	c.Session = l.pool.Start(t.Context(), cfg, secure.Hooks{Send: hooks.Send, Done: func(err error) { c.done = append(c.done, err) }})
	go l.read(c)
	l.until(t, func() bool { return len(c.done) > 0 })
	if c.done[0] != nil || c.State().ALPN != "h2" {
		t.Fatalf("got %v, %+v", c.done[0], c.State())
	}
	var failed error
	conn := http2.New(http2.Options{}, func(p []byte) { failed = errors.Join(failed, c.Write(p)) })
	c.heard = func() {
		failed = errors.Join(failed, conn.Feed(c.plain))
		c.plain = c.plain[:0]
	}
	c.feed(nil)
	all := make([]events, 100)
	for i := range all {
		if _, err := conn.Open(&all[i], http2.Request{Fields: func(yield func(name, value string)) {
			yield(":method", "GET")
			yield(":scheme", "https")
			yield(":authority", "example.org")
			yield(":path", "/?"+strconv.Itoa(i*1_000))
		}}); err != nil {
			t.Fatal(err)
		}
	}
	l.until(t, func() bool { return failed != nil || conn.Streams() == 0 })
	for i, e := range all {
		if e.status != http.StatusOK || e.bytes != 9+i*1_000 || !e.ended || e.end != nil {
			t.Fatalf("stream %d: got %+v, %v", i, e, failed)
		}
	}
}
