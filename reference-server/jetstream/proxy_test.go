package jetstream

import (
	"io"
	"net"
	"sync"
	"testing"
)

// proxy stands between a client and a NATS server, and can be cut.
type proxy struct {
	listener net.Listener

	mu     sync.Mutex // guards what follows
	target string
	down   bool
	conns  map[net.Conn]struct{}
	ended  sync.WaitGroup
}

// between starts a proxy that is ended with the test.
func between(t *testing.T, target string) *proxy {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: l, target: target, conns: map[net.Conn]struct{}{}}
	p.ended.Go(p.accept)
	t.Cleanup(func() {
		_ = l.Close()
		p.cut()
		p.ended.Wait()
	})
	return p
}

func (p *proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", p.aim()) //nolint:noctx // ended by cut
		if err != nil || !p.add(client, server) {
			_ = client.Close()
			continue
		}
		p.ended.Go(func() { p.pass(client, server) })
		p.ended.Go(func() { p.pass(server, client) })
	}
}

func (p *proxy) add(client, server net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.down {
		_ = server.Close()
		return false
	}
	p.conns[client], p.conns[server] = struct{}{}, struct{}{}
	return true
}

func (p *proxy) pass(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	_ = to.Close()
	_ = from.Close()
}

func (p *proxy) aim() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.target
}

// turn has further connections go to another target.
func (p *proxy) turn(target string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.target = target
}

// address is where the proxy listens.
func (p *proxy) address() string { return p.listener.Addr().String() }

// cut ends all connections and refuses others until mend.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = true
	for c := range p.conns {
		_ = c.Close()
	}
	clear(p.conns)
}

func (p *proxy) mend() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = false
}
