package processes

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// linkDescriptor is the number that a link has in the process.
const linkDescriptor = 3

// remoteHeader names whom the parent asks for. Only the parent can say so: a link
// has no other end.
const remoteHeader = "Ssegauge-Remote-Addr"

// overLink returns a transport whose requests all go over conn.
func overLink(conn net.Conn) *http.Transport {
	var used atomic.Bool
	transport := &http.Transport{
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			if used.Swap(true) {
				return nil, errors.New("the process does not answer any more")
			}
			return conn, nil
		},
		DisableCompression: true,
	}
	transport.Protocols = new(http.Protocols)
	transport.Protocols.SetUnencryptedHTTP2(true)
	return transport
}

// answer returns a server for the other end of a link.
func answer(handler http.Handler) *http.Server {
	server := &http.Server{ //nolint:gosec // the parent may be silent for as long as it likes
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.RemoteAddr = r.Header.Get(remoteHeader)
			r.Header.Del(remoteHeader)
			handler.ServeHTTP(w, r)
		}),
	}
	server.Protocols = new(http.Protocols)
	server.Protocols.SetUnencryptedHTTP2(true)
	return server
}

// oneConn is a listener with one connection.
type oneConn struct {
	conn   chan net.Conn // holds it until it is accepted
	addr   net.Addr
	closed chan struct{}
	once   sync.Once
}

func newOneConn(conn net.Conn) *oneConn {
	l := &oneConn{conn: make(chan net.Conn, 1), addr: conn.LocalAddr(), closed: make(chan struct{})}
	l.conn <- conn
	return l
}

// Accept implements net.Listener.
func (l *oneConn) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conn:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (l *oneConn) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr implements net.Listener.
func (l *oneConn) Addr() net.Addr { return l.addr }
