package ledger

import "slices"

// Kind is what an Example is of.
type Kind uint8

// The kinds.
const (
	// Lost is events that never came.
	Lost Kind = iota
	// Doubled is an event that came twice.
	Doubled
	// Disordered is an event that came after a later one.
	Disordered
	kinds
)

// String returns the kind as one word in lower case.
func (k Kind) String() string { return [...]string{"lost", "duplicate", "reordered"}[k] }

// Example is one case of what went wrong.
type Example struct {
	Kind       Kind
	Subscriber int32
	// Lane is the name of the lane.
	Lane string
	// Seq is the number of the event, the first of Count.
	Seq, Count int64
	// DueUnix is when it was due, in nanoseconds since 1970, or 0 if that is not known.
	DueUnix int64
	// AtUnix is when it arrived, or for one that did not, when a later one did; 0 if none
	// did.
	AtUnix int64
	// Text is the start of the ID or the payload, where events have no numbers.
	Text string
}

// Examples is at most Max examples of each kind, of as many Subscribers as there are. Its
// zero value keeps none.
type Examples struct {
	// Max is how many of each kind are kept.
	Max   int
	kinds [kinds][]Example
	full  [kinds]bool // with examples of Max Subscribers
}

// All returns the examples by kind, in the order in which they were added.
func (x *Examples) All() []Example { return slices.Concat(x.kinds[:]...) }

// Add adds an example, unless there are enough.
func (x *Examples) Add(e Example) {
	list := &x.kinds[e.Kind]
	switch i := x.place(e.Kind, e.Subscriber); {
	case i < 0:
	case i < len(*list):
		(*list)[i] = e
	default:
		*list = append(*list, e)
	}
}

// Merge adds the examples of another.
func (x *Examples) Merge(o Examples) {
	for _, e := range o.All() {
		x.Add(e)
	}
}

// place returns the index at which an example of a Subscriber goes, or -1 if there are
// enough. When there are Max, it goes in place of a second one of another Subscriber.
func (x *Examples) place(k Kind, subscriber int32) int {
	list := x.kinds[k]
	if len(list) < x.Max {
		return len(list)
	}
	if x.full[k] {
		return -1
	}
	second := -1
	for i, e := range list {
		if e.Subscriber == subscriber {
			return -1
		}
		earlier := func(o Example) bool { return o.Subscriber == e.Subscriber }
		if slices.ContainsFunc(list[:i], earlier) {
			second = i
		}
	}
	x.full[k] = second < 0
	return second
}

func (x *Examples) clone() Examples {
	c := *x
	for i := range c.kinds {
		c.kinds[i] = slices.Clone(c.kinds[i])
	}
	return c
}

// example keeps an example, if there are not enough.
func (b *Book) example(k Kind, subscriber int32, l Lane, seq, count, atUnix int64) {
	if b.examples.place(k, subscriber) < 0 {
		return
	}
	e := Example{Kind: k, Subscriber: subscriber, Lane: b.lanes[l].name, Seq: seq, Count: count, AtUnix: atUnix}
	if b.lanes[l].keyed {
		e.Text = b.textOf(l, seq)
	} else if b.opts.DueUnix != nil {
		e.DueUnix = b.opts.DueUnix(e.Lane, seq)
	}
	b.examples.Add(e)
}

// kindOf returns the kind of a mark, and false if it is none that is kept.
func kindOf(m Mark) (Kind, bool) {
	switch m {
	case Duplicate:
		return Doubled, true
	case Reordered:
		return Disordered, true
	default:
		return 0, false
	}
}
