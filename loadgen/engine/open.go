package engine

import (
	"errors"
	"math"
	"syscall"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventloop"
	"github.com/ssegauge/ssegauge/loadgen/measure"
)

// maxPorts bounds how many local ports are tried for one connection.
const maxPorts = 100

// slowReceiveBuffer is the receive buffer of one who reads slowly, so that the server
// notices before megabytes lie with the kernel.
const slowReceiveBuffer = 4 << 10

// start opens a stream that was due. It is one of the attempts of a Subscriber.
func (s *stream) start() {
	s.turn++
	if s.attempts < math.MaxUint16 {
		s.attempts++
	}
	s.enter(connecting)
	if c := s.w.carriers[s.endpoint]; c != nil {
		c.start(s)
		return
	}
	if err := s.w.connect(int(s.endpoint), s.reader > 0, &s.conn, s); err != nil {
		s.unstarted(err)
		return
	}
	s.begun()
	s.setTimer(s.w.cfg.Limits.Connect)
}

// begun notes that a Subscriber has begun, once.
func (s *stream) begun() {
	if !s.has(started) {
		s.flags |= started
		s.w.sheet.Add(s.tag(), measure.Started, 1)
	}
}

// connect opens a connection to an endpoint. A local port that is taken is no reason to fail,
// as long as there are others.
func (w *worker) connect(endpoint int, slow bool, c *eventloop.Conn, h eventloop.Handler) error {
	d := eventloop.Dial{Remote: w.endpoints[endpoint].Address, Timestamps: true}
	if slow {
		d.ReceiveBuffer = slowReceiveBuffer
	}
	for range maxPorts {
		d.Local = w.sources.Next(endpoint)
		err := w.loop.Connect(d, c, h)
		if taken := errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, syscall.EADDRNOTAVAIL); !taken || d.Local.Port() == 0 {
			return err
		}
	}
	return syscall.EADDRNOTAVAIL
}

// unstarted notes that we could not even begin, which is no error of the server. If that is how
// it ends, then the Arrival is a Shortfall.
func (s *stream) unstarted(err error) {
	s.w.fail(s, measure.ClassOf(err), err.Error())
	s.comeBack(0)
}

// unbegun notes that a Connection had not even begun, which the loop has not known at once: it
// does so on Linux alone.
func (s *stream) unbegun(err error) {
	if s.has(started) && !s.has(opened) {
		s.flags &^= started
		s.w.sheet.Add(s.tag(), measure.Started, -1)
	}
	s.unstarted(err)
}

// Writable implements eventloop.Handler: the connection is there, or has room again.
func (s *stream) Writable(*eventloop.Conn) {
	if s.phase != connecting {
		s.send(nil)
		return
	}
	s.connected(s.w.elapsed() - s.since)
	s.ask()
}

// connected notes how long a connection took.
func (s *stream) connected(took time.Duration) { s.w.sheet.Time(s.tag(), measure.Connect, took) }

// ask sends the request.
func (s *stream) ask() {
	s.enter(asking)
	s.setTimer(s.w.cfg.Limits.Head)
	s.w.scratch = s.w.cfg.Maker.AppendHTTP1(s.w.scratch[:0], int(s.number), s.resumeFrom())
	s.send(s.w.scratch)
}

// resumeFrom returns the Last-Event-ID to send.
func (s *stream) resumeFrom() []byte {
	if s.w.cfg.Resume.Forget {
		return nil
	}
	return s.lastID
}

// send writes p after what was not written yet, and keeps what the socket does not take.
func (s *stream) send(p []byte) {
	if s.extra != nil && len(s.extra.unsent) > 0 {
		s.extra.unsent = append(s.extra.unsent, p...)
		p = s.extra.unsent
	}
	if s.by != nil {
		s.by.send(s, p)
		return
	}
	n, err := s.conn.Write(p)
	switch {
	case err != nil:
		s.hangUp(FIN)
		s.lost(err)
	case n < len(p):
		s.more().unsent = append([]byte(nil), p[n:]...)
	case s.extra != nil:
		s.extra.unsent = nil
		s.tidy()
	}
}

// more returns what s needs for a moment.
func (s *stream) more() *extra {
	if s.extra == nil {
		s.extra = new(extra)
	}
	return s.extra
}

// tidy lets go of extra if there is nothing in it.
func (s *stream) tidy() {
	if s.extra != nil && s.extra.head == nil && s.extra.unsent == nil {
		s.extra = nil
	}
}
