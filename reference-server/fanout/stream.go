package fanout

import (
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventloop"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// Opening is what a stream begins with.
type Opening struct {
	// Log is what the stream is read from, on these topics.
	Log    *history.Log
	Topics []string
	// Cursor stands where the stream begins.
	Cursor *history.Cursor
	// Chunked says that the body is chunked, as in HTTP/1.1; otherwise it ends with
	// the connection.
	Chunked bool
	// Revoked is closed when the stream may not go on; nil is never. Each has to be
	// called then.
	Revoked <-chan struct{}
	// Owner is told of the end.
	Owner Owner
}

// Owner is whom a stream belongs to.
type Owner interface {
	// Ended is called once, when the stream has ended, on the goroutine of its loop.
	// It must not wait. The cause is one of the errors of this package, of history,
	// or that of the socket.
	Ended(s *Stream, cause error)
}

// Why a stream ended.
var (
	ErrLeft      = errors.New("the client left")
	ErrDelivered = errors.New("everything is delivered")
	ErrRevoked   = errors.New("the credential was revoked")
	ErrStopped   = errors.New("the client takes nothing")
	ErrQueueFull = errors.New("too much waits for the client")
	ErrQueueOld  = errors.New("something waits for the client for too long")
	ErrDrained   = errors.New("the server is shutting down")
)

// Slow reports whether cause says that the client was too slow.
func Slow(cause error) bool {
	for _, slow := range []error{ErrStopped, ErrQueueFull, ErrQueueOld, history.ErrBehind} {
		if errors.Is(cause, slow) {
			return true
		}
	}
	return false
}

// Stream is one plain event stream. Its methods are for those who got it from
// Hub.Each or as its Owner, while they have it.
type Stream struct {
	conn    eventloop.Conn
	group   *group // nil once the stream has ended
	owner   Owner
	lag     *lag // nil while the socket takes everything at once
	revoked <-chan struct{}
	wrote   time.Duration // when something was last written to this stream alone; see loop.clock
	endAt   time.Duration // when it is to end, 0 is never
	events  int64
	bytes   int64
	index   int32 // its place in group.live, or with a lag in group.behind
	chunked bool
}

func newStream(o Opening) *Stream {
	return &Stream{owner: o.Owner, revoked: o.Revoked, chunked: o.Chunked}
}

// Owner returns whom the stream belongs to.
func (s *Stream) Owner() Owner { return s.owner }

// Topics returns what it is subscribed to. They must not be changed.
func (s *Stream) Topics() []string { return s.group.topics }

// RemoteAddr is the client's address, zero if the connection is gone.
func (s *Stream) RemoteAddr() netip.AddrPort { return s.conn.RemoteAddr() }

// Events counts the events delivered.
func (s *Stream) Events() int64 { return s.events }

// Bytes counts the bytes that the socket took, without the head.
func (s *Stream) Bytes() int64 { return s.bytes }

// Queued is how many bytes wait for the socket.
func (s *Stream) Queued() int {
	if s.lag == nil {
		return 0
	}
	return s.lag.bytes
}

// Replaying says that the stream has not yet caught up with its history.
func (s *Stream) Replaying() bool { return s.lag != nil && s.lag.cursor != nil }

// IsRevoked says that the stream's credential was revoked.
func (s *Stream) IsRevoked() bool {
	select {
	case <-s.revoked:
		return true
	default:
		return false
	}
}

// Data ignores what a client sends after its request.
func (s *Stream) Data(*eventloop.Conn, []byte) {}

// Gone ends the stream of a client that has left.
func (s *Stream) Gone(_ *eventloop.Conn, err error) {
	s.release(fmt.Errorf("%w: %w", ErrLeft, err))
}

// Writable goes on where the socket was full.
func (s *Stream) Writable(*eventloop.Conn) {
	if s.lag != nil && s.flush() {
		s.settle()
	}
}

// Expired does what has become due.
func (s *Stream) Expired(*eventloop.Conn) {
	if s.group == nil {
		_ = s.conn.Close() // half-closed, and the client has not followed
		return
	}
	now := s.group.loop.clock()
	switch {
	case s.endAt != 0 && now >= s.endAt:
		s.endAt = 0
		s.End(ErrDrained, Complete)
	case s.lag != nil && len(s.lag.queue) > 0:
		s.overdue(now)
	default:
		s.beat(now)
	}
	s.arm()
}

// beat sends a heartbeat if the stream was silent for long enough.
func (s *Stream) beat(now time.Duration) {
	limits := &s.group.loop.hub.limits
	if now-s.silentSince() < limits.Heartbeat {
		return
	}
	s.wrote = now
	s.write(heartbeat(s.chunked), 0)
}

func (s *Stream) silentSince() time.Duration {
	if s.lag != nil {
		return s.wrote
	}
	return max(s.wrote, s.group.wrote)
}

// arm sets the timer to what is due next.
func (s *Stream) arm() {
	if s.group == nil {
		return
	}
	limits := &s.group.loop.hub.limits
	due := s.silentSince() + limits.Heartbeat
	if s.lag != nil && len(s.lag.queue) > 0 {
		due = s.lag.due(limits)
	}
	if s.endAt != 0 {
		due = min(due, s.endAt)
	}
	s.conn.SetTimer(max(1, due-s.group.loop.clock()))
}

// write hands p to the socket, and what it does not take to the queue.
func (s *Stream) write(p []byte, events int) {
	n, err := s.conn.Write(p)
	s.took(n)
	s.delivered(events)
	switch {
	case err != nil:
		s.finish(fmt.Errorf("write stream: %w", err), FIN)
	case n < len(p):
		s.fallBehind(p[n:])
	}
}

// took counts bytes that the socket took.
func (s *Stream) took(n int) {
	s.bytes += int64(n)
	s.group.loop.bytes.Add(int64(n))
}

// delivered counts events handed to the socket or to the queue.
func (s *Stream) delivered(events int) {
	s.events += int64(events)
	s.group.loop.deliveries.Add(int64(events))
}
