package demotest

import (
	"context"
	"io"
	"net"
	"sync"
)

// relay stands between the clients and the server, and can cut the connections between
// them, whoever has them at the server.
type relay struct {
	front  net.Listener
	server string // its address

	mu    sync.Mutex // guards conns and over
	conns map[net.Conn]struct{}
	over  bool

	carrying sync.WaitGroup
}

// newRelay carries what comes in at front to the server until it is cut.
func newRelay(ctx context.Context, front net.Listener, server string) *relay {
	r := &relay{front: front, server: server, conns: make(map[net.Conn]struct{})}
	r.carrying.Go(func() {
		for {
			client, err := front.Accept()
			if err != nil {
				return
			}
			r.carrying.Go(func() { r.carry(ctx, client) })
		}
	})
	return r
}

// carry connects a client with the server until either leaves.
func (r *relay) carry(ctx context.Context, client net.Conn) {
	defer r.close(client)
	if !r.remember(client) {
		return
	}
	server, err := new(net.Dialer).DialContext(ctx, "tcp", r.server)
	if err != nil {
		return
	}
	defer r.close(server)
	if !r.remember(server) {
		return
	}
	var up sync.WaitGroup
	up.Go(func() {
		_, _ = io.Copy(server, client) // a connection that breaks is one that ends
		r.close(server)
	})
	_, _ = io.Copy(client, server)
	r.close(client)
	up.Wait()
}

// remember reports whether conn is still to be used. If so, cut closes it.
func (r *relay) remember(conn net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.over {
		r.conns[conn] = struct{}{}
	}
	return !r.over
}

func (r *relay) close(conn net.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.conns, conn)
	_ = conn.Close() // it may be closed already
}

// finish lets nobody in any more, and waits until the server has closed its connections.
func (r *relay) finish() {
	_ = r.front.Close()
	r.carrying.Wait()
}

// cut closes everything and waits until nothing is carried.
func (r *relay) cut() {
	r.mu.Lock()
	r.over = true
	for conn := range r.conns {
		_ = conn.Close()
	}
	r.mu.Unlock()
	r.finish()
}
