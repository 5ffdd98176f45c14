package control

import (
	"slices"
	"sync"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// Stream is an open stream as its deliveries see it.
type Stream interface {
	// ID is the number of the stream, given to no other.
	ID() uint64
	// Remote is the address of its client. It is asked for once.
	Remote() string
	// Since is the end of the history when the stream was opened: what it gets up to
	// this place is replayed, and what comes after it is live.
	Since() int64
}

// Faults loses, doubles and exchanges events on their way into streams, and counts
// that exactly. Its methods may be called from several goroutines.
type Faults struct {
	show func(*Faults) // is told this while there is something to apply, else nil

	mu      sync.Mutex
	plan    plan
	active  bool
	totals  FaultCounts
	streams map[uint64]*faulty
	ended   []uint64 // streams that have ended and are still in the map, the oldest first
	lost    int64    // how many of them are no longer
	due     int      // streams that hold an event of a plan that is over
}

// FaultCounts are deliveries by what was done to them: each event to each stream is
// one. Decided is the sum of the others.
type FaultCounts struct {
	// Decided counts the deliveries that a fault was possible in.
	Decided int64 `json:"decided"`
	// Passed counts those that were left alone.
	Passed int64 `json:"passed"`
	// Dropped counts those that were not written.
	Dropped int64 `json:"dropped"`
	// Doubled counts those that were written twice, in immediate succession.
	Doubled int64 `json:"doubled"`
	// Reordered counts those that were written after the event that follows them.
	Reordered int64 `json:"reordered"`
	// Held counts those that wait for the event that follows them.
	Held int64 `json:"held"`
}

// faulty is what was done to one stream.
type faulty struct {
	id     uint64
	remote string
	since  int64
	counts FaultCounts
	held   *history.Entry
	due    bool // held is of a plan that is over
	ended  bool

	dropped, doubled, reordered []string // the last IDs
}

// maxEnded is how many streams that have ended are remembered.
const maxEnded = 20_000

func newFaults(show func(*Faults)) *Faults {
	return &Faults{show: show, streams: make(map[uint64]*faulty)}
}

// Apply appends to out what is to be written to s in place of the batch, which may
// be empty. A stream must call it for every batch, and after every wake, from one
// goroutine at a time; it is not changed by how events are grouped into batches.
func (f *Faults) Apply(s Stream, batch, out []*history.Entry) []*history.Entry {
	f.mu.Lock()
	defer f.mu.Unlock()
	out = f.settle(s, true, out)
	of := f.streams[s.ID()]
	if of == nil {
		if len(batch) == 0 || !f.active || !f.plan.concerns(s.ID()) {
			return append(out, batch...)
		}
		of = &faulty{id: s.ID(), remote: s.Remote(), since: s.Since()}
		f.streams[of.id] = of
	}
	for _, e := range batch {
		out = f.deliver(of, e, out)
	}
	return out
}

// End must be called when a stream ends; only the first call counts. It appends to out the event that the
// stream holds back, if it ends in order; else that event is never written.
func (f *Faults) End(s Stream, inOrder bool, out []*history.Entry) []*history.Entry {
	f.mu.Lock()
	defer f.mu.Unlock()
	out = f.settle(s, inOrder, out)
	of := f.streams[s.ID()]
	if of == nil || of.ended {
		return out
	}
	if of.held != nil && inOrder {
		f.count(of, FaultCounts{Held: -1, Passed: 1})
		out = append(out, of.held)
	}
	of.held, of.ended = nil, true // what is not written stays counted as held
	f.ended = append(f.ended, s.ID())
	if len(f.ended) > maxEnded {
		delete(f.streams, f.ended[0])
		f.ended = f.ended[1:]
		f.lost++
	}
	return out
}

// start follows a plan from now on, and counts anew.
func (f *Faults) start(p plan) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stop()
	f.plan, f.active = p, true
	f.show(f)
}

// stop ends the plan. Each event that is held back is let go when its stream next
// calls Apply: nothing was done to it. Faults must be locked.
func (f *Faults) stop() {
	for id, of := range f.streams {
		switch {
		case of.due:
		case of.held == nil:
			delete(f.streams, id)
		default:
			of.due = true
			f.due++
		}
	}
	f.plan, f.active, f.totals, f.ended, f.lost = plan{}, false, FaultCounts{}, nil, 0
	f.hide()
}

// settle lets go of what s holds of a plan that is over.
func (f *Faults) settle(s Stream, write bool, out []*history.Entry) []*history.Entry {
	of := f.streams[s.ID()]
	if of == nil || !of.due {
		return out
	}
	if write {
		out = append(out, of.held)
	}
	delete(f.streams, s.ID())
	f.due--
	f.hide()
	return out
}

// hide takes f out of the way of streams once there is nothing to apply.
func (f *Faults) hide() {
	if !f.active && f.due == 0 {
		f.show(nil)
	}
}

// deliver appends what e becomes. Faults must be locked.
func (f *Faults) deliver(of *faulty, e *history.Entry, out []*history.Entry) []*history.Entry {
	if e.Place() <= of.since || (f.plan.topic != "" && e.Topic() != f.plan.topic) {
		return f.follow(of, append(out, e))
	}
	f.count(of, FaultCounts{Decided: 1})
	what := f.plan.decide(of.id, e.Place())
	if what == reorder && of.held != nil {
		what = pass // only one is held at a time
	}
	switch what {
	case drop:
		f.count(of, FaultCounts{Dropped: 1})
		of.dropped = f.note(of.dropped, e)
		return out
	case reorder:
		f.count(of, FaultCounts{Held: 1})
		of.held = e
		return out
	case double:
		f.count(of, FaultCounts{Doubled: 1})
		of.doubled = f.note(of.doubled, e)
		out = append(out, e)
	case pass:
		f.count(of, FaultCounts{Passed: 1})
	}
	return f.follow(of, append(out, e))
}

// follow appends the event that was held back for the one that was just appended.
func (f *Faults) follow(of *faulty, out []*history.Entry) []*history.Entry {
	if of.held == nil {
		return out
	}
	of.reordered = f.note(of.reordered, of.held)
	f.count(of, FaultCounts{Held: -1, Reordered: 1})
	out = append(out, of.held)
	of.held = nil
	return out
}

func (f *Faults) count(of *faulty, more FaultCounts) {
	of.counts.add(more)
	f.totals.add(more)
}

func (c *FaultCounts) add(more FaultCounts) {
	c.Decided += more.Decided
	c.Passed += more.Passed
	c.Dropped += more.Dropped
	c.Doubled += more.Doubled
	c.Reordered += more.Reordered
	c.Held += more.Held
}

// note appends the ID of e to the last ones.
func (f *Faults) note(ids []string, e *history.Entry) []string {
	if f.plan.keep == 0 {
		return nil
	}
	if len(ids) >= f.plan.keep {
		ids = slices.Delete(ids, 0, len(ids)-f.plan.keep+1)
	}
	return append(ids, e.ID())
}
