//go:build !linux || portable

package eventloop

// hold keeps the next note of the reader, who does not go on until it is dealt with.
func (p *pump) hold(*Loop) { p.holding = true }

func (p *pump) held(*Loop) bool { return p.holding }

// read takes from what the reader has read. When that is used up, the reader goes on.
func (p *pump) read(_ *Loop, b []byte) (int, error) {
	k := &p.kept
	if k.from == nil {
		return 0, nil
	}
	p.poller.readAt = k.readAt
	n := copy(b, k.received)
	k.received = k.received[n:]
	switch {
	case len(k.received) > 0:
	case k.err == nil:
		*k = note{}
		p.next <- struct{}{}
	case n == 0:
		return 0, k.err
	}
	return n, nil
}

// release lets the loop have what was kept.
func (p *pump) release(*Loop) {
	p.holding = false
	if p.kept.from != nil {
		p.poller.report(p.kept)
		p.kept = note{}
	}
}

// received tells the handler what the reader has read, unless the Conn is held, and lets the
// reader go on.
func (p *pump) received(n note) {
	c := p.conn
	if !p.holding && len(n.received) > 0 {
		p.poller.readAt = n.readAt
		c.handler.Data(c, n.received)
		n.received = nil
	}
	switch {
	case p.conn == nil:
	case p.holding && (len(n.received) > 0 || n.err != nil):
		p.kept = n
	case n.err != nil:
		c.gone(n.err)
	default:
		p.next <- struct{}{}
	}
}
