package ledger

import (
	"cmp"
	"slices"
)

// Spreads joins the spreads of several workers. The owner adds what the workers tell,
// and takes out what they have all told. It is not for concurrent use.
type Spreads struct {
	// Max is how many events are kept (65536 if 0). Beyond, those first seen first are Cut.
	Max  int
	open map[identity]*Spread
}

type identity struct {
	lane  string
	seq   int64
	key   uint64
	epoch uint16
}

// Add adds the spread of an event over the Subscribers of one worker.
func (m *Spreads) Add(s Spread) {
	if m.open == nil {
		m.open = map[identity]*Spread{}
	}
	id := identity{s.Lane, s.Seq, s.Key, s.Epoch}
	o, ok := m.open[id]
	if !ok {
		m.open[id] = &s
		return
	}
	o.FirstUnix = min(o.FirstUnix, s.FirstUnix)
	o.LastUnix = max(o.LastUnix, s.LastUnix)
	o.Count += s.Count
	o.Cut = o.Cut || s.Cut
}

// Close takes out the events that no worker has seen since an instant, in nanoseconds
// since 1970, and gives each to f, those first seen first. The instant must be earlier
// than the workers' last Close by Grace, so that all have told of them; math.MaxInt64
// takes out all.
func (m *Spreads) Close(unix int64, f func(Spread)) {
	keep := m.Max
	if keep <= 0 {
		keep = 1 << 16
	}
	over := len(m.open) - keep
	var done []Spread
	for id, s := range m.open {
		if s.LastUnix < unix {
			done = append(done, *s)
			delete(m.open, id)
		}
	}
	if over -= len(done); over > 0 {
		done = append(done, m.cut(over)...)
	}
	slices.SortFunc(done, byFirst)
	for _, s := range done {
		f(s)
	}
}

// cut takes out so many events, those first seen first.
func (m *Spreads) cut(n int) []Spread {
	all := make([]Spread, 0, len(m.open))
	for _, s := range m.open {
		all = append(all, *s)
	}
	slices.SortFunc(all, byFirst)
	all = all[:n]
	for i := range all {
		s := &all[i]
		delete(m.open, identity{s.Lane, s.Seq, s.Key, s.Epoch})
		s.Cut = true
	}
	return all
}

func byFirst(a, b Spread) int {
	return cmp.Or(cmp.Compare(a.FirstUnix, b.FirstUnix), cmp.Compare(a.Lane, b.Lane), cmp.Compare(a.Seq, b.Seq))
}
