package engine

import (
	"errors"
	"fmt"
	"slices"
	"syscall"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/http3"
	"github.com/ssegauge/ssegauge/loadgen/measure"
)

// pooling opens streams of HTTP/3, as many on a connection as the plan and the server allow.
type pooling struct {
	w     *worker
	conns []*pooled
	most  int // streams of a new connection
}

// start puts s on a connection that has room, or on a new one.
func (k *pooling) start(s *stream) {
	slow := s.reader > 0
	for _, c := range slices.Backward(k.conns) {
		if c.slow == slow && c.streams < min(c.most, k.most) && !c.away {
			c.add(s)
			return
		}
	}
	c := &pooled{home: k, most: k.most, slow: slow, endpoint: int(s.endpoint)}
	if err := c.dial(); err != nil {
		s.unstarted(err)
		return
	}
	k.conns = append(k.conns, c)
	c.add(s)
}

// rest closes the connections that nobody uses or will use.
func (k *pooling) rest() {
	for _, c := range slices.Clone(k.conns) {
		c.closeIfIdle()
	}
}

// pooled is a connection of HTTP/3. It implements http3.ConnHandler.
type pooled struct {
	home     *pooling
	conn     *http3.Conn
	waiting  []*quicExchange
	streams  int // also those that wait
	most     int
	endpoint int
	slow     bool // those who read slowly have small windows, and are among themselves
	ready    bool
	left     bool // a stream has ended
	away     bool // it takes no more
}

// dial begins to connect. A local port that is taken is no reason to fail, as long as there are
// others.
func (c *pooled) dial() error {
	w := c.home.w
	o := http3.Options{
		Remote: w.endpoints[c.endpoint].Address, TLS: w.cfg.Maker.TLS(c.endpoint), Timeout: w.cfg.Limits.Connect,
		MaxHeaderBytes: w.cfg.Limits.HeadBytes, Streams: c.most,
	}
	if c.slow {
		o.Window = slowReceiveBuffer
	}
	for range maxPorts {
		o.Local = w.sources.Next(c.endpoint)
		var err error
		c.conn, err = w.quic.Dial(o, c)
		if taken := errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, syscall.EADDRNOTAVAIL); !taken || o.Local.Port() == 0 {
			return err
		}
	}
	return syscall.EADDRNOTAVAIL
}

// add gives s a place.
func (c *pooled) add(s *stream) {
	x := &quicExchange{conn: c, s: s}
	s.by = x
	s.begun()
	c.streams++
	if !c.ready {
		c.waiting = append(c.waiting, x)
		return
	}
	x.ask()
}

// Ready implements http3.ConnHandler. QUIC's handshake is that of TLS, too.
func (c *pooled) Ready(took time.Duration) {
	w := c.home.w
	w.sheet.Time(w.tags[c.endpoint], measure.TLS, took)
	c.ready = true
	waiting := c.waiting
	c.waiting = nil
	for _, x := range waiting {
		if x.s != nil {
			x.ask()
		}
	}
}

// Lost implements http3.ConnHandler.
func (c *pooled) Lost(err error) {
	c.forget()
	waiting := c.waiting
	c.waiting = nil
	for _, x := range waiting {
		x.End(err)
	}
}

// closeIfIdle closes a connection that is needed no more.
func (c *pooled) closeIfIdle() {
	if c.streams == 0 && (c.away || c.home.w.ending) {
		c.conn.Close()
		c.forget()
	}
}

// forget takes the connection out of the list.
func (c *pooled) forget() {
	c.away = true
	c.home.conns = slices.DeleteFunc(c.home.conns, func(o *pooled) bool { return o == c })
}

// quicExchange is one stream on a connection of HTTP/3. It implements http3.Handler and
// carrier.
type quicExchange struct {
	conn   *pooled
	s      *stream       // nil when it is over
	stream *http3.Stream // nil until it is asked for
	timer  uint32        // which of its timers counts
}

// ask sends the request.
func (x *quicExchange) ask() {
	s, maker := x.s, x.conn.home.w.cfg.Maker
	s.enter(asking)
	s.setTimer(s.w.cfg.Limits.Head)
	fields := func(yield func(name, value string)) { maker.Fields(int(s.number), s.resumeFrom(), yield) }
	x.stream = x.conn.conn.Open(x, http3.Request{Fields: fields, Body: maker.AppendBody(nil, int(s.number))})
}

// release gives the place back.
func (x *quicExchange) release() {
	x.s = nil
	x.timer++
	x.conn.streams--
	x.conn.closeIfIdle()
}

// Head implements http3.Handler.
func (x *quicExchange) Head(h http3.Head) {
	x.s.answered(answer{
		status: h.Status, contentType: []byte(h.Get("content-type")), coding: []byte(h.Get("content-encoding")),
		retryAfter: []byte(h.Get("retry-after")), location: []byte(h.Get("location")),
	})
}

// Data implements http3.Handler.
func (x *quicExchange) Data(p []byte, unix int64) {
	if x.s != nil && x.s.phase == open {
		x.s.w.arrival = unix
		x.s.w.reads.All++
		x.s.take(p)
	}
}

// End implements http3.Handler.
func (x *quicExchange) End(err error) {
	s, c := x.s, x.conn
	if s == nil {
		return
	}
	refused := errors.Is(err, http3.ErrBusy) || errors.Is(err, http3.ErrGoingAway)
	if refused && (c.streams > 1 || c.left) { // else it would be refused on the next one, too, for ever
		x.move(err)
		return
	}
	s.by = nil
	c.left = true
	x.release()
	switch {
	case err == nil && s.phase == open:
		s.closed(endedInOrder)
	case err == nil:
		s.lost(&classified{errors.New("the response ended without a head"), measure.Framing})
	default:
		s.lost(&classified{fmt.Errorf("%w", err), http3.ClassOf(err)})
	}
}

// move finds another connection, since this one takes no more than it has.
func (x *quicExchange) move(err error) {
	s, c := x.s, x.conn
	c.away = c.away || errors.Is(err, http3.ErrGoingAway)
	x.release()
	c.most = c.streams
	if !c.left && !c.away {
		c.home.most = min(c.home.most, c.conn.Opened()) // what the server allows
	}
	s.by = nil
	s.enter(connecting)
	c.home.start(s)
}

// leave ends the exchange: in HTTP/3 all manners are a request that is cancelled.
func (x *quicExchange) leave(*stream, Manner) {
	x.conn.left = true
	if x.stream != nil {
		x.stream.Cancel()
	}
	x.release()
}

func (x *quicExchange) send(*stream, []byte) {} // the request was sent by ask

func (x *quicExchange) setTimer(_ *stream, d time.Duration) {
	x.timer++
	if d <= 0 {
		return
	}
	timer := x.timer
	x.conn.home.w.loop.After(d, func() {
		if x.timer == timer && x.s != nil {
			x.s.expired()
		}
	})
}

func (x *quicExchange) hold(*stream) { x.stream.Pause() }

// read lets n bytes more be read, and so the server send them.
func (x *quicExchange) read(_ *stream, n int) { x.stream.Grant(n) }
