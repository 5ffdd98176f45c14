package refserver

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// rawConn is a TCP connection on which a test says every byte itself.
type rawConn struct {
	*net.TCPConn
	reader *bufio.Reader
}

func dial(t *testing.T, s *running) *rawConn {
	t.Helper()
	var dialer net.Dialer
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c, err := dialer.DialContext(ctx, "tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	conn, ok := c.(*net.TCPConn)
	if !ok {
		t.Fatalf("dialed a %T", c)
	}
	return &rawConn{TCPConn: conn, reader: bufio.NewReader(conn)}
}

func (c *rawConn) send(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
}

func (c *rawConn) halfClose(t *testing.T) {
	t.Helper()
	if err := c.CloseWrite(); err != nil {
		t.Fatal(err)
	}
}

// response reads the head of a response; its body is read as HTTP has it.
func (c *rawConn) response(t *testing.T) reply {
	t.Helper()
	res, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return reply{res}
}

// head reads the bytes up to the blank line that ends a head.
func (c *rawConn) head(t *testing.T) string {
	t.Helper()
	var head string
	for {
		line, err := c.reader.ReadString('\n')
		if err != nil {
			t.Fatalf("head ends after %q: %v", head, err)
		}
		head += line
		if line == "\r\n" {
			return head
		}
	}
}

// rest reads the bytes up to the end of the connection.
func (c *rawConn) rest(t *testing.T) string {
	t.Helper()
	text, err := io.ReadAll(c.reader)
	if err != nil {
		t.Fatalf("connection breaks after %q: %v", text, err)
	}
	return string(text)
}
