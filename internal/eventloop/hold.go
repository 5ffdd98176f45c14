package eventloop

import (
	"errors"
	"net"
)

// Hold makes the loop read c no more, until Release. What arrives stays with the system, which
// closes its window when it has enough, and the end of the peer is not noticed. [Conn.Read]
// takes from it meanwhile. What Data was called with already is not taken back. Elsewhere
// than on Linux, up to 16 KiB are read all the same, and kept.
func (c *Conn) Hold() error {
	if c.loop == nil {
		return net.ErrClosed
	}
	c.sock.hold(c.loop)
	return nil
}

// Read reads what is there now, but at most len(p) bytes, from a Conn that is held: 0 and nil if
// there is nothing. [io.EOF] and errors of the system are the end of the peer, after which the caller
// closes c; neither Data nor Gone is called.
func (c *Conn) Read(p []byte) (int, error) {
	switch {
	case c.loop == nil:
		return 0, net.ErrClosed
	case !c.sock.held(c.loop):
		return 0, errors.New("read: the Conn is not held")
	case len(p) == 0:
		return 0, nil
	}
	return c.sock.read(c.loop, p)
}

// Release makes the loop read c again. What is there already, an end too, is read in the next turn.
// It has no effect on a Conn that is closed or not held.
func (c *Conn) Release() {
	if c.loop != nil && c.sock.held(c.loop) {
		c.sock.release(c.loop)
	}
}
