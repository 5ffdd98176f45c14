package refserver

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/quic-go/quic-go/http3"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

func TestHTTP3NeedsTLS(t *testing.T) {
	server, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	_, conn := listenBoth(t)
	if err := server.ServeHTTP3(t.Context(), conn, patience); err == nil {
		t.Error("served without TLS")
	}
	if err := conn.SetDeadline(time.Now()); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the socket is not closed: %v", err)
	}
}

func TestHTTP3EndsWithItsSocket(t *testing.T) {
	server, _ := tlsPair(t)
	s, err := New(Config{TLS: server})
	if err != nil {
		t.Fatal(err)
	}
	_, conn := listenBoth(t)
	_ = conn.Close()
	if err := s.ServeHTTP3(t.Context(), conn, patience); !errors.Is(err, net.ErrClosed) {
		t.Errorf("serve: %v", err)
	}
}

func TestAlternativeIsNamedOverTLS(t *testing.T) {
	tests := []struct {
		protocol string
		want     string
	}{
		{"h2", `h3=":4433"; ma=86400`},
		{"http/1.1", `h3=":4433"; ma=86400`},
		{"", ""},
	}
	for _, test := range tests {
		var s *running
		if test.protocol == "" {
			s = start(t, Config{})
		} else {
			s = startTLS(t, Config{}, test.protocol)
		}
		for _, path := range []string{"/events", "/healthz", "/nowhere"} {
			if got := s.request(t, http.MethodGet, path, "").Header.Values("Alt-Svc"); len(got) > 0 {
				t.Errorf("%s: Alt-Svc is %q without HTTP/3", test.protocol, got)
			}
			s.announce(&net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4433})
			if got := s.request(t, http.MethodGet, path, "").Header.Get("Alt-Svc"); got != test.want {
				t.Errorf("%s %s: Alt-Svc is %q, want %q", test.protocol, path, got, test.want)
			}
			s.alternative.Store(nil)
		}
	}
}

// TestHTTP3BesideTCP has one event reach the streams of both.
func TestHTTP3BesideTCP(t *testing.T) {
	t.Setenv("QUIC_GO_DISABLE_RECEIVE_BUFFER_WARNING", "true")
	s, quick := startBoth(t, Config{})
	over := newStream(t, s.request(t, http.MethodGet, "/events", ""))
	under := newStream(t, quick.request(t, http.MethodGet, "/events", ""))
	s.publish(t, "", "x")
	want := eventstream.Event{Type: "message", Data: "x", LastEventID: "1"}
	for _, st := range []*stream{over, under} {
		if diff := cmp.Diff(want, st.next(t)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", st.Proto, diff)
		}
	}
	_, port, err := net.SplitHostPort(s.addr)
	if err != nil {
		t.Fatal(err)
	}
	if got := over.Header.Get("Alt-Svc"); got != `h3=":`+port+`"; ma=86400` {
		t.Errorf("Alt-Svc is %q, the port %s", got, port)
	}
	s.stop()
	over.rest(t)
	under.rest(t)
	if err := errors.Join(s.end(), quick.end()); err != nil {
		t.Errorf("serve: %v", err)
	}
}

// startBoth serves c over TLS on one port of TCP and UDP. Both are stopped as one.
func startBoth(t *testing.T, c Config) (tcp, udp *running) {
	t.Helper()
	l, conn := listenBoth(t)
	server, client := tlsPair(t)
	c.TLS = server
	tcp = startOn(t, c, l, &http.Transport{TLSClientConfig: client, ForceAttemptHTTP2: true}, patience)
	tcp.url = "https://" + tcp.addr
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1) // sent by the goroutine below
	go func() { served <- tcp.ServeHTTP3(ctx, conn, patience) }()
	transport := &http3.Transport{TLSClientConfig: client}
	both := *tcp
	both.client = &http.Client{Transport: transport}
	both.end = sync.OnceValue(func() error { return <-served })
	stopTCP := tcp.stop
	tcp.stop = func() { stopTCP(); stop() }
	t.Cleanup(func() {
		stop()
		if err := both.end(); err != nil {
			t.Errorf("serve: %v", err)
		}
		_ = transport.Close()
	})
	until(t, "HTTP/3 is announced", func() bool { return tcp.alternative.Load() != nil })
	return tcp, &both
}
