package engine

import "time"

// sealed carries one stream of HTTP/1 over a line: under TLS.
type sealed struct {
	line

	s *stream
}

// sealing opens streams that are sealed.
type sealing struct{ w *worker }

func (k sealing) start(s *stream) {
	c := &sealed{s: s}
	c.line = line{w: k.w, endpoint: int(s.endpoint), user: c}
	s.by = c
	if err := c.open(s.reader > 0); err != nil {
		s.by = nil
		s.unstarted(err)
		return
	}
	s.begun()
}

// rest has nothing to do: each connection has its stream.
func (sealing) rest() {}

func (c *sealed) ready()         { c.s.ask() }
func (c *sealed) data(p []byte)  { c.s.http1(p) }
func (c *sealed) lost(err error) { c.s.lost(err) }
func (c *sealed) expired()       { c.s.expired() }

func (c *sealed) leave(_ *stream, how Manner)         { c.hangUp(how) }
func (c *sealed) send(_ *stream, p []byte)            { c.line.send(p) }
func (c *sealed) setTimer(_ *stream, d time.Duration) { c.conn.SetTimer(d) }
func (c *sealed) hold(*stream)                        { _ = c.conn.Hold() }

// read takes n bytes from the socket, whatever they are under TLS.
func (c *sealed) read(_ *stream, n int) {
	got, err := c.conn.Read(c.w.room(n))
	if got > 0 {
		c.unseal(c.w.scratch[:got])
	}
	if err != nil && c.stage != hungUp {
		c.fail(err)
	}
}
