package engine

import (
	"errors"
	"io"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/http2"
	"github.com/ssegauge/ssegauge/loadgen/measure"
)

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
	case errors.Is(err, http2.ErrBusy) && x.shared.h2.Streams() > 0:
		x.move()
	case errors.Is(err, http2.ErrBusy):
		x.End(errors.New("the server allows no streams on a connection of HTTP/2"))
	case errors.Is(err, http2.ErrGoingAway):
		x.End(x.shared.h2.GoingAway())
	default:
		x.End(err)
	}
}

// move finds another connection, since this one takes no more than it has.
func (x *exchange) move() {
	s, c := x.s, x.shared
	x.release()
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
	case errors.Is(err, io.EOF):
		return io.ErrUnexpectedEOF // an end of the connection is no end of a response
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
	if c.idle() && c.stage != hungUp {
		c.w.loop.Post(func() { // not within Feed
			if c.idle() {
				c.end()
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
