package fanout

import (
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventloop"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// loop is one event loop with the streams on it. All but the counters belongs to
// its goroutine.
type loop struct {
	*eventloop.Loop
	hub    *Hub
	began  time.Time
	groups map[groupKey]*group

	batch   []*history.Entry // for one reading at a time
	scratch []byte           // for the bytes of several events
	kept    bool             // a queue may refer to scratch

	deliveries, bytes, queued atomic.Int64
	failed                    atomic.Pointer[error]
}

// clock is the time of this turn.
func (l *loop) clock() time.Duration { return l.Now().Sub(l.began) }

// each calls f for every stream. f may end it.
func (l *loop) each(f func(*Stream)) {
	for _, g := range l.groups {
		g.each(f)
	}
}

// run serves until the loop is closed. Streams that are open then have been cut, and
// their owners are told, however late they came.
func (l *loop) run() {
	cause := ErrDrained
	if err := l.Run(); err != nil {
		l.failed.Store(&err)
		cause = fmt.Errorf("%w: %w", ErrClosed, err)
	}
	l.each(func(s *Stream) { s.release(cause) })
}

// wakeAll has every group look whether it can go on.
func (l *loop) wakeAll() {
	for _, g := range l.groups {
		g.ring()
	}
}

// groupKey says which streams have all events in common.
type groupKey struct {
	log    *history.Log
	topics string
}

// group returns the group for these topics, made if need be.
func (l *loop) group(log *history.Log, topics []string) *group {
	key := groupKey{log, strings.Join(topics, "\n")} // no topic has a line end
	g := l.groups[key]
	if g == nil {
		g = &group{loop: l, key: key, topics: topics, wrote: l.clock()}
		g.pumpLater = g.pump
		g.cursor, _ = log.Open(topics, "", g.ring)
		l.groups[key] = g
	}
	return g
}

// payload is a batch as it is written, in the forms that are asked for.
type payload struct {
	loop         *loop
	batch        []*history.Entry
	chunked, raw []byte
}

// payload prepares the writing of a batch. It is valid until the next one.
func (l *loop) payload(batch []*history.Entry) payload {
	if l.kept {
		l.scratch, l.kept = nil, false
	}
	return payload{loop: l, batch: batch}
}

// of returns the bytes for s. They may be shared, and must not be changed.
func (p *payload) of(s *Stream) []byte {
	if s.chunked {
		return p.asChunks()
	}
	return p.asFrames()
}

func (p *payload) asChunks() []byte {
	switch {
	case p.chunked != nil || len(p.batch) == 0:
	case len(p.batch) == 1:
		p.chunked = p.batch[0].Chunk()
	default:
		buf := p.loop.scratch[:0]
		for _, e := range p.batch {
			buf = append(buf, e.Chunk()...)
		}
		p.loop.scratch, p.chunked = buf, buf
	}
	return p.chunked
}

func (p *payload) asFrames() []byte {
	switch {
	case p.raw != nil || len(p.batch) == 0:
	case len(p.batch) == 1:
		p.raw = p.batch[0].Frame()
	default:
		for _, e := range p.batch {
			p.raw = append(p.raw, e.Frame()...)
		}
	}
	return p.raw
}

// heartbeat is the comment that breaks a silence.
func heartbeat(chunked bool) []byte {
	if chunked {
		return []byte("d\r\n: heartbeat\n\n\r\n")
	}
	return []byte(": heartbeat\n\n")
}
