//go:build !linux || portable

package eventloop

import (
	"net"
	"sync"
	"time"
)

// poller collects what the goroutines of the sockets have to tell.
type poller struct {
	signal  chan struct{} // holds one; anyone sends, wait receives
	timer   *time.Timer
	pumps   map[*pump]struct{} // the loop's goroutine
	running sync.WaitGroup     // the goroutines of all pumps

	mu    sync.Mutex
	notes []note // not handed out yet

	ready []note // of this turn
	stamps
}

// note is what a goroutine tells the loop about its socket.
type note struct {
	from     *pump
	writable bool   // from the writer
	dialed   bool   // from the dialer; else it is from the reader
	received []byte // the reader's, until it may go on
	readAt   int64  // when, in nanoseconds since 1970
	err      error  // the reader has ended, or the dialer could not connect
}

func (p *poller) open() error {
	p.signal = make(chan struct{}, 1)
	p.timer = time.NewTimer(0)
	p.pumps = make(map[*pump]struct{})
	return nil
}

// close closes all sockets, and waits for their goroutines. Those that still
// write have lingering to do so.
func (p *poller) close() {
	p.timer.Stop()
	for pump := range p.pumps {
		_ = pump.conn.Close()
	}
	p.running.Wait()
}

// wake ends a wait, from any goroutine.
func (p *poller) wake() {
	select {
	case p.signal <- struct{}{}:
	default: // the one that lies there does it
	}
}

// busy reports whether there is something to do without waiting.
func (p *poller) busy() bool { return false }

// report hands a note to the loop, from any goroutine.
func (p *poller) report(n note) {
	p.mu.Lock()
	p.notes = append(p.notes, n)
	p.mu.Unlock()
	p.wake()
}

// arm makes the next wait end after d, unless that is negative.
func (p *poller) arm(d time.Duration) error {
	if d < 0 {
		p.timer.Stop()
	} else {
		p.timer.Reset(d)
	}
	return nil
}

// wait waits for notes, or only takes what is there.
func (p *poller) wait(block bool) error {
	if block {
		select {
		case <-p.signal:
		case <-p.timer.C:
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ready, p.notes = p.notes, p.ready[:0]
	return nil
}

// add starts to read from s.
func (p *poller) add(s Socket, c *Conn) error {
	if s.nc == nil {
		return net.ErrClosed
	}
	pump := &pump{nc: s.nc, poller: p, conn: c, next: make(chan struct{}, 1)}
	c.sock = pump
	p.pumps[pump] = struct{}{}
	p.running.Go(pump.readAll)
	return nil
}

// dispatch tells the handlers what the goroutines have told.
func (p *poller) dispatch() {
	for _, n := range p.ready {
		n.from.handle(n)
	}
	clear(p.ready)
}
