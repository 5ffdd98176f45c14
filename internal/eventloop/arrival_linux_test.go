//go:build linux && !portable

package eventloop

import (
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// stampedConn returns an open Conn with timestamps of a loop that does not run, and its peer.
func stampedConn(tb testing.TB) (c *Conn, peer int) {
	tb.Helper()
	f := newFarm(tb)
	f.grow(tb, 1)
	f.stamp(tb)
	return f.conns[0], f.peers[0]
}

// stamp switches timestamps on.
func (f *farm) stamp(tb testing.TB) {
	tb.Helper()
	for _, c := range f.conns {
		if err := unix.SetsockoptInt(int(c.sock.fd), unix.SOL_SOCKET, unix.SO_TIMESTAMPING, stamping); err != nil {
			tb.Fatal(err)
		}
		f.loop.poller.table.slots[c.sock.index].flags |= stamped
	}
}

// gauge counts the bytes that arrive.
type gauge struct {
	noHandler

	bytes int
}

func (g *gauge) Data(_ *Conn, p []byte) { g.bytes += len(p) }

// arrive waits until c has read the bytes that were written to it.
func arrive(tb testing.TB, c *Conn, written int) {
	tb.Helper()
	g := &gauge{}
	c.handler = g
	for end := time.Now().Add(time.Minute); g.bytes < written; {
		if err := c.loop.poller.wait(false); err != nil {
			tb.Fatal(err)
		}
		c.loop.poller.dispatch()
		if time.Now().After(end) {
			tb.Fatalf("%d bytes arrive, want %d", g.bytes, written)
		}
	}
}

// The kernel's time comes, if not at once, and is that of the last byte and not of the read.
func TestKernelArrival(t *testing.T) {
	c, peer := stampedConn(t)
	if err := unix.SetsockoptInt(peer, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1); err != nil {
		t.Fatal(err)
	}
	send := func() {
		if _, errno := write(int32(peer), []byte("x")); errno != 0 {
			t.Fatal(errno)
		}
	}
	kernel := false
	for end := time.Now().Add(time.Minute); !kernel; _, kernel = c.loop.Arrival() {
		send()
		arrive(t, c, 1)
		if time.Now().After(end) {
			t.Fatal("the kernel gives no time")
		}
	}
	for range 10 {
		before := time.Now().UnixNano()
		send()
		between := time.Now().UnixNano()
		send()
		arrive(t, c, 2)
		arrival, kernel := c.loop.Arrival()
		if readAt := c.loop.ReadAt(); !kernel || arrival < between || readAt < arrival {
			t.Errorf("by the kernel: %t; written, then %+d, arrived %+d, read %+d", kernel, between-before, arrival-before, readAt-before)
		}
	}
}

// What the kernel does not say, or says about something else, is no time.
func TestStamp(t *testing.T) {
	tests := []struct {
		name   string
		change func(e *envelope)
		want   int64
	}{
		{"a time", func(*envelope) {}, 1e9 + 2},
		{"no control message", func(e *envelope) { e.message.SetControllen(0) }, 0},
		{"a short one", func(e *envelope) { e.message.SetControllen(unix.CmsgLen(stampSize) - 1) }, 0},
		{"another level", func(e *envelope) { e.control.header.Level = unix.IPPROTO_TCP }, 0},
		{"another type", func(e *envelope) { e.control.header.Type = unix.SO_TIMESTAMPNS }, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var e envelope
			e.message.SetControllen(unix.CmsgLen(stampSize))
			e.control.header.Level, e.control.header.Type = unix.SOL_SOCKET, unix.SO_TIMESTAMPING
			e.control.stamp[0] = unix.NsecToTimespec(1e9 + 2)
			test.change(&e)
			if got := e.stamp(); got != test.want {
				t.Errorf("stamp = %d, want %d", got, test.want)
			}
		})
	}
}

func TestReceiveDoesNotAllocate(t *testing.T) {
	c, peer := stampedConn(t)
	p, buffer := []byte("data: x\n\n"), make([]byte, 100)
	if n := testing.AllocsPerRun(1000, func() {
		if _, errno := write(int32(peer), p); errno != 0 {
			t.Error(errno)
		}
		n, errno := c.loop.poller.receive(c.sock.fd, stamped, buffer)
		for errno == syscall.EAGAIN {
			n, errno = c.loop.poller.receive(c.sock.fd, stamped, buffer)
		}
		if string(buffer[:n]) != string(p) {
			t.Errorf("read %q, %v", buffer[:n], errno)
		}
		c.loop.Arrival()
	}); n > 0 {
		t.Errorf("a read with a timestamp allocates %v times", n)
	}
}
