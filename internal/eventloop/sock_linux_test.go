//go:build linux && !portable

package eventloop

import (
	"net"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// noHandler does nothing.
type noHandler struct{}

func (noHandler) Data(*Conn, []byte) {}
func (noHandler) Writable(*Conn)     {}
func (noHandler) Expired(*Conn)      {}
func (noHandler) Gone(*Conn, error)  {}

// open returns an open Conn of a loop that does not run, and its peer.
func open(tb testing.TB) (*Conn, net.Conn) {
	tb.Helper()
	listener, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer listener.Close()
	peer, err := new(net.Dialer).DialContext(tb.Context(), "tcp", listener.Addr().String())
	if err != nil {
		tb.Fatal(err)
	}
	nc, err := listener.Accept()
	if err != nil {
		tb.Fatal(err)
	}
	block(tb, nc)
	socket, err := Take(nc)
	if err != nil {
		tb.Fatal(err)
	}
	l, err := New()
	if err != nil {
		tb.Fatal(err)
	}
	c := &Conn{}
	if err := l.Add(socket, c, noHandler{}); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		l.Close()
		peer.Close()
	})
	return c, peer
}

// block makes the socket of nc block, as one is that came from a file.
func block(tb testing.TB, nc net.Conn) {
	tb.Helper()
	source, ok := nc.(syscall.Conn)
	if !ok {
		tb.Fatalf("a %T has no descriptor", nc)
	}
	raw, err := source.SyscallConn()
	if err != nil {
		tb.Fatal(err)
	}
	if controlErr := raw.Control(func(fd uintptr) { err = unix.SetNonblock(int(fd), false) }); controlErr != nil || err != nil {
		tb.Fatal(controlErr, err)
	}
}

// A full socket is no error.
func TestWriteFull(t *testing.T) {
	c, _ := open(t)
	p := make([]byte, 1<<20)
	for n := len(p); n > 0; {
		var err error
		if n, err = c.Write(p); err != nil {
			t.Fatal(err)
		}
	}
}

// A peer that sends without end stands once in the list of those that have more.
func TestUnreadOnce(t *testing.T) {
	c, peer := open(t)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for p := make([]byte, 1<<20); ; {
			if _, err := peer.Write(p); err != nil {
				return
			}
		}
	}()
	for read := 0; read < 1000; {
		if err := c.loop.poller.wait(false); err != nil {
			t.Fatal(err)
		}
		c.loop.poller.dispatch()
		if n := len(c.loop.poller.unread); n > 1 {
			t.Fatalf("it stands there %d times", n)
		} else if n == 1 {
			read++
		}
	}
	peer.Close()
	<-done
}

func TestUserTimeout(t *testing.T) {
	c, _ := open(t)
	for _, d := range []time.Duration{1500 * time.Millisecond, 0} {
		if err := c.SetUserTimeout(d); err != nil {
			t.Fatal(err)
		}
		got, err := unix.GetsockoptInt(int(c.sock.fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT)
		if err != nil || int64(got) != d.Milliseconds() {
			t.Errorf("the timeout is %d ms, %v; want %v", got, err, d)
		}
	}
}

// The descriptor that was taken closes on exec, and does not block.
func TestTakenDescriptor(t *testing.T) {
	c, _ := open(t)
	flags, err := unix.FcntlInt(uintptr(c.sock.fd), unix.F_GETFD, 0)
	if err != nil || flags&unix.FD_CLOEXEC == 0 {
		t.Errorf("descriptor flags %#x, %v", flags, err)
	}
	if flags, err = unix.FcntlInt(uintptr(c.sock.fd), unix.F_GETFL, 0); err != nil || flags&unix.O_NONBLOCK == 0 {
		t.Errorf("status flags %#x, %v", flags, err)
	}
}

func TestNoAllocation(t *testing.T) {
	c, peer := open(t)
	p, buffer := []byte("data: x\n\n"), make([]byte, 9)
	if n := testing.AllocsPerRun(1000, func() {
		if _, err := c.Write(p); err != nil {
			t.Error(err)
		}
		if _, err := peer.Read(buffer); err != nil {
			t.Error(err)
		}
		c.SetTimer(time.Second)
		c.SetTimer(0)
		c.loop.Now()
	}); n > 0 {
		t.Errorf("a Write and a timer allocate %v times", n)
	}
}

// A loop that fails has promised to run what was posted.
func TestPostToFailingLoop(t *testing.T) {
	l, err := New()
	if err != nil {
		t.Fatal(err)
	}
	l.poller.epoll = -1
	ran := false
	l.Post(func() { ran = true })
	if err := l.Run(); err == nil || !ran {
		t.Errorf("Run = %v, ran = %t", err, ran)
	}
}
