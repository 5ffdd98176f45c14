//go:build !linux || portable

package eventloop

func (c *Conn) vanish() error { return c.Reset() }

func (p *poller) ghosts() int { return 0 }
