package refserver

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
)

// listenBoth returns a listener and a UDP socket of the same port.
func listenBoth(t *testing.T) (net.Listener, net.PacketConn) {
	t.Helper()
	for {
		l := listen(t)
		var config net.ListenConfig
		conn, err := config.ListenPacket(t.Context(), "udp", l.Addr().String())
		if err == nil {
			return l, conn
		}
		_ = l.Close()
		if !errors.Is(err, syscall.EADDRINUSE) {
			t.Fatal(err)
		}
	}
}

// startHTTP3 serves c by HTTP/3 alone.
func startHTTP3(t *testing.T, c Config, quicConfig *quic.Config, grace time.Duration) *running {
	t.Helper()
	t.Setenv("QUIC_GO_DISABLE_RECEIVE_BUFFER_WARNING", "true")
	serverTLS, clientTLS := tlsPair(t)
	c.TLS = serverTLS
	server, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1) // sent by the goroutine below
	go func() { served <- server.ServeHTTP3(ctx, conn, grace) }()
	end := sync.OnceValue(func() error { return <-served })
	transport := &http3.Transport{TLSClientConfig: clientTLS, QUICConfig: quicConfig}
	t.Cleanup(func() {
		stop()
		if err := end(); err != nil && grace == patience {
			t.Errorf("serve: %v", err)
		}
		_ = transport.Close()
		until(t, "the goroutines are gone", func() bool { return goroutines("quic-go") == 0 })
	})
	addr := conn.LocalAddr().String()
	return &running{
		Server: server, addr: addr, url: "https://" + addr, client: &http.Client{Transport: transport},
		stop: stop, end: end, requestTimeout: patience,
	}
}

func TestHTTP3Head(t *testing.T) {
	s := startHTTP3(t, Config{}, nil, patience)
	for _, method := range []string{http.MethodHead, http.MethodGet} {
		res := s.request(t, method, "/events", "")
		want := http.Header{
			"Content-Type":                {"text/event-stream"},
			"Cache-Control":               {"no-cache, no-store, no-transform"},
			"X-Accel-Buffering":           {"no"},
			"Access-Control-Allow-Origin": {"*"},
		}
		res.Header.Del("Date")
		if method == http.MethodHead {
			res.Header.Del("Content-Length")
		}
		if diff := cmp.Diff(want, res.Header); diff != "" || res.Proto != "HTTP/3.0" {
			t.Errorf("%s by %s, headers (-want +got):\n%s", method, res.Proto, diff)
		}
	}
}

// TestHTTP3EventsComeAtOnce publishes an event only after the one before it was
// read.
func TestHTTP3EventsComeAtOnce(t *testing.T) {
	s := startHTTP3(t, Config{}, nil, patience)
	st := s.open(t, "")
	large := strings.Repeat(strings.Repeat(".", 1<<18)+"\n", 4) + "end"
	for _, text := range []string{"x", "", "two\nlines", large, "y"} {
		s.publish(t, "", text)
		if got := st.next(t); got.Data != text {
			t.Fatalf("got %.20q, want %.20q", got.Data, text)
		}
	}
	again := s.open(t, "", "Last-Event-ID: 3")
	if diff := cmp.Diff([]string{"4", "5"}, again.ids(t, 2)); diff != "" {
		t.Errorf("resumed (-want +got):\n%s", diff)
	}
}

// TestHTTP3QuietStreamLivesOn is with a client whose connection dies of five seconds
// of silence.
func TestHTTP3QuietStreamLivesOn(t *testing.T) {
	s := startHTTP3(t, Config{Heartbeat: 7 * time.Second}, &quic.Config{MaxIdleTimeout: 5 * time.Second}, patience)
	res := s.request(t, http.MethodGet, "/events", "")
	begins(t, res.Body, "retry: 2000\nid: 0\n\n: heartbeat\n\n")
}

// TestHTTP3ReaderThatStops fills one stream's flow-control window. The stream
// beside it on the same connection must go on.
func TestHTTP3ReaderThatStops(t *testing.T) {
	narrow := &quic.Config{
		InitialStreamReceiveWindow: 64 << 10, MaxStreamReceiveWindow: 64 << 10,
		InitialConnectionReceiveWindow: 1 << 20, MaxConnectionReceiveWindow: 1 << 20,
	}
	s := startHTTP3(t, Config{WriteTimeout: time.Second}, narrow, patience)
	stopped := s.open(t, "")
	healthy := s.open(t, "?topic=default&topic=other")
	padding := strings.Repeat(".", 16<<10)
	for i := range 8 {
		s.publish(t, "", strconv.Itoa(i)+padding)
		if got := healthy.next(t); got.Data != strconv.Itoa(i)+padding {
			t.Fatalf("event %d begins with %.10s", i, got.Data)
		}
	}
	until(t, "the stream is aborted", func() bool { return s.Stats().Slow == 1 })
	until(t, "its seat is free", func() bool { return s.Stats().Streams == 1 })
	if _, err := io.Copy(io.Discard, stopped.Body); err == nil {
		t.Error("the aborted stream looks complete")
	}
	s.publish(t, "?topic=other", "still here")
	if got := healthy.next(t).Data; got != "still here" {
		t.Errorf("healthy stream got %q", got)
	}
}

func TestHTTP3LeavingIsNoticed(t *testing.T) {
	ways := []struct {
		name  string
		leave func(s *running, res reply) error
	}{
		{"the stream", func(_ *running, res reply) error { return res.Body.Close() }},
		{"the connection", func(s *running, _ reply) error {
			transport, ok := s.client.Transport.(io.Closer)
			if !ok {
				return errors.New("the transport cannot be closed")
			}
			return transport.Close()
		}},
	}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			s := startHTTP3(t, Config{}, nil, patience)
			res := s.request(t, http.MethodGet, "/events", "")
			begins(t, res.Body, "retry: 2000\n")
			if err := way.leave(s, res); err != nil {
				t.Fatal(err)
			}
			until(t, "the stream is gone", func() bool { return s.Stats().Streams == 0 })
		})
	}
}

// TestHTTP3Drain has a client that keeps its connection: the end must not wait for
// it until the grace period is over.
func TestHTTP3Drain(t *testing.T) {
	s := startHTTP3(t, Config{}, nil, patience)
	var streams []*stream
	for range 10 {
		streams = append(streams, s.open(t, ""))
	}
	for i := range 100 {
		s.publish(t, "", strconv.Itoa(i))
	}
	began := time.Now()
	s.stop()
	for i, st := range streams {
		if got := st.rest(t); len(got) != 100 {
			t.Errorf("stream %d ended after %d of 100 events", i, len(got))
		}
	}
	if err := s.end(); err != nil {
		t.Errorf("serve: %v", err)
	}
	if took := time.Since(began); took >= patience {
		t.Errorf("the drain used up its %s", took)
	}
}

func TestHTTP3DrainCutsStoppedReaders(t *testing.T) {
	narrow := &quic.Config{InitialStreamReceiveWindow: 1 << 10, MaxStreamReceiveWindow: 1 << 10}
	s := startHTTP3(t, Config{}, narrow, time.Second)
	st := s.open(t, "")
	s.publish(t, "", strings.Repeat(".", 100<<10))
	s.stop()
	err := s.end()
	if err == nil || !strings.HasPrefix(err.Error(), "end HTTP/3 streams within 1s: ") || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("serve: %v", err)
	}
	if _, err := io.Copy(io.Discard, st.Body); err == nil {
		t.Error("the stream that was cut looks complete")
	}
}

func TestHTTP3HeadIsBounded(t *testing.T) {
	s := startHTTP3(t, Config{MaxHeaderBytes: 8 << 10}, nil, patience)
	res := s.request(t, http.MethodGet, "/events", "", "Last-Event-ID: "+strings.Repeat("x", 9<<10))
	if res.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d", res.StatusCode)
	}
}

func TestHTTP3RequestWithABody(t *testing.T) {
	unended, w := io.Pipe()
	defer func() { _ = w.Close() }()
	s := startHTTP3(t, Config{ReadHeaderTimeout: time.Second}, nil, patience)
	for _, body := range []io.Reader{strings.NewReader("x"), io.MultiReader(strings.NewReader("x")), unended} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/events", body)
		if err != nil {
			t.Fatal(err)
		}
		res, err := s.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		got := answer(t, reply{res})
		_ = res.Body.Close()
		if res.StatusCode != http.StatusBadRequest || got["field"] != "body" {
			t.Errorf("%T: status %d, %v", body, res.StatusCode, got)
		}
	}
}
