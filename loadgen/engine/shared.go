package engine

import (
	"errors"
	"slices"

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
		if c.endpoint == int(s.endpoint) && c.takes() {
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

// rest closes the connections that nobody uses or will use.
func (k *sharing) rest() {
	for _, c := range slices.Clone(k.conns) {
		if c.idle() {
			c.end()
		}
	}
}

// shared is a connection of HTTP/2.
type shared struct {
	line

	home    *sharing
	h2      *http2.Conn // nil until the line is ready
	settled bool        // the server's SETTINGS is there, and nobody waits any more
	waiting []*exchange
	streams int // also those that wait
	most    int
}

func (c *shared) closing() bool { return c.stage == hungUp || c.h2 != nil && c.h2.GoingAway() != nil }

// takes reports whether there is room for one more stream.
func (c *shared) takes() bool {
	return c.streams < c.most && !c.closing() && (!c.settled || c.h2.Capacity() > 0)
}

// add gives s a place.
func (c *shared) add(s *stream) {
	x := &exchange{shared: c, s: s}
	s.by = x
	s.begun()
	c.streams++
	if !c.settled {
		c.waiting = append(c.waiting, x)
		return
	}
	x.ask()
}

// ready begins HTTP/2.
func (c *shared) ready() {
	if c.session != nil && c.session.State().ALPN != "h2" {
		c.fail(&classified{errors.New("tls: the server does not speak HTTP/2 (ALPN)"), measure.TLSFailed})
		return
	}
	c.h2 = http2.New(http2.Options{MaxHeaderBytes: c.w.cfg.Limits.HeadBytes}, c.send)
}

// settle lets those ask who waited. Before its SETTINGS the server's limit is not known, and what is
// asked beyond would be refused.
func (c *shared) settle() {
	c.settled = true
	c.conn.SetTimer(0)
	waiting := c.waiting
	c.waiting = nil
	for _, x := range waiting {
		if x.s != nil {
			x.ask()
		}
	}
}

func (c *shared) data(p []byte) {
	err := c.h2.Feed(p)
	switch {
	case c.stage == hungUp:
	case err != nil:
		c.end()
		c.abandon(err)
	case !c.settled && c.h2.Ready():
		c.settle()
	}
	if c.idle() {
		c.end()
	}
}

// idle reports whether c has no streams and will have none.
func (c *shared) idle() bool { return c.streams == 0 && (c.w.ending || c.settled && !c.takes()) }

// lost ends every stream of the connection.
func (c *shared) lost(err error) {
	c.forget()
	if c.h2 != nil {
		c.h2.Lost(err)
	}
	c.abandon(err)
}

// abandon ends those who wait.
func (c *shared) abandon(err error) {
	waiting := c.waiting
	c.waiting = nil
	for _, x := range waiting {
		x.End(err)
	}
}

func (c *shared) expired() {
	if c.h2 != nil {
		c.fail(&classified{errors.New("no SETTINGS of HTTP/2 after " + c.w.cfg.Limits.Connect.String()), measure.Timeout})
		return
	}
	c.fail(&classified{errors.New("no connection after " + c.w.cfg.Limits.Connect.String()), measure.Timeout})
}

// end closes a connection without streams.
func (c *shared) end() {
	if c.stage != hungUp && c.h2 != nil {
		c.h2.Close()
	}
	c.hangUp(FIN)
	c.forget()
}

// forget takes the connection out of the list.
func (c *shared) forget() {
	c.home.conns = slices.DeleteFunc(c.home.conns, func(o *shared) bool { return o == c })
}

// carrierOf returns what carries the streams of an endpoint; nil if they carry themselves.
func (w *worker) carrierOf(p request.Endpoint) starter {
	switch version := w.cfg.Maker.Version(); {
	case version == request.HTTP2 || version == request.H2C:
		return &sharing{w: w}
	case version == request.HTTP3:
		return &pooling{w: w, most: w.cfg.Maker.StreamsPerConnection()}
	case p.Secure:
		return sealing{w}
	}
	return nil
}
