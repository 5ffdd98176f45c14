package refserver

import (
	"errors"
	"io"

	"github.com/ssegauge/ssegauge/reference-server/fanout"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// cause is why a stream ended, in a word.
type cause uint8

const (
	left    cause = iota // the client closed it, or its connection broke
	drained              // the server shut down, or was restarted
	slow                 // the client did not take what was sent
	behind               // the client fell behind the history
	revoked              // its credential was revoked
	dropped              // the control API ended it
	failed               // the server had to give it up
	causes               // how many there are
)

// String is the cause as logs and metrics name it.
func (c cause) String() string {
	return [causes]string{"left", "drained", "slow", "behind", "revoked", "dropped", "failed"}[c]
}

// causeOf returns what the error that ended a stream comes down to. A socket that
// fails says that the client has left.
func causeOf(err error) cause {
	for _, known := range []struct {
		error
		cause
	}{
		{fanout.ErrLeft, left},
		{fanout.ErrDelivered, drained},
		{fanout.ErrDrained, drained},
		{io.EOF, drained},
		{history.ErrBehind, behind},
		{fanout.ErrRevoked, revoked},
		{errDropped, dropped},
		{errAborted, failed},
		{history.ErrPatterns, failed},
		{fanout.ErrClosed, failed},
	} {
		if errors.Is(err, known.error) {
			return known.cause
		}
	}
	if fanout.Slow(err) {
		return slow
	}
	return left
}

// ending is how a stream ended, and what it had delivered by then.
type ending struct {
	err           error
	major         int // of the version of HTTP
	events, bytes int64
}

// ended gives back what a stream had taken, and tells of its end. It does not wait.
func (s *Server) ended(home *household, v *visit, f *Feed, e ending) {
	if fanout.Slow(e.err) {
		s.slow.Add(1)
	}
	s.meters.opened(e.major).Add(-1)
	s.meters.ended[causeOf(e.err)].Add(1)
	s.leave(v, e)
	s.seats.leave(home)
	f.left(causeOf(e.err))
}
