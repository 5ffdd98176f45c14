package fanout

import (
	"time"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// pieceCost is what a reference in a queue counts beside its bytes, so that many
// small events are bounded as well.
const pieceCost = 32

// lag is what a stream needs while it is behind its group: because it still reads
// the history, or because its socket is full.
type lag struct {
	cursor   *history.Cursor // what it still reads; nil once the group's batches are its own
	queue    []piece
	bytes    int           // what the queue counts
	progress time.Duration // when the socket last took something, or the queue began
	ending   error         // set once the stream is to end when the queue is sent
	later    bool          // catchUp is about to be called
}

// piece is something that waits for the socket.
type piece struct {
	rest  []byte
	since time.Duration
}

// due is when the queue is overdue.
func (l *lag) due(limits *Limits) time.Duration {
	return min(l.progress+limits.WriteTimeout, l.queue[0].since+limits.QueueAge)
}

// overdue ends a stream whose queue does not move.
func (s *Stream) overdue(now time.Duration) {
	limits := &s.group.loop.hub.limits
	switch {
	case now >= s.lag.progress+limits.WriteTimeout:
		s.finish(ErrStopped, RST)
	case now >= s.lag.queue[0].since+limits.QueueAge:
		s.finish(ErrQueueOld, RST)
	}
}

// fallBehind queues what the socket did not take.
func (s *Stream) fallBehind(rest []byte) {
	if s.lag == nil {
		s.lag = new(lag)
		s.group.move(s, &s.group.live, &s.group.behind)
	}
	s.enqueue(rest)
}

// enqueue lets p wait for the socket, or ends a stream for which too much waits.
// Something whole was sent before p, or a part of it: the response cannot look
// complete then.
func (s *Stream) enqueue(p []byte) {
	l, loop := s.lag, s.group.loop
	now := loop.clock()
	first := len(l.queue) == 0
	if !first && l.bytes+len(p)+pieceCost > loop.hub.limits.QueueBytes {
		s.finish(ErrQueueFull, RST)
		return
	}
	l.queue = append(l.queue, piece{rest: p, since: now})
	s.queued(len(p) + pieceCost)
	loop.kept = true
	if first {
		l.progress = now
		s.arm()
	}
}

func (s *Stream) queued(n int) {
	s.lag.bytes += n
	s.group.loop.queued.Add(int64(n))
}

// flush writes the queue and reports whether it is empty. If not, the stream may
// have ended.
func (s *Stream) flush() bool {
	l := s.lag
	for len(l.queue) > 0 {
		p := &l.queue[0]
		n, err := s.conn.Write(p.rest)
		if err != nil {
			s.finish(err, FIN)
			return false
		}
		s.took(n)
		if n > 0 {
			l.progress = s.group.loop.clock()
			s.wrote = l.progress
		}
		if n < len(p.rest) {
			p.rest = p.rest[n:]
			s.queued(-n)
			return false
		}
		s.queued(-n - pieceCost)
		*p = piece{}
		l.queue = l.queue[1:]
	}
	return true
}

// settle goes on once the queue is empty.
func (s *Stream) settle() {
	switch {
	case s.lag.ending != nil:
		s.finish(s.lag.ending, Complete)
	case s.lag.cursor != nil:
		s.catchUp()
	default:
		s.goLive()
	}
}

// goLive has the stream take the group's batches at once, which it has all had.
func (s *Stream) goLive() {
	s.group.move(s, &s.group.behind, &s.group.live)
	s.dropLag()
	s.arm()
}

// dropLag forgets what waits.
func (s *Stream) dropLag() {
	if s.lag == nil {
		return
	}
	if s.lag.cursor != nil {
		s.lag.cursor.Close()
	}
	s.queued(-s.lag.bytes)
	s.lag = nil
}
