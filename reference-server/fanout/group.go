package fanout

import (
	"errors"
	"io"
	"slices"
	"sync/atomic"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// group is the streams of one loop that have all events in common. It reads the
// history once for all of them. Its lists are walked backward, since a stream may
// leave its list at its turn, and then the last one takes its place.
type group struct {
	loop      *loop
	key       groupKey
	topics    []string
	cursor    *history.Cursor
	live      []*Stream // stand where the cursor stands, with nothing queued
	behind    []*Stream // have a lag
	wrote     time.Duration
	rung      atomic.Bool // pump is about to be called
	pumpLater func()      // pump, allocated once
}

// ring has the group read on. It may be called from any goroutine.
func (g *group) ring() {
	if g.rung.CompareAndSwap(false, true) {
		g.loop.Post(g.pumpLater)
	}
}

// pump delivers a batch, and comes back for the next one after the others have had
// their turn.
func (g *group) pump() {
	g.rung.Store(false)
	if g.step() {
		g.ring()
		return
	}
	for _, s := range slices.Backward(g.behind) {
		s.catchUp()
	}
}

// reach reads on until the cursor has come up to a place, if it can.
func (g *group) reach(place int64) {
	for g.cursor.Place() < place && g.step() {
	}
}

// step delivers a batch and reports whether there was one.
func (g *group) step() bool {
	if g.ended() || g.paused() {
		return false
	}
	batch, err := g.cursor.Next(g.loop.batch[:0])
	g.loop.batch = batch
	if err != nil {
		g.stop(err)
		return false
	}
	if len(batch) == 0 {
		return false
	}
	g.deliver(batch)
	clear(batch)
	return true
}

// stop ends the streams that the group reads for. Those that read the history by
// themselves stay: where the group has fallen behind, it goes on from the end, which
// they have yet to come to.
func (g *group) stop(err error) {
	cause := endOf(err)
	g.each(func(s *Stream) { s.end(cause) })
	if g.ended() || errors.Is(err, io.EOF) {
		return
	}
	g.cursor.Close()
	g.cursor, _ = g.key.log.Open(g.topics, "", g.ring)
}

// paused says that delivery waits. It does not wait for the end of the log.
func (g *group) paused() bool {
	gate := g.loop.hub.gate.Load()
	return gate != nil && (*gate)(g.topics) && !g.key.log.Closed()
}

// endOf returns the cause of the end that a cursor's error means.
func endOf(err error) error {
	if errors.Is(err, io.EOF) {
		return ErrDelivered
	}
	return err
}

// end ends the stream when its group has nothing more for it. One that still reads
// the history by itself comes to its own end.
func (s *Stream) end(cause error) {
	if !s.Replaying() {
		s.End(cause, Complete)
	}
}

// deliver hands the batch to every stream that is not reading the history by
// itself, nor ending. Those behind come first: one that falls behind has had its part.
func (g *group) deliver(batch []*history.Entry) {
	l := g.loop
	fault := l.hub.fault.Load()
	out := l.payload(batch)
	to := func(s *Stream) {
		if fault != nil {
			out = l.payload((*fault)(s, batch, false))
		}
		g.hand(s, &out)
	}
	for _, s := range slices.Backward(g.behind) {
		if !s.Replaying() && !s.isEnding() {
			to(s)
		}
	}
	for _, s := range slices.Backward(g.live) {
		to(s)
	}
	g.wrote = l.clock()
}

// hand gives s what is written for it.
func (g *group) hand(s *Stream, out *payload) {
	p := out.of(s)
	switch {
	case len(p) == 0:
	case s.lag != nil:
		s.delivered(len(out.batch))
		s.enqueue(p)
	default:
		s.write(p, len(out.batch))
	}
}

// each calls f for every stream. f may end it.
func (g *group) each(f func(*Stream)) {
	for _, s := range slices.Backward(g.live) {
		f(s)
	}
	for _, s := range slices.Backward(g.behind) {
		f(s)
	}
}

// add puts s into one of the group's lists.
func (g *group) add(s *Stream, list *[]*Stream) {
	s.index = int32(len(*list)) //nolint:gosec // a process has fewer descriptors
	*list = append(*list, s)
}

// take takes s out of a list; the last one takes its place.
func (g *group) take(s *Stream, list *[]*Stream) {
	old := *list
	last := old[len(old)-1]
	old[s.index], last.index = last, s.index
	old[len(old)-1] = nil // so that it is not kept
	*list = old[:len(old)-1]
}

func (g *group) move(s *Stream, from, to *[]*Stream) {
	g.take(s, from)
	g.add(s, to)
}

// remove takes s out of the group, which ends with its last stream.
func (g *group) remove(s *Stream) {
	if s.lag != nil {
		g.take(s, &g.behind)
	} else {
		g.take(s, &g.live)
	}
	if len(g.live)+len(g.behind) == 0 {
		g.cursor.Close()
		delete(g.loop.groups, g.key)
	}
}

// ended says that the group has no stream left.
func (g *group) ended() bool { return len(g.live)+len(g.behind) == 0 }
