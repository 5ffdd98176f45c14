package secure_test

import (
	"bytes"
	"crypto/tls"
	"testing"
)

// BenchmarkEvent reports what it costs to read an event of 110 bytes, which is a record and a call of Feed.
func BenchmarkEvent(b *testing.B) {
	a := newAuthority(b)
	var log bytes.Buffer
	server := a.server(b)
	server.KeyLogWriter, server.SessionTicketsDisabled = &log, true
	shaken, over := make(chan []byte), make(chan struct{})
	addr := serve(b, server, func(c *tls.Conn) {
		defer c.NetConn().Close()
		if err := c.HandshakeContext(b.Context()); err != nil {
			b.Error(err)
		}
		shaken <- secretOf(b, log.String(), "SERVER_TRAFFIC_SECRET_0")
		<-over
	})
	defer close(over)
	l := newLoop(b, 1)
	c := l.dial(b.Context(), b, addr, a.client(), 0)
	l.until(b, func() bool { return len(c.done) > 0 })
	r := &records{secret: <-shaken}
	text := bytes.Repeat([]byte("x"), 110)
	batch := make([][]byte, 1_000)
	next, got := len(batch), 0
	plain := func(p []byte) { got += len(p) }
	b.ReportAllocs()
	b.SetBytes(110)
	for b.Loop() {
		if next == len(batch) {
			b.StopTimer()
			for i := range batch {
				batch[i] = r.seal(23, text)
			}
			next = 0
			b.StartTimer()
		}
		if err := c.Feed(batch[next], plain); err != nil {
			b.Fatal(err)
		}
		next++
	}
	if got == 0 {
		b.Error("nothing was read")
	}
}
