//go:build !linux || portable

package eventloop

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"
)

const (
	bytesPerRead    = 16 << 10
	maxPendingBytes = 64 << 10
	// lingering is how long a socket that was closed may go on to write.
	lingering = 2 * time.Second
)

// sock is the socket of an open Conn.
type sock = *pump

// pump moves the bytes of one socket. One goroutine reads as long as the Conn is open,
// another one writes as long as there is something to write.
type pump struct {
	nc     stream // while connecting, the dialer's
	poller *poller
	conn   *Conn         // the loop's goroutine; nil if it is closed
	next   chan struct{} // the loop sends when the reader may go on, and closes it with the Conn
	giveUp func()        // the loop's goroutine; not nil while connecting

	holding bool // the loop's goroutine
	kept    note // the loop's goroutine; what came of the reader while holding

	mu      sync.Mutex
	pending []byte // to be written next
	writing int    // bytes in the writer's hands
	writer  bool   // it runs
	blocked bool   // a write was short
	fin     bool   // half-close when all is written
	closing bool   // close when all is written
	err     error  // of the writer
}

// readAll reads until the peer ends or the Conn is closed. It waits until the loop has
// dealt with what was read, so that a peer is not read faster than it is served.
func (p *pump) readAll() {
	buffer := make([]byte, bytesPerRead)
	for {
		n, err := p.nc.Read(buffer)
		p.poller.report(note{from: p, received: buffer[:n], readAt: time.Now().UnixNano(), err: cause(err)})
		if err != nil {
			return
		}
		if _, open := <-p.next; !open {
			return
		}
	}
}

// cause returns the system's error number, if that is what err is about.
func cause(err error) error {
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		return errno
	}
	return err
}

// handle tells the handler about a note, if the Conn is still open.
func (p *pump) handle(n note) {
	c := p.conn
	if c == nil {
		return
	}
	switch {
	case n.dialed:
		p.dialed(n.err)
		return
	case n.writable:
		c.handler.Writable(c)
		return
	}
	p.received(n)
}

// write copies what there is room for, and lets a goroutine write it.
func (p *pump) write(_ *Loop, b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.giveUp != nil {
		return 0, nil
	}
	if p.err != nil {
		return 0, p.err
	}
	if p.fin {
		return 0, syscall.EPIPE
	}
	n := min(len(b), maxPendingBytes-p.writing-len(p.pending))
	p.blocked = p.blocked || n < len(b)
	p.pending = append(p.pending, b[:n]...)
	if n > 0 && !p.writer {
		p.writer = true
		p.poller.running.Go(p.writeAll)
	}
	return n, nil
}

// writeAll writes until nothing is left, then does what was put off until then.
func (p *pump) writeAll() {
	for {
		b := p.take()
		if b == nil {
			return
		}
		_, err := p.nc.Write(b)
		p.wrote(cause(err))
	}
}

// take returns what is to be written next. If that is nothing, the writer ends.
func (p *pump) take() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.pending) > 0 {
		b := p.pending
		p.pending, p.writing = nil, len(b)
		return b
	}
	p.writer = false
	switch {
	case p.closing:
		_ = p.nc.Close()
	case p.fin:
		_ = p.nc.CloseWrite()
	}
	return nil
}

// wrote notes that the writer has finished a piece. After an error there will be no more.
func (p *pump) wrote(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.writing = 0
	if err != nil {
		p.err, p.pending = err, nil
	}
	if p.blocked {
		p.blocked = false
		p.poller.report(note{from: p, writable: true})
	}
}

// detach ends the reader's part.
func (p *pump) detach() {
	p.conn = nil
	close(p.next)
	delete(p.poller.pumps, p)
}

func (p *pump) close(*Loop) error {
	p.detach()
	if p.giveUp != nil {
		return p.abandon()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.writer {
		return p.nc.Close()
	}
	p.closing = true
	return p.nc.SetWriteDeadline(time.Now().Add(lingering))
}

func (p *pump) reset(*Loop) error {
	p.detach()
	if p.giveUp != nil {
		return p.abandon()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if tcp, ok := p.nc.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	return p.nc.Close()
}

func (p *pump) closeWrite(*Loop) error {
	if p.giveUp != nil {
		return syscall.ENOTCONN
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fin = true
	if p.writer {
		return nil
	}
	return p.nc.CloseWrite()
}

func (p *pump) remoteAddr() netip.AddrPort {
	if p.giveUp != nil {
		return netip.AddrPort{}
	}
	tcp, ok := p.nc.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return netip.AddrPort{}
	}
	a := tcp.AddrPort()
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
}

func (p *pump) setUserTimeout(time.Duration) error { return nil }

func (p *pump) setUnsentLimit(int) error { return nil }
