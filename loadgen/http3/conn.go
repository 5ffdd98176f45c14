package http3

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync/atomic"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
)

// Conn is a connection. All its methods are for the loop's goroutine.
type Conn struct {
	group   *Group
	h       ConnHandler
	options Options
	socket  *net.UDPConn
	cancel  context.CancelFunc // ends the connection
	client  *http3.ClientConn  // from when it is ready
	over    bool               // h is told nothing more
	opened  atomic.Int32       // streams that were
}

// ConnHandler is told what happens to a Conn, on the loop's goroutine.
type ConnHandler interface {
	// Ready says that streams may be opened, and how long the handshake took, without the time
	// for which it waited for its turn.
	Ready(took time.Duration)
	// Lost says that the connection could not be made, or has ended, and not by Close. Streams
	// that were opened are told by themselves.
	Lost(err error)
}

// Open asks for a stream, which h is told about. The Conn must be ready.
func (c *Conn) Open(h Handler, r Request) *Stream {
	ctx, cancel := context.WithCancelCause(context.Background())
	s := &Stream{conn: c, h: h, cancel: cancel, queue: newQueue()}
	s.give = s.deliver
	ask := r.http()
	c.group.ends.Go(func() { s.run(ctx, ask) })
	return s
}

// Opened returns how many streams the server has let be opened so far.
func (c *Conn) Opened() int { return int(c.opened.Load()) }

// Close ends the connection with H3_NO_ERROR. Neither its handler nor those of its streams are
// told anything more about the connection; streams should have been cancelled.
func (c *Conn) Close() {
	c.over = true
	c.cancel()
}

// run makes the connection, and waits until it ends.
func (c *Conn) run(ctx context.Context) {
	defer c.group.forget(c)
	defer c.cancel()
	transport := &quic.Transport{Conn: c.socket}
	defer func() { _ = errors.Join(transport.Close(), c.socket.Close()) }() // it only was read
	conn, took, err := c.handshake(ctx, transport)
	if err != nil {
		c.lost(err)
		return
	}
	h3 := http3.Transport{
		DisableCompression: true, MaxResponseHeaderBytes: c.options.MaxHeaderBytes, Logger: slog.New(slog.DiscardHandler),
	}
	c.client = h3.NewClientConn(conn)
	c.group.post(func() {
		if !c.over {
			c.h.Ready(took)
		}
	})
	select {
	case <-ctx.Done():
		_ = conn.CloseWithError(quic.ApplicationErrorCode(http3.ErrCodeNoError), "")
	case <-conn.Context().Done():
	}
	c.lost(lossOf(conn)) //nolint:contextcheck // that of the connection
}

func (c *Conn) lost(err error) {
	err = explain(err)
	c.group.post(func() {
		if !c.over {
			c.over = true
			c.h.Lost(err)
		}
	})
}

// lossOf returns why a connection has ended.
func lossOf(conn interface{ Context() context.Context }) error { return context.Cause(conn.Context()) }

// handshake waits for its turn and makes the connection.
func (c *Conn) handshake(ctx context.Context, t *quic.Transport) (*quic.Conn, time.Duration, error) {
	select {
	case c.group.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, 0, ctx.Err()
	}
	defer func() { <-c.group.slots }()
	ctx, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	began := time.Now()
	conn, err := t.Dial(ctx, net.UDPAddrFromAddrPort(c.options.Remote), c.options.TLS, c.options.config())
	if _, idle := errors.AsType[*quic.IdleTimeoutError](err); idle || errors.Is(err, context.DeadlineExceeded) {
		err = timeoutError(c.options.Timeout)
	}
	return conn, time.Since(began), err
}
