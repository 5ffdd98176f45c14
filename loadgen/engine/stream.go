package engine

import (
	"time"

	"github.com/ssegauge/ssegauge/internal/eventloop"
	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/loadgen/http1"
	"github.com/ssegauge/ssegauge/loadgen/ledger"
)

// phase is where a Subscriber stands.
type phase uint8

const (
	away       phase = iota // it waits to come back, or has not begun
	connecting              // the connection is being made
	asking                  // the request is sent
	open                    // the head was good: events arrive
	leaving                 // it has closed its half
	gone                    // for good
)

// stream is one Subscriber with its Connection of the moment. It is as small as it can be,
// since there are thousands of them.
type stream struct {
	conn   eventloop.Conn // its own, if it has no carrier
	w      *worker
	by     carrier              // nil for plain HTTP/1
	dec    *eventstream.Decoder // its own while a frame has arrived in part
	extra  *extra               // nil most of the time
	lastID []byte
	ledger ledger.Ledger
	rest   eventstream.Rest
	body   http1.Body

	due      time.Duration // Arrival of the opening, or of the first attempt to come back
	since    time.Duration // the phase began
	received int64         // when the last event was received, Unix nanoseconds
	lag      time.Duration // of the last event
	number   int32
	place    int32  // in worker.live, if it is open
	turn     uint32 // counts Connections, so that a timer knows its own
	events   uint32 // received
	retry    int32  // 1 + milliseconds, as the server has said; 0 if it has not
	endpoint uint16
	attempts uint16 // in a row, without a stream
	phase    phase
	reader   uint8 // index + 1 of its Reader, or 0
	flags    flags
}

// flags are facts about a Subscriber.
type flags uint8

const (
	opened  flags = 1 << iota // it was open before
	started                   // a Connection of it has begun
	lagging                   // lag is known
	settled                   // its ledger is closed
	returns                   // it comes back after it has left
)

// extra is what a stream needs for a moment only.
type extra struct {
	head   []byte // a head that has arrived in part
	unsent []byte // of the request
}

// carrier is a connection that is not a stream's own: over TLS, or with many streams.
type carrier interface {
	// leave ends the exchange of s, which is told nothing more.
	leave(s *stream, how Manner)
	// send sends p, all of it.
	send(s *stream, p []byte)
	// setTimer makes s.expired be called once when d has passed; 0 stops that.
	setTimer(s *stream, d time.Duration)
	// hold stops reading what is for s; read then takes at most n bytes of it.
	hold(s *stream)
	read(s *stream, n int)
}

func (s *stream) has(f flags) bool { return s.flags&f != 0 }

// enter begins a phase.
func (s *stream) enter(p phase) {
	s.phase, s.since = p, s.w.elapsed()
}

// setTimer makes expired be called once when d has passed, on this Connection.
func (s *stream) setTimer(d time.Duration) {
	if s.by != nil {
		s.by.setTimer(s, d)
		return
	}
	s.conn.SetTimer(d)
}

// tag returns the index of the tag that what s measures goes under.
func (s *stream) tag() int { return s.w.tags[s.endpoint] }
