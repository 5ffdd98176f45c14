package engine

import (
	"errors"
	"slices"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/http2"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/request"
)

// sharing opens streams of HTTP/2, as many on a connection as the plan and the server
// allow.
type sharing struct {
	w     *worker
	conns []*shared
}

// start puts s on a connection that has room, or on a new one.
func (k *sharing) start(s *stream) {
	for _, c := range slices.Backward(k.conns) {
		if c.endpoint == int(s.endpoint) && c.streams < c.most && !c.closing() {
			c.add(s)
			return
		}
	}
	c := &shared{home: k, most: k.w.cfg.Maker.StreamsPerConnection()}
	c.line = line{w: k.w, endpoint: int(s.endpoint), user: c}
	if err := c.open(false); err != nil {
		s.unstarted(err)
		return
	}
	k.conns = append(k.conns, c)
	c.add(s)
}

// shared is a connection of HTTP/2.
type shared struct {
	line

	home    *sharing
	h2      *http2.Conn // nil until the line is ready
	waiting []*exchange
	streams int // also those that wait
	most    int
}

func (c *shared) closing() bool { return c.stage == hungUp || c.h2 != nil && c.h2.GoingAway() != nil }

// add gives s a place.
func (c *shared) add(s *stream) {
	x := &exchange{shared: c, s: s}
	s.by = x
	s.begun()
	c.streams++
	if c.h2 == nil {
		c.waiting = append(c.waiting, x)
		return
	}
	x.ask()
}

// ready begins HTTP/2.
func (c *shared) ready() {
	c.conn.SetTimer(0)
	if c.session != nil && c.session.State().ALPN != "h2" {
		c.fail(&classified{errors.New("tls: the server does not speak HTTP/2 (ALPN)"), measure.TLSFailed})
		return
	}
	c.h2 = http2.New(http2.Options{MaxHeaderBytes: c.w.cfg.Limits.HeadBytes}, c.send)
	waiting := c.waiting
	c.waiting = nil
	for _, x := range waiting {
		if x.s != nil {
			x.ask()
		}
	}
}

func (c *shared) data(p []byte) {
	if err := c.h2.Feed(p); err != nil && c.stage != hungUp {
		c.end(FIN)
	}
	if c.streams == 0 && (c.closing() || c.w.ending) {
		c.end(FIN)
	}
}

// lost ends every stream of the connection.
func (c *shared) lost(err error) {
	c.forget()
	if c.h2 != nil {
		c.h2.Lost(err)
		return
	}
	waiting := c.waiting
	c.waiting = nil
	for _, x := range waiting {
		x.End(err)
	}
}

func (c *shared) expired() {
	c.fail(&classified{errors.New("no connection after " + c.w.cfg.Limits.Connect.String()), measure.Timeout})
}

// end closes a connection without streams.
func (c *shared) end(how Manner) {
	if c.stage != hungUp && c.h2 != nil {
		c.h2.Close()
	}
	c.hangUp(how)
	c.forget()
}

// forget takes the connection out of the list.
func (c *shared) forget() {
	c.home.conns = slices.DeleteFunc(c.home.conns, func(o *shared) bool { return o == c })
}

// exchange is one stream on a shared connection.
type exchange struct {
	shared *shared
	s      *stream // nil when it is over
	id     uint32  // 0 until it is asked for
	timer  uint32  // which of its timers counts
}

// ask sends the request.
func (x *exchange) ask() {
	s, maker := x.s, x.shared.w.cfg.Maker
	s.enter(asking)
	s.setTimer(s.w.cfg.Limits.Head)
	fields := func(yield func(name, value string)) { maker.Fields(int(s.number), s.resumeFrom(), yield) }
	id, err := x.shared.h2.Open(x, http2.Request{Fields: fields, Body: maker.AppendBody(nil, int(s.number))})
	switch {
	case err == nil:
		x.id = id
	case errors.Is(err, http2.ErrBusy):
		x.move()
	case errors.Is(err, http2.ErrGoingAway), errors.Is(err, http2.ErrExhausted):
		x.move()
	default:
		x.End(err)
	}
}

// move finds another connection, since this one takes no more than it has.
func (x *exchange) move() {
	s, c := x.s, x.shared
	x.release()
	c.most = c.streams
	s.by = nil
	s.enter(connecting)
	c.home.start(s)
}

// release gives the place back.
func (x *exchange) release() {
	x.s = nil
	x.timer++
	x.shared.streams--
}

// Head implements http2.Handler.
func (x *exchange) Head(h http2.Head) {
	x.s.answered(answer{
		status: h.Status, contentType: []byte(h.Get("content-type")), coding: []byte(h.Get("content-encoding")),
		retryAfter: []byte(h.Get("retry-after")), location: []byte(h.Get("location")),
	})
}

// Data implements http2.Handler.
func (x *exchange) Data(p []byte) {
	if x.s != nil && x.s.phase == open {
		x.s.take(p)
	}
}

// End implements http2.Handler.
func (x *exchange) End(err error) {
	s := x.s
	if s == nil {
		return
	}
	x.release()
	s.by = nil
	if err == nil && s.phase == open {
		s.closed(endedInOrder)
		return
	}
	s.lost(streamError(err))
}

// streamError gives the errors of HTTP/2 their class.
func streamError(err error) error {
	var reset *http2.StreamError
	var away *http2.GoAwayError
	var broken *http2.ConnError
	switch {
	case err == nil:
		return &classified{errors.New("the response ended without a head"), measure.Framing}
	case errors.As(err, &reset) && reset.Local, errors.As(err, &broken):
		return &classified{err, measure.Framing}
	case errors.As(err, &reset):
		return &classified{err, measure.Reset}
	case errors.As(err, &away):
		return &classified{err, measure.Closed}
	}
	return err
}

// The carrier.

func (x *exchange) leave(*stream, Manner) {
	c := x.shared
	x.release()
	if c.h2 != nil && x.id != 0 {
		c.h2.Reset(x.id, http2.Cancel)
	}
	if c.streams == 0 && (c.w.ending || c.closing()) && c.stage != hungUp {
		c.w.loop.Post(func() { // not within Feed
			if c.streams == 0 {
				c.end(FIN)
			}
		})
	}
}

func (x *exchange) send(*stream, []byte) {} // the request was sent by ask

func (x *exchange) setTimer(_ *stream, d time.Duration) {
	x.timer++
	if d <= 0 {
		return
	}
	timer := x.timer
	x.shared.w.loop.After(d, func() {
		if x.timer == timer && x.s != nil {
			x.s.expired()
		}
	})
}

func (x *exchange) hold(*stream) { x.shared.h2.Pause(x.id) }

// read lets the server send n bytes more.
func (x *exchange) read(_ *stream, n int) { x.shared.h2.Grant(x.id, n) }

// carriers returns what carries the streams of an endpoint; nil if they carry themselves.
func (w *worker) carrierOf(p request.Endpoint) starter {
	switch version := w.cfg.Maker.Version(); {
	case version == request.HTTP2 || version == request.H2C:
		return &sharing{w: w}
	case p.Secure:
		return sealing{w}
	}
	return nil
}
