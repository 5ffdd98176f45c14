package eventloop_test

import (
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventloop"
)

// patience ends a test that would hang. Nothing takes that long.
const patience = 60 * time.Second

// startLoop runs a loop until the end of the test.
func startLoop(tb testing.TB) *eventloop.Loop {
	tb.Helper()
	l, err := eventloop.New()
	if err != nil {
		tb.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- l.Run() }()
	tb.Cleanup(func() {
		l.Close()
		if err := receive(tb, ended); err != nil {
			tb.Errorf("Run = %v", err)
		}
	})
	return l
}

// receive returns the next value from c.
func receive[T any](tb testing.TB, c <-chan T) T {
	tb.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		tb.Fatal("nothing came")
		panic("unreachable")
	}
}

// do runs f on the loop's goroutine and waits for it.
func do(tb testing.TB, l *eventloop.Loop, f func()) {
	tb.Helper()
	done := make(chan struct{})
	if !l.Post(func() { defer close(done); f() }) {
		tb.Fatal("the loop is closed")
	}
	receive(tb, done)
}

// dialer makes connections over one listener.
type dialer struct {
	tb       testing.TB
	listener net.Listener
}

// listen returns a dialer for a network, "tcp" or "unix".
func listen(tb testing.TB, network string) dialer {
	tb.Helper()
	address := "127.0.0.1:0"
	if network == "unix" {
		address = tb.TempDir() + "/socket"
	}
	listener, err := new(net.ListenConfig).Listen(tb.Context(), network, address)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { listener.Close() })
	return dialer{tb, listener}
}

// half is what TCP and the Unix domain have in common.
type half interface {
	net.Conn
	CloseWrite() error
}

// dial returns the two ends of a connection. The caller closes both.
func (d dialer) dial() (peer half, socket eventloop.Socket) {
	d.tb.Helper()
	a := d.listener.Addr()
	client, err := new(net.Dialer).DialContext(d.tb.Context(), a.Network(), a.String())
	if err != nil {
		d.tb.Fatal(err)
	}
	server, err := d.listener.Accept()
	if err != nil {
		d.tb.Fatal(err)
	}
	if err := server.SetDeadline(time.Unix(1, 0)); err != nil { // Take ends it
		d.tb.Fatal(err)
	}
	if socket, err = eventloop.Take(server); err != nil {
		d.tb.Fatal(err)
	}
	peer, ok := client.(half)
	if !ok {
		d.tb.Fatalf("a %T has no halves", client)
	}
	return peer, socket
}

// end is the loop's end of a connection. What is nil does nothing.
type end struct {
	eventloop.Conn
	data     func(p []byte)
	writable func()
	expired  func()
	gone     func(err error)
}

func (e *end) Data(c *eventloop.Conn, p []byte) {
	e.check(c)
	if e.data != nil {
		e.data(p)
	}
}

func (e *end) Writable(c *eventloop.Conn) {
	e.check(c)
	if e.writable != nil {
		e.writable()
	}
}

func (e *end) Expired(c *eventloop.Conn) {
	e.check(c)
	if e.expired != nil {
		e.expired()
	}
}

func (e *end) Gone(c *eventloop.Conn, err error) {
	if c != &e.Conn || e.Open() || !errors.Is(e.Close(), net.ErrClosed) {
		panic("Gone before the Conn is closed")
	}
	if e.gone != nil {
		e.gone(err)
	}
}

func (e *end) check(c *eventloop.Conn) {
	if c != &e.Conn || !e.Open() {
		panic("called on a closed Conn")
	}
}

// connect returns the peer of a new connection whose other end is e, on l.
func (d dialer) connect(l *eventloop.Loop, e *end) half {
	d.tb.Helper()
	peer, socket := d.dial()
	d.tb.Cleanup(func() { peer.Close() })
	do(d.tb, l, func() {
		if err := l.Add(socket, &e.Conn, e); err != nil {
			d.tb.Error(err)
		}
	})
	return peer
}

// read returns the next n bytes from peer.
func read(tb testing.TB, peer io.Reader, n int) []byte {
	tb.Helper()
	p := make([]byte, n)
	if _, err := io.ReadFull(peer, p); err != nil {
		tb.Fatal(err)
	}
	return p
}

// write writes to peer.
func write(tb testing.TB, peer io.Writer, p []byte) {
	tb.Helper()
	if _, err := peer.Write(p); err != nil {
		tb.Fatal(err)
	}
}

// networks are the kinds of sockets.
func networks() []string { return []string{"tcp", "unix"} }
