package http3_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/http3"
	"github.com/ssegauge/ssegauge/loadgen/measure"
)

func TestConnectionsThatCannotBeMade(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) {}, nil)
	silent, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	for _, tc := range []struct {
		name   string
		change func(*http3.Options)
		class  measure.Class
	}{
		{"a name that the certificate is not for", func(o *http3.Options) {
			o.TLS = o.TLS.Clone()
			o.TLS.ServerName = "example.invalid"
		}, measure.TLSFailed},
		{"another protocol", func(o *http3.Options) {
			o.TLS = o.TLS.Clone()
			o.TLS.NextProtos = []string{"other"}
		}, measure.TLSFailed},
		{"silence", func(o *http3.Options) {
			o.Remote = netip.MustParseAddrPort(silent.LocalAddr().String())
			o.Timeout = 200 * time.Millisecond
		}, measure.Timeout},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, h := newClient(t).begin(s, tc.change)
			if got := h.next(t); got != "lost" || http3.ClassOf(h.err) != tc.class {
				t.Errorf("told %q, %v: class %v, want %v", got, h.err, http3.ClassOf(h.err), tc.class)
			}
		})
	}
}

func TestSourceIsBound(t *testing.T) {
	from := make(chan string, 1)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		from <- r.RemoteAddr
		w.WriteHeader(http.StatusNoContent)
	}, nil)
	c := newClient(t)
	local := netip.MustParseAddrPort("127.0.0.1:0")
	conn, _ := c.dial(s, func(o *http3.Options) { o.Local = local })
	c.open(conn, "/", "")
	got := netip.MustParseAddrPort(<-from)
	if got.Addr() != local.Addr() {
		t.Errorf("connected from %v", got)
	}
	c.do(func() {
		_, err := c.group.Dial(http3.Options{Remote: s.addr, Local: got, TLS: s.tls, Timeout: patience}, newTold())
		if !errors.Is(err, syscall.EADDRINUSE) {
			t.Errorf("a port that is taken: %v", err)
		}
	})
}

// TestCloseEndsEverything closes a group with streams that are opened, paused, and waited for, and
// with connections that are not there yet.
func TestCloseEndsEverything(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/silent" {
			stream(w, "x")
		}
		<-r.Context().Done()
	}, nil)
	silent, err := new(net.ListenConfig).ListenPacket(context.Background(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	c := newClient(t) // its end checks that no goroutine is left
	conn, _ := c.dial(s, nil)
	_, open := c.open(conn, "/", "")
	paused := &pausing{told: newTold()}
	c.do(func() { paused.stream = conn.Open(paused, get("/", "")) })
	c.open(conn, "/silent", "")
	c.open(conn, "/silent", "a body")
	for range 10 {
		c.begin(s, func(o *http3.Options) { o.Remote = netip.MustParseAddrPort(silent.LocalAddr().String()) })
	}
	if got := open.next(t) + paused.next(t); got != "head 200 text/event-streamhead 200 text/event-stream" {
		t.Errorf("told %q", got)
	}
}
