package demotest

import (
	"net"
	"os"
	"sync"
)

// lines is a listener whose connections can be cut, also those that the server has
// taken out of package net.
type lines struct {
	net.Listener
	mu   sync.Mutex // guards all below
	dups []*os.File // a second descriptor of each connection
	over bool
}

// Accept returns the next connection.
func (l *lines) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		dup, err := tcp.File()
		if err != nil {
			return nil, err
		}
		l.remember(dup)
	}
	return conn, nil
}

func (l *lines) remember(dup *os.File) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dups = append(l.dups, dup)
	if l.over {
		shut(dup)
	}
}

// cut shuts all connections, whoever has them, and then the listener.
func (l *lines) cut() {
	l.mu.Lock()
	l.over = true
	for _, dup := range l.dups {
		shut(dup)
	}
	l.mu.Unlock()
	_ = l.Close() // where the server has closed it before, all is well
}

// forget gives the descriptors back.
func (l *lines) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, dup := range l.dups {
		_ = dup.Close()
	}
	l.dups = nil
}

// shut ends both directions of a connection for all who have a descriptor of it. One
// that has ended already stays so.
func shut(dup *os.File) {
	conn, err := net.FileConn(dup)
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
		_ = tcp.CloseRead()
	}
}
