package ledger

// Opening is what is known when the head of a response has arrived.
type Opening struct {
	// Lanes are those that the Subscriber asked for. A lane that is not among them is
	// expected from the first event of it that comes.
	Lanes []Lane
	// Next returns the number of the first event of a lane whose publishing had not begun
	// when the head arrived, or less than 0 if that is not known. It may be nil.
	Next func(Lane) int64
	// Resumed says that the request named the last event received, so that what came
	// after it is owed.
	Resumed bool
}

// Open says that a Connection of a Subscriber was opened.
func (b *Book) Open(l *Ledger, subscriber int32, o Opening) {
	for _, n := range o.Lanes {
		if t, _ := l.find(n); t == nil {
			l.add(n, b.lanes[n].epoch)
		}
	}
	l.tracks(func(t *track, _ holes) { b.openTrack(l, t, subscriber, o) })
}

func (b *Book) openTrack(l *Ledger, t *track, subscriber int32, o Opening) {
	next := int64(-1)
	if o.Next != nil {
		next = o.Next(t.lane)
	}
	t.top, t.known = nothing, max(b.lanes[t.lane].high, next-1)
	t.state &^= resumed | fresh
	if o.Resumed {
		t.state |= resumed
	}
	switch {
	case !t.state.has(begun):
		if next >= 0 {
			b.begin(t, next)
		}
	case o.Resumed:
	case next < 0:
		t.state |= fresh
	default:
		b.pass(l, t, subscriber, next-1)
	}
}

// begin sets the first number expected.
func (b *Book) begin(t *track, n int64) {
	if !t.state.has(begun) {
		b.lanes[t.lane].live++
	}
	t.base, t.max = n, n-1
	t.state |= begun
}

// pass notes that the numbers up to n went by while the Subscriber was away.
func (b *Book) pass(l *Ledger, t *track, subscriber int32, n int64) {
	if n <= t.max {
		return
	}
	b.tally.Missed += n - t.max
	b.tally.Missed -= b.dig(l, t, hole{from: t.max + 1, to: n, missed: true})
	t.max = n
	b.trim(l, t, subscriber)
}

// Leave says that a Subscriber is gone for good: nothing after the last event that it
// received is expected of it. It returns whether events were lost. The Ledger is empty
// then.
func (b *Book) Leave(l *Ledger, subscriber int32) bool {
	return b.finish(l, subscriber, nil)
}

// Settle says that the run ends, and that a Subscriber is still there: everything up to
// the number that last returns for a lane is expected, which is less than 0 for nothing.
// It returns whether events were lost. The Ledger is empty then.
func (b *Book) Settle(l *Ledger, subscriber int32, last func(Lane) int64) bool {
	return b.finish(l, subscriber, last)
}

func (b *Book) finish(l *Ledger, subscriber int32, last func(Lane) int64) bool {
	lost := l.more != nil && l.more.lost
	l.tracks(func(t *track, h holes) {
		for _, o := range h {
			lost = b.giveUp(t, subscriber, o) || lost
		}
		if last != nil && t.state.has(begun) {
			lost = b.tail(t, subscriber, last(t.lane)) || lost
		}
		if t.state.has(begun) {
			b.lanes[t.lane].live--
		}
	})
	b.tally.Closed++
	if lost {
		b.tally.Incomplete++
	}
	*l = Ledger{}
	return lost
}

// Behind reports whether there is a lane of which neither the number that last returns nor
// any after it was received.
func (l *Ledger) Behind(last func(Lane) int64) (behind bool) {
	l.tracks(func(t *track, _ holes) {
		behind = behind || t.state&(begun|fresh) == begun && t.max < last(t.lane)
	})
	return behind
}

// tail notes what should have come after the highest number.
func (b *Book) tail(t *track, subscriber int32, last int64) bool {
	if last <= t.max {
		return false
	}
	o := hole{from: t.max + 1, to: last}
	if t.state.has(fresh) {
		_, excused := b.parts(t.lane, o)
		b.tally.Missed += last - t.max - excused
		return false
	}
	b.owe(t, last-t.max)
	return b.giveUp(t, subscriber, o)
}
