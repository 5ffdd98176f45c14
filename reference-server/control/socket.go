package control

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/hangup"
	"github.com/ssegauge/ssegauge/reference-server/rawhttp"
)

// linger is how long a half-closed connection waits for the client to close.
const linger = time.Minute

// socket is a connection of HTTP/1.x that was taken from net/http.
type socket struct {
	conn    net.Conn
	chunks  bool
	timeout time.Duration
	left    chan struct{} // drain closes it
}

// hijack takes the connection and writes the head of a response with the headers
// of w. The connection ends with the response: it says so.
func hijack(w http.ResponseWriter, chunks bool, timeout time.Duration) (*socket, error) {
	header := w.Header()
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return nil, fmt.Errorf("take connection: %w", err)
	}
	s := &socket{conn: conn, chunks: chunks, timeout: timeout, left: make(chan struct{})}
	go s.drain()
	if err := s.send(rawhttp.Head(header, 1, chunks)); err != nil {
		s.end(FIN, nil)
		return nil, err
	}
	return s, nil
}

// drain reads what the client sends, which is nothing, until it leaves or the
// connection is closed.
func (s *socket) drain() {
	defer close(s.left)
	_, _ = io.Copy(io.Discard, s.conn)
}

func (s *socket) gone() <-chan struct{} { return s.left }

func (s *socket) write(piece []byte) error {
	if !s.chunks {
		return s.send(piece)
	}
	return s.send(rawhttp.AppendChunk(nil, piece))
}

func (s *socket) send(text []byte) error {
	if err := s.conn.SetWriteDeadline(time.Now().Add(s.timeout)); err != nil {
		return fmt.Errorf("set write deadline: %w", err)
	}
	if _, err := s.conn.Write(text); err != nil {
		return fmt.Errorf("write script: %w", err)
	}
	return nil
}

// end closes the connection, and waits until nobody reads from it.
func (s *socket) end(how End, hurry <-chan struct{}) {
	switch how {
	case Complete:
		if s.chunks {
			_ = s.send([]byte("0\r\n\r\n")) // an error is the client's going
		}
	case RST:
		hangup.Reset(s.conn)
	case HalfClose:
		s.halfClose(hurry)
	case FIN, Keep:
	}
	_ = s.conn.Close()
	<-s.left
}

// halfClose waits for the client's close, for a while.
func (s *socket) halfClose(hurry <-chan struct{}) {
	if hangup.CloseWrite(s.conn) != nil {
		return
	}
	patience := time.NewTimer(linger)
	defer patience.Stop()
	select {
	case <-s.left:
	case <-hurry:
	case <-patience.C:
	}
}
