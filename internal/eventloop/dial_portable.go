//go:build !linux || portable

package eventloop

import (
	"context"
	"net"
	"syscall"
)

// connect lets a goroutine connect. All that can go wrong is told by it.
func (p *poller) connect(d Dial, c *Conn) error {
	ctx, giveUp := context.WithCancel(context.Background())
	pump := &pump{poller: p, conn: c, next: make(chan struct{}, 1), giveUp: giveUp}
	c.sock = pump
	p.pumps[pump] = struct{}{}
	p.running.Go(func() { pump.dial(ctx, d) })
	return nil
}

// dial connects, and tells the loop. A connection that is given up is closed.
func (p *pump) dial(ctx context.Context, d Dial) {
	var dialer net.Dialer
	if local, given := d.origin(); given {
		dialer.LocalAddr = net.TCPAddrFromAddrPort(local)
	}
	nc, err := dialer.DialContext(ctx, "tcp", d.Remote.String())
	if err == nil && nc.LocalAddr().String() == nc.RemoteAddr().String() { // to itself
		_ = nc.Close()
		nc, err = nil, syscall.ECONNREFUSED
	}
	if tcp, ok := nc.(*net.TCPConn); ok {
		if d.ReceiveBuffer > 0 {
			_ = tcp.SetReadBuffer(d.ReceiveBuffer) // the system's size is as good
		}
		p.mu.Lock()
		p.nc = tcp
		if p.closing {
			_ = tcp.Close()
		}
		p.mu.Unlock()
	}
	p.poller.report(note{from: p, dialed: true, err: cause(err)})
}

// dialed goes on when the dialer has ended.
func (p *pump) dialed(err error) {
	c := p.conn
	if err != nil {
		c.gone(err)
		return
	}
	p.giveUp()
	p.giveUp = nil
	c.handler.Writable(c)
	if p.conn != nil {
		p.poller.running.Go(p.readAll)
	}
}

// abandon closes a socket that is not connected, or is without the loop having heard of it.
func (p *pump) abandon() error {
	p.giveUp()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closing = true
	if p.nc == nil {
		return nil
	}
	return p.nc.Close()
}
