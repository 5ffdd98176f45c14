package engine

import (
	"math/rand/v2"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventloop"
	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/loadgen/http3"
	"github.com/ssegauge/ssegauge/loadgen/ledger"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	"github.com/ssegauge/ssegauge/loadgen/secure"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
)

// worker is one event loop and its share of the Subscribers. Everything about it is for
// the loop's goroutine.
type worker struct {
	cfg        *Config
	index      int
	loop       *eventloop.Loop
	begin      time.Time
	endpoints  []request.Endpoint
	tags       []int     // of the endpoints
	carriers   []starter // of the endpoints; nil where streams carry themselves
	sources    *request.Sources
	handshakes *secure.Pool
	quic       *http3.Group

	moves   *schedule.Moves
	next    schedule.Move
	more    bool // next is to come
	queue   queue
	working bool        // the queue is being worked off
	alarm   *time.Timer // the next move is due
	ending  bool        // nobody comes back

	streams roster
	live    []*stream // those that are open, in no order
	rand    *rand.Rand

	sheet   *measure.Sheet
	spare   *measure.Sheet // empty, to take its place
	stage   int
	book    *ledger.Book
	lanes   []ledger.Lane // that every Subscriber asks for, as far as that is known
	closed  []Closed
	spreads []ledger.Spread // since they were collected

	extract  *stamp.Extractor
	current  *stream // whose bytes are being decoded
	batch    int64   // events of it
	emit     func(eventstream.View)
	arrival  int64 // of what is being looked at, Unix nanoseconds
	memo     sighting
	sighted  int64 // when the last event without a number arrived, Unix nanoseconds
	reads    Reads
	decoders []*eventstream.Decoder
	scratch  []byte
}

// starter opens streams over carriers.
type starter interface {
	start(s *stream)
	rest() // closes connections without streams
}

// Closed is a stream that its server has ended.
type Closed struct {
	Subscriber int
	At         time.Duration
	Why        string
}

// maxClosed bounds the examples of closed streams that a worker keeps.
const maxClosed = 100

// elapsed returns the time since the run began.
func (w *worker) elapsed() time.Duration { return time.Since(w.begin) }

// fail notes an error of a stream.
func (w *worker) fail(s *stream, class measure.Class, text string) {
	w.sheet.Fail(measure.Failure{Tag: s.tag(), Class: class, Text: text, Subscriber: int(s.number), At: w.elapsed()})
}

// note keeps a stream that the server has ended as an example.
func (w *worker) note(s *stream, why string) {
	if len(w.closed) < maxClosed {
		w.closed = append(w.closed, Closed{int(s.number), w.elapsed(), why})
	}
}

// enliven and unliven keep the list of open streams.

func (w *worker) enliven(s *stream) {
	s.place = int32(len(w.live))
	w.live = append(w.live, s)
	w.sheet.SetLive(int64(len(w.live)))
}

func (w *worker) unliven(s *stream) {
	last := w.live[len(w.live)-1]
	w.live[s.place], last.place = last, s.place
	w.live[len(w.live)-1] = nil
	w.live = w.live[:len(w.live)-1]
	w.sheet.SetLive(int64(len(w.live)))
}

// expect tells the ledger of s what must come from now on.
func (w *worker) expect(s *stream) {
	if s.reader > 0 || s.has(settled) {
		return
	}
	o := ledger.Opening{Resumed: s.has(opened) && len(s.resumeFrom()) > 0}
	if !w.cfg.Union {
		o.Lanes, o.Next = w.lanes, w.nextOf
	}
	w.book.Open(&s.ledger, s.number, o)
}

// nextOf returns the number of the next event of a lane that is not due yet.
func (w *worker) nextOf(l ledger.Lane) int64 {
	if w.cfg.Next == nil {
		return -1
	}
	return w.cfg.Next(w.book.Name(l))
}

// after has s due and started when d has passed, unless something else has happened to it, or nobody comes
// back any more.
func (w *worker) after(d time.Duration, s *stream) {
	s.turn++
	turn := s.turn
	if s.attempts == 0 { // through attempts that lead to nothing it stays due
		s.due = w.elapsed() + d
	}
	w.loop.After(d, func() {
		if s.turn == turn && s.phase == away && !w.ending {
			w.enqueue(s)
		}
	})
}
