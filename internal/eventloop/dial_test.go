package eventloop_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"syscall"
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventloop"
)

// listenAt returns a listener, and its address.
func listenAt(tb testing.TB, host string) (net.Listener, netip.AddrPort) {
	tb.Helper()
	listener, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { listener.Close() })
	return listener, netip.MustParseAddrPort(listener.Addr().String())
}

// connected makes e a connection to listener, and returns the peer.
func connected(tb testing.TB, l *eventloop.Loop, listener net.Listener, d eventloop.Dial, e *end) half {
	tb.Helper()
	there := make(chan struct{}, 2)
	do(tb, l, func() {
		e.writable = func() { there <- struct{}{} }
		if err := l.Connect(d, &e.Conn, e); err != nil {
			tb.Error(err)
		}
	})
	nc, err := listener.Accept()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { nc.Close() })
	receive(tb, there)
	peer, ok := nc.(half)
	if !ok {
		tb.Fatalf("a %T has no halves", nc)
	}
	return peer
}

// failure returns what Connect returns, or else what Gone reports.
func failure(tb testing.TB, l *eventloop.Loop, d eventloop.Dial) error {
	tb.Helper()
	failed := make(chan error, 1)
	e := &end{gone: func(err error) { failed <- err }, writable: func() { failed <- nil }}
	do(tb, l, func() {
		if err := l.Connect(d, &e.Conn, e); err != nil {
			if e.Open() {
				tb.Error("the Conn is open though Connect returned an error")
			}
			failed <- err
		}
	})
	return receive(tb, failed)
}

// A request is written when the connection is there, and answered.
func TestConnect(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "::1"} {
		t.Run(host, func(t *testing.T) {
			listener, address := listenAt(t, host)
			l, e := startLoop(t), &end{}
			told := make(chan string, 10)
			e.writable = func() {
				told <- "writable " + e.RemoteAddr().String()
				e.queue(t, []byte("hello"), func() {})
			}
			e.data = func(p []byte) { told <- string(p) }
			e.gone = func(err error) { told <- err.Error() }
			do(t, l, func() {
				if err := l.Connect(eventloop.Dial{Remote: address}, &e.Conn, e); err != nil {
					t.Error(err)
				}
			})
			peer, err := listener.Accept()
			if err != nil {
				t.Fatal(err)
			}
			if got := string(read(t, peer, 5)); got != "hello" {
				t.Errorf("the peer got %q", got)
			}
			write(t, peer, []byte("world"))
			peer.Close()
			for _, want := range []string{"writable " + address.String(), "world", "EOF"} {
				if got := receive(t, told); got != want {
					t.Errorf("got %q, want %q", got, want)
				}
			}
		})
	}
}

// Before the connection is there nothing is written; then Writable comes, once.
func TestWriteConnecting(t *testing.T) {
	listener, address := listenAt(t, "127.0.0.1")
	l, e, times := startLoop(t), &end{}, 0
	told := make(chan string, 1)
	e.writable = func() { times++ }
	e.data = func(p []byte) { told <- string(p) }
	do(t, l, func() {
		if err := l.Connect(eventloop.Dial{Remote: address}, &e.Conn, e); err != nil {
			t.Error(err)
		}
		if n, err := e.Write([]byte("too early")); n != 0 || err != nil {
			t.Errorf("Write = %d, %v", n, err)
		}
		if err := e.CloseWrite(); !errors.Is(err, syscall.ENOTCONN) {
			t.Errorf("CloseWrite = %v", err)
		}
	})
	peer, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	write(t, peer, []byte("hello"))
	if got := receive(t, told); got != "hello" {
		t.Errorf("got %q", got)
	}
	do(t, l, func() {
		if times != 1 {
			t.Errorf("Writable came %d times", times)
		}
		if err := e.CloseWrite(); err != nil {
			t.Error(err)
		}
	})
	if got, err := io.ReadAll(peer); len(got) > 0 || err != nil {
		t.Errorf("the peer got %q, %v", got, err)
	}
	peer.Close()
}

// What a peer sends that does not wait for a request comes after Writable.
func TestConnectToHastyPeer(t *testing.T) {
	listener, address := listenAt(t, "127.0.0.1")
	served := make(chan error, 1)
	const conns = 100
	go func() {
		for range conns {
			nc, err := listener.Accept()
			if err == nil {
				_, err = nc.Write([]byte("hello"))
				err = errors.Join(err, nc.Close())
			}
			if err != nil {
				served <- err
				return
			}
		}
		served <- nil
	}()
	l, told := startLoop(t), make(chan string, 1)
	for range conns {
		e, story := &end{}, ""
		e.writable = func() { story += "writable " }
		e.data = func(p []byte) { story += string(p) }
		e.gone = func(err error) { told <- fmt.Sprint(story, " ", err) }
		do(t, l, func() {
			if err := l.Connect(eventloop.Dial{Remote: address}, &e.Conn, e); err != nil {
				t.Error(err)
			}
		})
		if got, want := receive(t, told), "writable hello EOF"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if err := receive(t, served); err != nil {
		t.Error(err)
	}
}

func TestConnectFails(t *testing.T) {
	listener, taken := listenAt(t, "127.0.0.1")
	closed, refusing := listenAt(t, "127.0.0.1")
	closed.Close()
	tests := []struct {
		name string
		dial eventloop.Dial
		want error
	}{
		{"refused", eventloop.Dial{Remote: refusing}, syscall.ECONNREFUSED},
		{"refused from an address", eventloop.Dial{Remote: refusing, Local: netip.MustParseAddrPort("127.0.0.2:0")}, syscall.ECONNREFUSED},
		{"to itself", eventloop.Dial{Remote: refusing, Local: refusing}, syscall.ECONNREFUSED},
		{"port in use", eventloop.Dial{Remote: refusing, Local: taken}, syscall.EADDRINUSE},
		{"address of another machine", eventloop.Dial{Remote: taken, Local: netip.MustParseAddrPort("192.0.2.1:0")}, syscall.EADDRNOTAVAIL},
		{"families differ", eventloop.Dial{Remote: taken, Local: netip.MustParseAddrPort("[::1]:0")}, syscall.EAFNOSUPPORT},
	}
	l := startLoop(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if err := failure(t, l, test.dial); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
	if err := failure(t, l, eventloop.Dial{}); err == nil {
		t.Error("connected to no address")
	}
	listener.Close()
}

// A Write does not take the error away that Gone reports.
func TestWriteToRefused(t *testing.T) {
	closed, address := listenAt(t, "127.0.0.1")
	closed.Close()
	l, e, gone := startLoop(t), &end{}, make(chan error, 1)
	e.gone = func(err error) { gone <- err }
	do(t, l, func() {
		if err := l.Connect(eventloop.Dial{Remote: address}, &e.Conn, e); err != nil {
			t.Error(err)
		}
		for range 3 {
			if n, err := e.Write([]byte("x")); n != 0 || err != nil {
				t.Errorf("Write = %d, %v", n, err)
			}
		}
	})
	if err := receive(t, gone); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("Gone with %v", err)
	}
}

// The peer sees the address that was asked for.
func TestConnectFrom(t *testing.T) {
	_, other := listenAt(t, "127.0.0.1") // whose port nobody is given at another address
	tests := []struct {
		name  string
		local netip.AddrPort
	}{
		{"address", netip.MustParseAddrPort("127.0.0.1:0")},
		{"port", netip.AddrPortFrom(netip.MustParseAddr("127.0.0.2"), other.Port())},
		{"mapped", netip.MustParseAddrPort("[::ffff:127.0.0.1]:0")},
	}
	l := startLoop(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			listener, address := listenAt(t, "127.0.0.1")
			peer := connected(t, l, listener, eventloop.Dial{Remote: address, Local: test.local}, &end{})
			from := netip.MustParseAddrPort(peer.RemoteAddr().String())
			if from.Addr() != test.local.Addr().Unmap() || test.local.Port() != 0 && from.Port() != test.local.Port() {
				t.Errorf("the peer sees %v, want %v", from, test.local)
			}
		})
	}
}
