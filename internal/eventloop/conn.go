package eventloop

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"
)

// Handler is told what happens to a Conn. All of its methods run on the loop's
// goroutine, and none is called once the Conn is closed. They may close any Conn.
type Handler interface {
	// Data hands over bytes that have arrived. They are the loop's, and valid until Data returns.
	Data(c *Conn, p []byte)
	// Writable says that there is room again after a Write that was short, or, once and before
	// anything else, that the connection is there that Connect has begun.
	Writable(c *Conn)
	// Expired says that the time set by SetTimer has passed.
	Expired(c *Conn)
	// Gone says that the peer has ended: io.EOF if it has closed or half-closed, else the
	// error of the system (syscall.ECONNRESET, syscall.ETIMEDOUT). It also says that Connect could
	// not connect. The Conn is closed already.
	Gone(c *Conn, err error)
}

// Conn is a socket that a loop serves. Its zero value is closed; [Loop.Add] or
// [Loop.Connect] opens it, also anew after it was closed. It is meant to be embedded in a larger structure, and
// must not be moved while it is open. All methods are for the loop's goroutine.
type Conn struct {
	timer   timer[*Conn]
	loop    *Loop // nil if it is closed
	handler Handler
	sock    sock
}

// Add makes the loop serve s as c, which must be closed, and tell h about it. It is for
// the loop's goroutine. After an error s is closed.
func (l *Loop) Add(s Socket, c *Conn, h Handler) error {
	if c.loop != nil {
		_ = s.Close()
		return errors.New("add socket: the Conn is in use")
	}
	c.loop, c.handler = l, h
	if err := l.poller.add(s, c); err != nil {
		c.loop, c.handler = nil, nil
		_ = s.Close()
		return fmt.Errorf("add socket: %w", err)
	}
	c.timer.owner = c
	return nil
}

// Write writes as much of p as the socket takes now, and returns how much that is.
// If it is not all, and the error is nil, then Writable will be called when there
// is room again. After an error the connection is broken: the caller closes c, and
// Gone need not be called. A closed Conn returns [net.ErrClosed].
func (c *Conn) Write(p []byte) (int, error) {
	if c.loop == nil {
		return 0, net.ErrClosed
	}
	return c.sock.write(c.loop, p)
}

// SetTimer makes Expired be called once when d has passed: not before, and at most
// about 10 ms later if the loop has time. It replaces the time set before; 0 or
// less stops the timer. It has no effect on a closed Conn.
func (c *Conn) SetTimer(d time.Duration) {
	switch {
	case c.loop == nil:
	case d <= 0:
		c.loop.wheel.stop(&c.timer)
	default:
		c.loop.wheel.set(&c.timer, c.loop.due(d))
	}
}

// Open reports whether c is open.
func (c *Conn) Open() bool { return c.loop != nil }

// Close closes c. What was written is still sent, then a FIN. If there are bytes of the peer
// that were not read, the system sends RST and what was written may be lost
// (RFC 1122 section 4.2.2.13); to be sure, call [Conn.CloseWrite] and wait for Gone.
func (c *Conn) Close() error {
	if c.loop == nil {
		return net.ErrClosed
	}
	l, s := c.detach()
	return s.close(l)
}

// Reset closes c with a RST; what was written may be lost. A socket of the Unix
// domain is just closed.
func (c *Conn) Reset() error {
	if c.loop == nil {
		return net.ErrClosed
	}
	l, s := c.detach()
	return s.reset(l)
}

// CloseWrite sends a FIN after what was written, and goes on reading. The Conn stays
// open until the peer ends too, or Close. Before the connection is there it returns
// syscall.ENOTCONN and does nothing.
func (c *Conn) CloseWrite() error {
	if c.loop == nil {
		return net.ErrClosed
	}
	return c.sock.closeWrite(c.loop)
}

// RemoteAddr returns the address of the peer. It asks the system, so that it costs
// no memory. It is zero if c is closed or reset, or has no IP address.
func (c *Conn) RemoteAddr() netip.AddrPort {
	if c.loop == nil {
		return netip.AddrPort{}
	}
	return c.sock.remoteAddr()
}

// SetUserTimeout makes the system give up a connection whose peer acknowledges nothing for d,
// which Gone reports as syscall.ETIMEDOUT; 0 is the system's default. It works for TCP on
// Linux (TCP_USER_TIMEOUT, RFC 5482), and elsewhere does nothing.
func (c *Conn) SetUserTimeout(d time.Duration) error {
	if c.loop == nil {
		return net.ErrClosed
	}
	return c.sock.setUserTimeout(d)
}

// SetUnsentLimit bounds the bytes that the system keeps for the peer before it has begun to
// send them: a Write is short then. What is left waits with the caller, who may share it
// among many. It works for TCP on Linux (TCP_NOTSENT_LOWAT, tcp(7)), and elsewhere does
// nothing.
func (c *Conn) SetUnsentLimit(n int) error {
	if c.loop == nil {
		return net.ErrClosed
	}
	return c.sock.setUnsentLimit(n)
}

// detach makes c closed, and returns what it was made of.
func (c *Conn) detach() (*Loop, sock) {
	l, s := c.loop, c.sock
	l.wheel.stop(&c.timer)
	*c = Conn{}
	return l, s
}

// gone closes c and tells its handler.
func (c *Conn) gone(err error) {
	h := c.handler
	l, s := c.detach()
	_ = s.close(l)
	h.Gone(c, err)
}
