package ledger_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ssegauge/ssegauge/loadgen/ledger"
)

// model is a Ledger that stores everything: what became of each number.
type model struct {
	fate           map[int64]fate
	low, high, top int64
	known          int64
	begun          bool
	resumed, fresh bool
	tally          ledger.Tally
	excused        map[int64]bool
}

// fate is what is known of one number; those without one were never expected.
type fate uint8

const (
	owed fate = iota + 1
	got
	missed
)

func (m *model) open(n int64, resumed bool, published int64) {
	m.top, m.known = -1, max(published, n-1)
	m.resumed, m.fresh = resumed, false
	switch {
	case !m.begun && n >= 0:
		m.begun, m.low, m.high = true, n, n-1
	case !m.begun || resumed:
	case n < 0:
		m.fresh = true
	default:
		m.skip(n - 1)
	}
}

func (m *model) skip(to int64) {
	for ; m.high < to; m.high++ {
		m.fate[m.high+1] = missed
	}
}

func (m *model) receive(n int64) ledger.Mark {
	if !m.begun {
		m.begun, m.low, m.high = true, n, n-1
	}
	if m.fresh {
		m.skip(n - 1)
	}
	m.fresh = false
	mark := m.mark(n)
	for i := n + 1; i <= m.high; i++ {
		if m.fate[i] == missed {
			m.fate[i] = owed
		}
	}
	for ; m.high < n; m.high++ {
		m.fate[m.high+1] = owed
	}
	for ; m.low > n; m.low-- {
		m.fate[m.low-1] = owed
	}
	m.fate[n] = got
	m.top = max(m.top, n)
	return mark
}

// mark counts a delivery.
func (m *model) mark(n int64) ledger.Mark {
	m.tally.Received++
	switch {
	case m.fate[n] == got:
		m.tally.Duplicate++
		return ledger.Duplicate
	case n < m.top:
		m.tally.Reordered++
		return ledger.Reordered
	case m.resumed && n <= m.known:
		m.tally.Replayed++
		return ledger.Replayed
	}
	return ledger.New
}

func (m *model) settle(last int64) {
	for ; m.begun && m.high < last; m.high++ {
		m.fate[m.high+1] = owed
		if m.fresh {
			m.fate[m.high+1] = missed
		}
	}
	m.tally.Closed = 1
}

func (m *model) sum() ledger.Tally {
	t := m.tally
	for n, f := range m.fate {
		if f != got && m.excused[n] {
			t.Excused++
			continue
		}
		switch f {
		case owed:
			t.Lost++
			t.Expected++
		case got:
			t.Expected++
		case missed:
			t.Missed++
		}
	}
	if t.Closed == 1 && t.Lost > 0 {
		t.Incomplete = 1
	}
	return t
}

// FuzzModel plays what a server with faults and a client that comes and goes do, and
// compares each mark and each Tally with those of the model.
func FuzzModel(f *testing.F) {
	for seed := range uint64(300) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		r := rand.New(rand.NewPCG(seed, 1))
		excused := map[int64]bool{}
		for range r.IntN(20) {
			excused[r.Int64N(120)] = true
		}
		b := ledger.NewBook(ledger.Options{Excused: func(_ string, from int64) (int64, bool) { return nextOf(excused, from) }})
		for _, name := range []string{"a", "b", "c"} {
			b.Lane([]byte(name))
		}
		lane := ledger.Lane(r.Int32N(3))
		p := &play{t: t, r: r, b: b, lane: lane, m: model{fate: map[int64]fate{}, excused: excused}, published: 9}
		b.Receive(new(ledger.Ledger), 2, ledger.Event{Lane: lane, Seq: p.published})
		p.other = b.Tally()
		p.open(false)
		for range r.IntN(200) {
			p.step()
		}
		if r.IntN(2) == 0 {
			b.Leave(&p.l, 1)
			p.m.settle(-1)
		} else {
			b.Settle(&p.l, 1, p.only(p.published))
			p.m.settle(p.published)
		}
		p.compare()
	})
}

// nextOf returns the lowest number of a set from one on.
func nextOf(set map[int64]bool, from int64) (lowest int64, ok bool) {
	for n := range set {
		if n >= from && (!ok || n < lowest) {
			lowest, ok = n, true
		}
	}
	return lowest, ok
}

// play is one Subscriber of a server that numbers events from 10 on.
type play struct {
	t         *testing.T
	r         *rand.Rand
	b         *ledger.Book
	lane      ledger.Lane
	l         ledger.Ledger
	m         model
	published int64
	other     ledger.Tally // of the witness, a Subscriber that gets all
}

func (p *play) open(resumed bool) {
	n := int64(-1)
	if p.r.IntN(3) > 0 {
		n = p.published + 1
	}
	p.m.open(n, resumed, p.published)
	p.b.Open(&p.l, 1, ledger.Opening{Lanes: []ledger.Lane{1, 0, 2}, Next: p.only(n), Resumed: resumed})
}

// only returns a number for the lane that is played, and that none is known for others.
func (p *play) only(n int64) func(ledger.Lane) int64 {
	return func(lane ledger.Lane) int64 {
		if lane == p.lane {
			return n
		}
		return -1
	}
}

func (p *play) receive(n int64) {
	want, got := p.m.receive(n), p.b.Receive(&p.l, 1, ledger.Event{Lane: p.lane, Seq: n})
	if got != want {
		p.t.Fatalf("event %d: got %v, want %v", n, got, want)
	}
	p.compare()
}

func (p *play) compare() {
	p.t.Helper()
	want := p.m.sum()
	want.Add(p.other)
	if diff := cmp.Diff(want, p.b.Tally()); diff != "" {
		p.t.Fatalf("tally (-want +got):\n%s", diff)
	}
}

// publish has the witness receive the next event.
func (p *play) publish() int64 {
	p.published++
	var witness ledger.Ledger
	p.b.Receive(&witness, 2, ledger.Event{Lane: p.lane, Seq: p.published})
	p.other.Expected++
	p.other.Received++
	return p.published
}

func (p *play) step() {
	switch p.r.IntN(10) {
	case 0: // dropped
		p.publish()
	case 1: // doubled
		n := p.publish()
		p.receive(n)
		p.receive(n)
	case 2: // reordered
		n := p.publish()
		p.receive(p.publish())
		p.receive(n)
	case 3: // anything that was published, also before
		p.receive(p.r.Int64N(p.published + 1))
	case 4: // away for a while
		for range p.r.IntN(4) {
			p.publish()
		}
		resumed := p.r.IntN(2) == 0
		p.open(resumed)
		if resumed {
			for n := p.published - p.r.Int64N(6); n <= p.published; n++ {
				p.receive(n)
			}
		}
	default:
		p.receive(p.publish())
	}
}
