package specs

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// handler deals with one connection, which is closed when it returns.
type handler func(net.Conn)

// listen answers every connection to a port with handle until the test is over,
// and returns its address.
func listen(t *testing.T, handle handler) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	var open sync.Map // of net.Conn
	serving.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			open.Store(c, nil)
			serving.Go(func() {
				defer open.Delete(c)
				defer func() { _ = c.Close() }()
				handle(c)
			})
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		closeAll := func() { open.Range(func(c, _ any) bool { _ = c.(net.Conn).Close(); return true }) } //nolint:errcheck // it holds nothing else
		closeAll()
		serving.Wait()
	})
	return l.Addr().String()
}

// skipRequest reads a request head.
func skipRequest(c net.Conn) {
	r := bufio.NewReader(c)
	for line, err := "", error(nil); err == nil && line != "\r\n"; {
		line, err = r.ReadString('\n')
	}
}

// answers reads a request, writes the pieces and waits for the client to close.
func answers(pieces ...string) handler {
	return func(c net.Conn) {
		skipRequest(c)
		for _, p := range pieces {
			_, _ = io.WriteString(c, p)
		}
		_, _ = io.Copy(io.Discard, c)
	}
}

// answersAndCloses does not wait for the client.
func answersAndCloses(text string) handler {
	return func(c net.Conn) {
		skipRequest(c)
		_, _ = io.WriteString(c, text)
	}
}

// forever answers with begin and then as fast as it can with text, until the
// client is gone.
func forever(begin, text string) handler {
	return func(c net.Conn) {
		skipRequest(c)
		flood(c, begin, text)
	}
}

func flood(c net.Conn, begin, text string) {
	_, err := io.WriteString(c, begin)
	for block := strings.Repeat(text, 1+(32<<10)/len(text)); err == nil; {
		_, err = io.WriteString(c, block)
	}
}

// growing floods with events of which no two are alike.
func growing(head string, most int) handler {
	return func(c net.Conn) {
		skipRequest(c)
		w := bufio.NewWriterSize(c, 64<<10)
		_, err := w.WriteString(head)
		for i := 0; i < most && err == nil; i++ {
			_, err = fmt.Fprintf(w, "id: %d\ndata: %x\n\n", i, i*i)
		}
		_ = w.Flush()
		_, _ = io.Copy(io.Discard, c)
	}
}

// dripping writes one byte a second.
func dripping(begin, text string) handler {
	return func(c net.Conn) {
		skipRequest(c)
		_, _ = io.WriteString(c, begin)
		_, _ = io.WriteString(dripped{c}, text)
	}
}

// dripped is a connection that sends one byte a second.
type dripped struct{ net.Conn }

func (d dripped) Write(p []byte) (int, error) {
	for i := range p {
		if n, err := d.Conn.Write(p[i : i+1]); err != nil {
			return i + n, err
		}
		d.wait()
	}
	return len(p), nil
}

// wait returns after a second, or when the client is gone.
func (d dripped) wait() {
	_ = d.SetReadDeadline(time.Now().Add(sec))
	_, _ = io.Copy(io.Discard, d.Conn)
	_ = d.SetReadDeadline(time.Time{})
}

// mute takes what is sent and says nothing.
func mute(c net.Conn) { _, _ = io.Copy(io.Discard, c) }

// resets closes with an RST.
func resets(c net.Conn) {
	skipRequest(c)
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}

// deaf sends without end and never reads.
func deaf(c net.Conn) { flood(c, streamHead, "data: x\n\n") }

// unread neither reads nor sends. Its connections end with the test.
func unread(ended <-chan struct{}) handler { return func(net.Conn) { <-ended } }

// secured is handle behind TLS, with a certificate that nobody knows.
func secured(cert tls.Certificate, handle handler) handler {
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	return func(c net.Conn) { handle(tls.Server(c, config)) }
}

// drippedTLS sends its part of the handshake one byte a second.
func drippedTLS(cert tls.Certificate) handler {
	return func(c net.Conn) { secured(cert, mute)(dripped{c}) }
}

// tlsGarbage answers a ClientHello with a record that claims to be a handshake.
func tlsGarbage(c net.Conn) {
	_, _ = c.Read(make([]byte, 1<<10))
	flood(c, "", "\x16\x03\x03\x40\x00"+strings.Repeat("\xa5", 1<<14))
}

// moved answers every request with a redirect to what next makes of its number.
func moved(next func(n int64) string) handler {
	var n atomic.Int64
	return func(c net.Conn) {
		skipRequest(c)
		_, _ = fmt.Fprintf(c, "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", next(n.Add(1)))
	}
}

// inTurn answers each connection in another way.
func inTurn(all ...handler) handler {
	var n atomic.Int64
	return func(c net.Conn) { all[int(n.Add(1)-1)%len(all)](c) }
}

// bomb is a gzip stream that unpacks to a thousand times its size.
func bomb() string {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = io.WriteString(w, strings.Repeat("data: 0\n\n", 64<<20/9))
	_ = w.Close()
	return packed.String()
}

// cutTLS closes in the middle of the handshake.
func cutTLS(c net.Conn) {
	_, _ = c.Read(make([]byte, 4<<10))
	_, _ = io.WriteString(c, "\x16\x03\x03\x00\x80\x02")
}

// noTLS answers a ClientHello as a server does that speaks plain HTTP only.
func noTLS(c net.Conn) {
	_, _ = c.Read(make([]byte, 4<<10))
	_, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n")
	_, _ = io.Copy(io.Discard, c)
}
