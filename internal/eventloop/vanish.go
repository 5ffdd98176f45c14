package eventloop

import "net"

// MaxVanished is how many connections that vanished a loop keeps. Each is a descriptor.
const MaxVanished = 4096

// Vanish closes c as a machine does that loses its power: the peer hears nothing more, neither
// FIN nor RST, nor an ACK of what it sends. Only what was written before and was not
// acknowledged is still sent again. The loop keeps the socket, since to close it would be
// heard, for 20 minutes or until the loop ends; then the peer hears a RST. After an error,
// which says that [MaxVanished] are kept or is one of the system, c is as it was.
//
// It works for TCP on Linux. Elsewhere the peer hears a RST at once. A socket of the Unix domain,
// and one that is not connected yet, is just closed.
func (c *Conn) Vanish() error {
	if c.loop == nil {
		return net.ErrClosed
	}
	return c.vanish()
}

// Vanished returns how many connections that vanished the loop keeps. It is for the loop's
// goroutine.
func (l *Loop) Vanished() int { return l.poller.ghosts() }
