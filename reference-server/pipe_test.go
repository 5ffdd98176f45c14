package refserver

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
)

// pipeListener is a listener in memory, which a synctest bubble can watch. A
// write to its connections blocks until it is read: nothing is buffered.
type pipeListener struct {
	conns  chan net.Conn // sent by dial
	closed chan struct{}
	once   sync.Once
}

func newPipeListener() *pipeListener {
	return &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }

func (l *pipeListener) dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// startPipe serves c in memory until the test ends.
func startPipe(t *testing.T, c Config) (*running, *pipeListener) {
	t.Helper()
	l := newPipeListener()
	s := startOn(t, c, l, &http.Transport{DialContext: l.dial}, patience)
	s.requestTimeout = 1000 * time.Hour // of the bubble's clock; the bubble itself finds what hangs
	return s, l
}

// pipeConn is the client's side of a connection in memory.
type pipeConn struct {
	net.Conn
	reader *bufio.Reader
}

// connect opens a connection and sends the text.
func (l *pipeListener) connect(t *testing.T, text string) *pipeConn {
	t.Helper()
	c, err := l.dial(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	return &pipeConn{Conn: c, reader: bufio.NewReader(c)}
}

// response reads the head of a response. To close its body alone would wait for
// the end of the stream.
func (c *pipeConn) response(t *testing.T) reply {
	t.Helper()
	res, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Close()
		_ = res.Body.Close()
	})
	return reply{res}
}
