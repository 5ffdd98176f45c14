package ledger

import (
	"math"
	"time"
)

// DefaultGrace is how long one event may take to reach all Subscribers.
const DefaultGrace = 5 * time.Second

// Options are the bounds of a Book, and what it needs to be told. Zero is the default.
type Options struct {
	// MaxLanes is how many lanes there may be (4096).
	MaxLanes int
	// MaxHoles is how many holes a Ledger keeps for each of its lanes (1024).
	MaxHoles int
	// MaxExamples is how many examples of each kind are kept (10).
	MaxExamples int
	// MaxEvents is how many events are followed at a time for their spread (65536), and how
	// many payloads are known at a time where events have no numbers.
	MaxEvents int
	// MaxJump is the largest distance of a number from those before it that is still
	// the same sequence (1<<31).
	MaxJump int64
	// Grace is for how long an event is followed after its last arrival ([DefaultGrace]).
	Grace time.Duration
	// DueUnix tells when an event was due, for examples of what never came; 0 is unknown.
	// It may be nil.
	DueUnix func(lane string, seq int64) int64
	// Excused returns the lowest number of a lane, from one on, that nobody can be
	// expected to receive: its publish has failed, and may have been stored or not. What
	// it tells of a number before a later one is received holds from the start, what
	// it tells later only at the end. It may be nil.
	Excused func(lane string, from int64) (int64, bool)
	// Spread is given the spread of each event that is no longer followed. If it is nil,
	// none is. It must not call the Book.
	Spread func(Spread)
}

// Book is what all Subscribers of one worker share. It is not for concurrent use.
type Book struct {
	opts     Options
	lanes    []lane
	names    map[string]Lane
	refused  int64
	tally    Tally
	examples Examples

	follow follower
	keys   keys
	echoes []News // of what was learned since News
}

// lane is what is known of one sequence.
type lane struct {
	name   string
	high   int64  // the highest number seen in this epoch, -1 before
	due    int64  // of that event
	since  int64  // due time of the first event of this epoch
	closed int64  // the highest number of this epoch that is no longer followed, -1 before
	epoch  uint16 // how often the sequence began anew
	keyed  bool   // numbers are ordinals of keys: they tell no order

	live   int64   // Subscribers with a run of numbers
	joined int64   // when the last run began
	owed   []int32 // where keyed: how many ordinals up to this one are owed to all
}

// NewBook returns an empty Book.
func NewBook(o Options) *Book {
	orDefault(&o.MaxLanes, 4096)
	orDefault(&o.MaxHoles, 1024)
	orDefault(&o.MaxExamples, 10)
	orDefault(&o.MaxEvents, 1<<16)
	orDefault(&o.MaxJump, 1<<31)
	orDefault(&o.Grace, DefaultGrace)
	b := &Book{opts: o, names: map[string]Lane{}, examples: Examples{Max: o.MaxExamples}}
	if o.Spread != nil {
		b.follow = follower{ring: make([]followed, o.MaxEvents), index: newIndex(o.MaxEvents)}
	}
	return b
}

func orDefault[T int | int64 | time.Duration](v *T, def T) {
	if *v <= 0 {
		*v = def
	}
}

// Lane returns the lane of that name, which is new if the name is. It returns NoLane and
// false when there are MaxLanes others.
func (b *Book) Lane(name []byte) (Lane, bool) {
	if l, ok := b.names[string(name)]; ok {
		return l, true
	}
	if len(b.lanes) >= b.opts.MaxLanes {
		b.refused++
		return NoLane, false
	}
	l, s := Lane(len(b.lanes)), string(name)
	b.names[s] = l
	b.lanes = append(b.lanes, lane{name: s, high: -1, closed: -1, due: math.MinInt64})
	return l, true
}

// Name returns the name of a lane that Lane returned.
func (b *Book) Name(l Lane) string { return b.lanes[l].name }

// Highs enters the highest number seen in each lane, by its name, where that is more than what
// is there.
func (b *Book) Highs(into map[string]int64) {
	for _, l := range b.lanes {
		if l.high >= 0 {
			into[l.name] = max(into[l.name], l.high)
		}
	}
}

// Refused returns how often Lane has refused a name, since there were too many.
func (b *Book) Refused() int64 { return b.refused }

// Tally returns the counts so far.
func (b *Book) Tally() Tally {
	t := b.tally
	t.Lost = t.Expected - (t.Received - t.Duplicate - t.Repeated)
	return t
}

// Young returns how many of the events that a Subscriber lacks were shown to be missing by a
// later one that came after an instant, in nanoseconds since 1970. They are Lost, but may
// still be on their way. Of events without numbers there are none.
func (b *Book) Young(l *Ledger, sinceUnix int64) (n int64) {
	if l.more == nil {
		return 0
	}
	l.tracks(func(t *track, h holes) {
		if !b.lanes[t.lane].keyed {
			n += h.young(sinceUnix)
		}
	})
	return n
}

// Examples returns a copy of the examples so far.
func (b *Book) Examples() Examples {
	return b.examples.clone()
}
