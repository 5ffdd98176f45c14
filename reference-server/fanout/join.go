package fanout

import "github.com/ssegauge/ssegauge/internal/eventloop"

// vanished is how many times Limits.WriteTimeout a client may leave bytes
// unacknowledged, which its kernel does by itself, before it is taken for gone.
const vanished = 3

// unsent is how many bytes the kernel may keep for a client that does not take
// them, beside those in flight. Its copies are for one stream each; what waits in
// a queue here is shared.
const unsent = 128 << 10

// join lets the stream in: it reads what its cursor has to read, and is then one
// of its group.
func (l *loop) join(s *Stream, socket eventloop.Socket, o Opening) {
	g := l.group(o.Log, o.Topics)
	s.group, s.wrote = g, l.clock()
	s.lag = &lag{cursor: o.Cursor}
	g.add(s, &g.behind)
	if err := l.Add(socket, &s.conn, s); err != nil {
		s.release(err)
		return
	}
	_ = s.conn.SetUnsentLimit(unsent) // without it the kernel decides
	_ = s.conn.SetUserTimeout(vanished * l.hub.limits.WriteTimeout)
	s.arm()
	if s.IsRevoked() {
		s.finish(ErrRevoked, Complete)
		return
	}
	g.reach(o.Cursor.Place())
	if s.group != nil {
		s.catchUp()
	}
}

// catchUp reads the history up to where the group stands, a batch at a time, so
// that the others have their turn. The group stands still meanwhile: it belongs
// to the same goroutine. Hence a stream that stands where its group stands has
// lost nothing, and gets nothing twice.
func (s *Stream) catchUp() {
	g := s.group
	if g == nil || !s.Replaying() || len(s.lag.queue) > 0 || s.lag.later || g.paused() {
		return
	}
	batch, err := s.lag.cursor.NextUntil(g.loop.batch[:0], g.cursor.Place())
	g.loop.batch = batch
	switch {
	case err != nil:
		s.End(endOf(err), Complete)
	case len(batch) > 0:
		if !s.faulty(batch, false) {
			out := g.loop.payload(batch)
			s.write(out.of(s), len(batch))
		}
		clear(batch)
		s.catchUpLater()
	case s.lag.cursor.Place() == g.cursor.Place():
		s.goLive()
	}
	// Otherwise the group stands further back, because its delivery was paused. It
	// calls when it has come up.
}

// catchUpLater goes on after the others have had their turn.
func (s *Stream) catchUpLater() {
	if s.lag == nil {
		return // it has ended
	}
	l := s.lag
	l.later = s.group.loop.Post(func() {
		l.later = false
		s.catchUp()
	})
}
