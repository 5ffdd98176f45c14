package ledger

import (
	"math"
	"slices"
)

// Ledger is what one Subscriber got. Its zero value is that of a Subscriber which never
// opened a Connection. It belongs to one Book.
type Ledger struct {
	first track // the first lane; most Subscribers have no other
	more  *more // nil while there is one lane, without holes
}

// more is what a Ledger needs when there are holes, or several lanes.
type more struct {
	holes holes     // of the first lane
	rest  []further // the other lanes, ascending
	lost  bool      // holes were given up
}

// further is a lane that is not the first of its Ledger.
type further struct {
	track
	holes holes
}

// track is the run of numbers of one lane: [base, max], and what is not in it are holes.
type track struct {
	base  int64 // the first expected
	max   int64 // the highest that was received or passed; base-1 if none was
	top   int64 // the highest received on this Connection, or nothing
	known int64 // the highest published when this Connection was opened
	lane  Lane
	epoch uint16
	state state
}

// nothing is below all numbers.
const nothing = math.MinInt64

// state is a set of flags of a track.
type state uint16

const (
	used    state = 1 << iota // the track has a lane
	begun                     // base and max are known
	resumed                   // this Connection asked for what came after the last one
	fresh                     // it did not, and where it begins is not known
	cut                       // what is before base was given up
)

func (s state) has(f state) bool { return s&f != 0 }

// find returns the track of a lane and its holes, which are nil while there cannot be
// any, or nil if the Ledger has no such lane.
func (l *Ledger) find(n Lane) (*track, *holes) {
	if l.first.lane == n && l.first.state.has(used) {
		if l.more == nil {
			return &l.first, nil
		}
		return &l.first, &l.more.holes
	}
	if l.more == nil {
		return nil, nil
	}
	if i, ok := l.more.search(n); ok {
		return &l.more.rest[i].track, &l.more.rest[i].holes
	}
	return nil, nil
}

// add adds a lane that find did not find.
func (l *Ledger) add(n Lane, epoch uint16) *track {
	t := track{lane: n, epoch: epoch, state: used, top: nothing, known: nothing}
	if !l.first.state.has(used) {
		l.first = t
		return &l.first
	}
	m := l.spare()
	i, _ := m.search(n)
	m.rest = slices.Insert(m.rest, i, further{track: t})
	return &m.rest[i].track
}

// spare returns the second part of the Ledger, made if need be.
func (l *Ledger) spare() *more {
	if l.more == nil {
		l.more = &more{}
	}
	return l.more
}

// holesOf returns the place for the holes of a track of this Ledger.
func (l *Ledger) holesOf(t *track) *holes {
	m := l.spare()
	if t == &l.first {
		return &m.holes
	}
	i, _ := m.search(t.lane)
	return &m.rest[i].holes
}

// tracks calls f for each lane, with its holes.
func (l *Ledger) tracks(f func(*track, holes)) {
	if !l.first.state.has(used) {
		return
	}
	if l.more == nil {
		f(&l.first, nil)
		return
	}
	f(&l.first, l.more.holes)
	for i := range l.more.rest {
		f(&l.more.rest[i].track, l.more.rest[i].holes)
	}
}

func (m *more) search(n Lane) (int, bool) {
	return slices.BinarySearchFunc(m.rest, n, func(f further, n Lane) int { return int(f.lane) - int(n) })
}
