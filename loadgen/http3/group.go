package http3

import (
	"context"
	"fmt"
	"net"
	"sync"
)

// Group is the connections of one event loop. All its methods are for the loop's goroutine;
// Close is, too, if the loop has ended.
type Group struct {
	post  func(func()) bool
	slots chan struct{} // handshakes that run send, and take it back
	spare batch         // for the queue that is emptied next
	ends  sync.WaitGroup

	mu    sync.Mutex
	conns map[*Conn]bool
}

// NewGroup makes a Group in which at most handshakes of them, at least 1, run at a time. Function
// post must have a function run on the loop, in the order in which they were given; it
// returns false if the loop is over.
func NewGroup(handshakes int, post func(func()) bool) *Group {
	return &Group{post: post, slots: make(chan struct{}, max(handshakes, 1)), conns: make(map[*Conn]bool)}
}

// Dial begins a connection, and returns at once: h is told how it went. An error says that there
// is no socket, and wraps that of the system: syscall.EMFILE, syscall.EADDRINUSE,
// syscall.EADDRNOTAVAIL.
func (g *Group) Dial(o Options, h ConnHandler) (*Conn, error) {
	socket, err := net.ListenUDP("udp", o.local())
	if err != nil {
		return nil, fmt.Errorf("open socket: %w", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	c := &Conn{group: g, h: h, options: o, socket: socket, cancel: cancel}
	g.mu.Lock()
	g.conns[c] = true
	g.mu.Unlock()
	g.ends.Go(func() { c.run(ctx) })
	return c, nil
}

// local returns the address to bind; nil for any.
func (o Options) local() *net.UDPAddr {
	if !o.Local.Addr().IsValid() {
		return nil
	}
	return net.UDPAddrFromAddrPort(o.Local)
}

func (g *Group) forget(c *Conn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.conns, c)
}

// Close ends all connections and waits until their goroutines are gone. Nobody is told.
func (g *Group) Close() {
	g.mu.Lock()
	for c := range g.conns {
		c.cancel()
	}
	g.mu.Unlock()
	g.ends.Wait()
}
