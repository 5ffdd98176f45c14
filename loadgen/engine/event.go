package engine

import (
	"bytes"
	"math"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/loadgen/ledger"
	"github.com/ssegauge/ssegauge/loadgen/measure"
)

// arrived notes when the bytes arrived that are about to be looked at.
func (w *worker) arrived() {
	at, kernel := w.loop.Arrival()
	w.arrival = at
	w.reads.All++
	if kernel {
		w.reads.Stamped++
		w.sheet.Time(0, measure.KernelLag, time.Duration(w.loop.ReadAt()-at))
	}
}

// take decodes bytes of the body that arrived at w.arrival.
func (s *stream) take(data []byte) {
	w, d := s.w, s.dec
	s.dec = nil // while it is used: an event may end the stream, which gives back what it has
	if d == nil {
		d = w.decoder()
		d.Resume(s.rest, s.lastID)
	}
	w.current, w.batch = s, 0
	err := d.Feed(data, w.emit)
	w.sheet.Add(s.tag(), measure.Events, w.batch)
	w.sheet.Add(s.tag(), measure.Bytes, int64(len(data)))
	s.lastID = d.AppendLastEventID(s.lastID[:0])
	if ms, ok := d.Retry(); ok {
		s.setRetry(ms)
	}
	rest, atRest := d.Rest()
	if s.phase != open || atRest {
		w.giveBack(d)
		s.rest = rest
	} else {
		s.dec = d
	}
	if err != nil && s.phase == open {
		s.broken(measure.Limit, err.Error())
	}
}

// event takes an event of the current stream. It must not allocate.
func (w *worker) event(v eventstream.View) {
	s := w.current
	if s.phase != open {
		return
	}
	w.batch++
	if s.events < math.MaxUint32 {
		s.events++
	}
	if s.reader == 0 {
		w.observe(s, v)
	}
	if most := w.cfg.Caps.Events; most > 0 && int(s.events) >= most {
		s.complete()
	}
}

// observe measures an event of a Subscriber that reads as fast as it can. The first one
// of all counts as such, not that of each Connection.
func (w *worker) observe(s *stream, v eventstream.View) {
	tag := s.tag()
	if s.events == 1 {
		w.sheet.Time(tag, measure.FirstEvent, w.elapsed()-s.due)
	}
	if s.received != 0 {
		w.sheet.Time(tag, measure.Interval, time.Duration(w.arrival-s.received))
	}
	s.received = w.arrival
	w.judge(s, tag, w.look(v))
}

// judge enters an event into the ledger of its Subscriber, and its Lag into the sheet
// unless it came late because the Subscriber did.
func (w *worker) judge(s *stream, tag int, x *sighting) {
	if !s.has(settled) {
		switch w.enter(s, x) {
		case ledger.New, ledger.Reordered, ledger.Foreign:
		default:
			return
		}
	}
	at := w.arrival
	if w.cfg.Offset != nil {
		at += int64(w.cfg.Offset(at))
	}
	if x.sent != 0 {
		w.sheet.Time(tag, measure.SentLag, time.Duration(at-x.sent))
	}
	if x.due == 0 {
		return
	}
	lag := time.Duration(at - x.due)
	w.sheet.Time(tag, measure.Lag, lag)
	if s.has(lagging) {
		w.sheet.Time(tag, measure.Jitter, (lag - s.lag).Abs())
	}
	s.lag = lag
	s.flags |= lagging
}

// enter enters an event into the ledger of its Subscriber, one without a place as Foreign. There
// are no books without a sequence.
func (w *worker) enter(s *stream, x *sighting) ledger.Mark {
	switch {
	case !w.cfg.books():
		return ledger.New
	case !x.counted:
		return w.book.Receive(&s.ledger, s.number, ledger.Event{Lane: ledger.NoLane})
	case w.cfg.Union:
		return w.sight(s, x)
	}
	e := ledger.Event{Lane: x.lane, Seq: x.seq, AtUnix: w.arrival, DueUnix: x.due}
	return w.book.Receive(&s.ledger, s.number, e)
}

// sighting is what is known of an event, whoever receives it.
type sighting struct {
	data, id, typ []byte
	counted       bool // it has a place in a lane
	lane          ledger.Lane
	seq           int64
	due, sent     int64 // Unix nanoseconds; 0 is not known

	ownID, identified bool   // the id is of this event; so is the key
	key               uint64 // identity, where there is no number
}

// look finds out what an event is. Thousands receive the same one in a row, so the last
// answer is kept.
func (w *worker) look(v eventstream.View) *sighting {
	m := &w.memo
	if bytes.Equal(v.Data, m.data) && bytes.Equal(v.LastEventID, m.id) && bytes.Equal(v.Type, m.typ) && v.OwnID == m.ownID {
		return m
	}
	m.data, m.id, m.typ = append(m.data[:0], v.Data...), append(m.id[:0], v.LastEventID...), append(m.typ[:0], v.Type...)
	m.ownID, m.counted = v.OwnID, false
	x, _ := w.extract.Extract(v.Data, v.LastEventID)
	m.due, m.sent = x.Due, x.Sent
	if m.due == 0 {
		m.due = m.sent
	}
	switch {
	case w.cfg.Union && !x.Foreign:
		m.identify(v)
		m.lane, m.counted = w.book.Lane(x.Topic)
	case x.HasSeq:
		m.seq = x.Seq
		m.lane, m.counted = w.book.Lane(x.Topic)
	}
	return m
}

// decoder returns a decoder that nobody uses.
func (w *worker) decoder() *eventstream.Decoder {
	if n := len(w.decoders); n > 0 {
		d := w.decoders[n-1]
		w.decoders = w.decoders[:n-1]
		return d
	}
	return eventstream.NewDecoder(w.cfg.Limits.Events)
}

// maxDecoders bounds the decoders that are kept for later.
const maxDecoders = 64

// giveBack keeps a decoder for the next stream.
func (w *worker) giveBack(d *eventstream.Decoder) {
	if len(w.decoders) < maxDecoders {
		w.decoders = append(w.decoders, d)
	}
}
