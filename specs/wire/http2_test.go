package wire_test

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// wantHTTP2 wants a response without flaws, to a request that said X-Mixed: m.
func wantHTTP2(t *testing.T, tr *wire.Transcript, u *url.URL) {
	t.Helper()
	if proto, ok := tr.Head.Get("X-Proto"); ok && proto != "HTTP/2.0 "+u.Host+" m" {
		t.Errorf("got %s", proto)
	}
	if events := len(tr.Events); events != len(tr.Framing.Trailer) {
		t.Errorf("got %d events, trailer %v", events, tr.Framing.Trailer)
	}
	if tr.Stream != 1 || tr.Connected == 0 || tr.Sent < tr.Connected || tr.Head.At < tr.Sent || (tr.TLS != nil) != (u.Scheme == "https") {
		t.Errorf("got %d, %v, %v, %v", tr.Stream, tr.Connected, tr.Sent, tr.Head.At)
	}
	if len(tr.Head.Problems)+len(tr.Framing.Problems) > 0 {
		t.Errorf("got %v, %v", tr.Head.Problems, tr.Framing.Problems)
	}
}

// TestHTTP2Exchange makes the Exchanges of a Recorder in HTTP/2.
func TestHTTP2Exchange(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/open", stream)
	mux.HandleFunc("/whole", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("X-Proto", r.Proto+" "+r.Host+" "+r.Header.Get("X-Mixed"))
		w.Header().Set("Trailer", "X-End")
		_, _ = io.WriteString(w, "data: a\n\n")
		w.Header().Set("X-End", "1")
	})
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/whole", http.StatusFound) })
	mux.HandleFunc("/panic", func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	tests := []struct {
		name, method, path string
		kind               wire.EndKind
		status, redirects  int
		body               string
	}{
		{"whole", "GET", "/whole", wire.EndComplete, 200, 0, "data: a\n\n"},
		{"HEAD", "HEAD", "/whole", wire.EndComplete, 200, 0, ""},
		{"redirect", "GET", "/away", wire.EndComplete, 200, 1, "data: a\n\n"},
		{"not found", "GET", "/", wire.EndComplete, 404, 0, "404 page not found\n"},
		{"reset", "GET", "/panic", wire.EndStreamReset, 200, 0, ""},
	}
	for _, scheme := range schemes() {
		t.Run(scheme, func(t *testing.T) {
			r, u := serveHTTP2(t, scheme, mux.ServeHTTP)
			for _, tt := range tests {
				t.Run(tt.name, func(t *testing.T) {
					header := []wire.Field{{Name: "X-Mixed", Value: "m"}}
					tr := record(t, r, wire.Request{Proto: wire.HTTP2, Method: tt.method, URL: u.JoinPath("..", tt.path), Header: header})
					wantEnd(t, tr, tt.kind, "")
					if tr.Head == nil || tr.Head.Status != tt.status || len(tr.Redirects) != tt.redirects || string(tr.Body) != tt.body {
						t.Fatalf("got %+v, %v, %q", tr.Head, tr.Redirects, tr.Body)
					}
					wantHTTP2(t, tr, u)
				})
			}
			t.Run("closed by us", func(t *testing.T) {
				x := r.Open(testContext(t), "open", wire.Request{Proto: wire.HTTP2, URL: u.JoinPath("..", "/open")})
				x.Wait(testContext(t), hasEvent)
				wantEnd(t, x.Close(wire.CloseFIN), wire.EndClosed, "closed by this side")
			})
		})
	}
}

func TestHTTP2IsNotSelected(t *testing.T) {
	cert, config := certificate(t)
	u := secure(serve(t, overTLS(cert, func(_ net.Conn, s *tls.Conn) { _, _ = io.Copy(io.Discard, s) })))
	silent := secure(serve(t, func(c net.Conn) {
		_, _ = io.Copy(io.Discard, tls.Server(c, &tls.Config{Certificates: []tls.Certificate{cert}}))
	}))
	refusing := secure(serve(t, func(c net.Conn) {
		_ = tls.Server(c, &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: []string{"spdy/3"}}).HandshakeContext(t.Context())
	}))
	r := &wire.Recorder{TLS: config}
	tests := []struct {
		name   string
		u      *url.URL
		kind   wire.EndKind
		detail string
	}{
		{"http/1.1 instead", u, wire.EndNoHTTP2, `selected "http/1.1"`},
		{"nothing", silent, wire.EndNoHTTP2, "selected no protocol"},
		{"no_application_protocol", refusing, wire.EndTLSError, "no application protocol"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := record(t, r, wire.Request{Proto: wire.HTTP2, URL: tt.u})
			wantEnd(t, tr, tt.kind, tt.detail)
			if tt.kind == wire.EndNoHTTP2 && (tr.TLS == nil || tr.Secured == 0) {
				t.Errorf("got %+v", tr.TLS)
			}
			ctx := testContext(t)
			k := r.OpenTrunk(ctx, "trunk", tt.u)
			x := k.Open(ctx, "stream", wire.Request{})
			<-k.Done()
			if end := k.Snapshot().End; end.Kind != tt.kind {
				t.Errorf("trunk: got %+v", end)
			}
			wantEnd(t, k.Close(wire.CloseFIN).Streams[0], tt.kind, tt.detail)
			<-x.Done()
		})
	}
}

func TestTrunkErrors(t *testing.T) {
	ctx := testContext(t)
	for _, u := range []*url.URL{nil, {Scheme: "ftp", Host: "h"}} {
		k := new(wire.Recorder).OpenTrunk(ctx, "invalid", u)
		x := k.Open(ctx, "x", wire.Request{})
		<-k.Done()
		wantEnd(t, k.Close(wire.CloseFIN).Streams[0], wire.EndInvalidRequest, "make request")
		<-x.Done()
	}
	srv := httptest.NewServer(http.NotFoundHandler())
	u, _ := url.Parse(srv.URL)
	srv.Close()
	k := new(wire.Recorder).OpenTrunk(ctx, "refused", u)
	k.Open(ctx, "x", wire.Request{})
	<-k.Done()
	wantEnd(t, k.Close(wire.CloseFIN).Streams[0], wire.EndDialError, "")
}

// The head that never comes ends the Exchange, and not the Trunk.
func TestHTTP2HeadTimeout(t *testing.T) {
	r, u := serveHTTP2(t, "http", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	r.HeadTimeout = 50 * time.Millisecond
	wantEnd(t, record(t, r, wire.Request{Proto: wire.HTTP2, URL: u}), wire.EndTimeout, "no complete head within 50ms")

	ctx := testContext(t)
	k := r.OpenTrunk(ctx, "trunk", u)
	x := k.Open(ctx, "late", wire.Request{})
	<-x.Done()
	wantEnd(t, x.Snapshot(), wire.EndTimeout, "no complete head within 50ms")
	got := k.Snapshot()
	if last := got.Frames[len(got.Frames)-1]; got.End.Kind != wire.EndOpen || !last.Sent || last.Code != http2.ErrCodeCancel {
		t.Errorf("got %+v, %+v", got.End, last)
	}
	k.Close(wire.CloseFIN)
}

// Linger sees what follows the end.
func TestHTTP2Linger(t *testing.T) {
	u := serve(t, rawHTTP2(func(s *rawServer) {
		s.head(1, true, ":status", "204")
		_ = s.WriteData(1, false, []byte("x"))
	}))
	tr := record(t, &wire.Recorder{Linger: 10 * time.Second}, wire.Request{Proto: wire.HTTP2, URL: u})
	wantEnd(t, tr, wire.EndComplete, "")
	if len(tr.Framing.Problems) != 1 || !strings.Contains(tr.Framing.Problems[0].Message, "DATA follows END_STREAM") {
		t.Errorf("got %v", tr.Framing.Problems)
	}
}
