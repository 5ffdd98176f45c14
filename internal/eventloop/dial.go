package eventloop

import (
	"errors"
	"fmt"
	"net/netip"
	"syscall"
)

// Dial says how to open a connection.
type Dial struct {
	// Remote is the address to connect to, IPv4 or IPv6.
	Remote netip.AddrPort
	// Local is the address to connect from. If its address is zero, the system chooses one; if
	// its port is 0, the system chooses one that is free for this Remote, so that each
	// local address has as many ports for each Remote as the system has ephemeral ones.
	Local netip.AddrPort
	// ReceiveBuffer is what the system may keep until it is read, in bytes (SO_RCVBUF, of which Linux
	// takes twice as much: socket(7)). It is set before connecting, so that the window
	// is small from the start; 0 leaves it to the system.
	ReceiveBuffer int
	// Timestamps makes the system note when packets arrive, for [Loop.Arrival]. It works on Linux
	// (SO_TIMESTAMPING), and elsewhere does nothing.
	Timestamps bool
}

// Connect opens a connection that the loop serves as c, which must be closed, and tells h about
// it. It does not wait: h's Writable is called once when the connection is there, and before any
// Data; Gone is called if it cannot be made, with the error of the system
// (syscall.ECONNREFUSED, syscall.ETIMEDOUT, syscall.EHOSTUNREACH). Until then c is open: its timer
// runs, Write takes nothing, and Close gives the attempt up. A connection of a socket to itself
// (RFC 9293 section 3.5), which the system may make when nothing listens at an ephemeral port, is
// reported as syscall.ECONNREFUSED.
//
// It is for the loop's goroutine. An error says that nothing was begun, and wraps that of the
// system: syscall.EMFILE, syscall.EADDRINUSE, syscall.EADDRNOTAVAIL if the local address is not one of
// this machine or has no port left. Elsewhere than on Linux, Gone reports these too.
func (l *Loop) Connect(d Dial, c *Conn, h Handler) error {
	d.Remote, d.Local = unmap(d.Remote), unmap(d.Local)
	switch {
	case c.loop != nil:
		return errors.New("connect: the Conn is in use")
	case !d.Remote.IsValid():
		return errors.New("connect: no address")
	case d.Local.Addr().IsValid() && d.Local.Addr().Is4() != d.Remote.Addr().Is4():
		return fmt.Errorf("connect from %v to %v: %w", d.Local.Addr(), d.Remote, syscall.EAFNOSUPPORT)
	}
	c.loop, c.handler = l, h
	if err := l.poller.connect(d, c); err != nil {
		c.loop, c.handler = nil, nil
		return fmt.Errorf("connect to %v: %w", d.Remote, err)
	}
	c.timer.owner = c
	return nil
}

// unmap makes an IPv4 address of one that is mapped to IPv6.
func unmap(a netip.AddrPort) netip.AddrPort { return netip.AddrPortFrom(a.Addr().Unmap(), a.Port()) }

// origin returns the address to bind to, and whether there is anything to bind.
func (d Dial) origin() (netip.AddrPort, bool) {
	switch {
	case d.Local.Addr().IsValid():
		return d.Local, true
	case d.Local.Port() == 0:
		return netip.AddrPort{}, false
	case d.Remote.Addr().Is4():
		return netip.AddrPortFrom(netip.IPv4Unspecified(), d.Local.Port()), true
	default:
		return netip.AddrPortFrom(netip.IPv6Unspecified(), d.Local.Port()), true
	}
}
