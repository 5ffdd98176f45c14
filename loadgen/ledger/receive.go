package ledger

// Receive says that a Subscriber has received an event, and returns what it was. Events of
// one Connection must be given in the order in which they came.
func (b *Book) Receive(l *Ledger, subscriber int32, e Event) Mark {
	if uint(e.Lane) >= uint(len(b.lanes)) || e.Seq < 0 {
		b.tally.Foreign++
		return Foreign
	}
	ln, t := &b.lanes[e.Lane], &l.first
	if t.lane != e.Lane || !t.state.has(used) {
		if t, _ = l.find(e.Lane); t == nil {
			t = l.add(e.Lane, ln.epoch)
		}
	}
	mark := New
	if e.Seq == t.max+1 && t.state&(begun|fresh|resumed) == begun && t.epoch == ln.epoch {
		t.max, t.top = e.Seq, e.Seq
		b.tally.Expected++
		b.tally.Received++
	} else {
		mark = b.place(l, t, subscriber, e)
		b.count(mark, subscriber, e)
	}
	if e.Seq > ln.high {
		ln.high, ln.due = e.Seq, e.DueUnix
	}
	if mark == New || mark == Reordered {
		b.note(t.epoch, e)
	}
	return mark
}

// count counts a delivery by its mark.
func (b *Book) count(m Mark, subscriber int32, e Event) {
	if m == Late {
		b.tally.Late++
		return
	}
	b.tally.Received++
	if k, ok := kindOf(m); ok {
		b.example(k, subscriber, e.Lane, e.Seq, 1, e.AtUnix)
	}
	switch m {
	case Duplicate:
		b.tally.Duplicate++
	case Reordered:
		b.tally.Reordered++
	case Replayed:
		b.tally.Replayed++
	case Repeated:
		b.tally.Repeated++
	default:
	}
}

// place finds the place of an event in the run of its lane, and fills it.
func (b *Book) place(l *Ledger, t *track, subscriber int32, e Event) Mark {
	if !t.state.has(begun) {
		b.begin(t, e.Seq)
		b.lanes[t.lane].joined = e.AtUnix
	}
	if b.restarted(t, e) {
		b.restart(l, t, subscriber, e)
	}
	wasFresh := t.state.has(fresh)
	t.state &^= fresh
	mark := b.order(t, e.Seq)
	t.top = max(t.top, e.Seq)
	switch {
	case e.Seq > t.max:
		if wasFresh {
			b.pass(l, t, subscriber, e.Seq-1)
			b.lanes[t.lane].joined = e.AtUnix
		}
		b.extend(l, t, subscriber, e)
	case e.Seq < t.base && t.state.has(cut):
		return Late
	case e.Seq < t.base:
		b.lower(l, t, subscriber, e)
	default:
		if !b.fill(l, t, e) {
			return Duplicate
		}
		b.trim(l, t, subscriber)
	}
	return mark
}

// order returns the mark of an event that was not received before.
func (b *Book) order(t *track, seq int64) Mark {
	switch {
	case seq < t.top && !b.lanes[t.lane].keyed:
		return Reordered
	case t.state.has(resumed) && seq <= t.known:
		return Replayed
	}
	return New
}

// extend moves the end of the run up to an event above it.
func (b *Book) extend(l *Ledger, t *track, subscriber int32, e Event) {
	b.tally.Expected++
	b.owe(t, e.Seq-t.max-1)
	if e.Seq > t.max+1 {
		b.owe(t, -b.dig(l, t, hole{from: t.max + 1, to: e.Seq - 1, seenUnix: e.AtUnix}))
		b.trim(l, t, subscriber)
	}
	t.max = e.Seq
}

// lower moves the start of the run down to an event below it.
func (b *Book) lower(l *Ledger, t *track, subscriber int32, e Event) {
	b.tally.Expected++
	b.owe(t, t.base-e.Seq-1)
	if _, h := l.find(t.lane); h != nil {
		b.claim(t, *h, e)
	}
	if e.Seq < t.base-1 {
		h := l.holesOf(t)
		all, excused := b.parts(t.lane, hole{from: e.Seq + 1, to: t.base - 1, seenUnix: e.AtUnix})
		b.owe(t, -excused)
		*h = append(all, *h...)
		b.trim(l, t, subscriber)
	}
	if !t.state.has(cut) {
		t.base = e.Seq
	}
}

// fill takes an event out of the hole it is in, and returns false if there is none. What is
// missed above it is expected from now on.
func (b *Book) fill(l *Ledger, t *track, e Event) bool {
	_, h := l.find(t.lane)
	if h == nil {
		return false
	}
	i, ok := h.find(e.Seq)
	if ok {
		switch o := (*h)[i]; {
		case o.missed:
			b.tally.Missed--
			b.owe(t, 1)
		case o.excused:
			b.tally.Excused--
			b.owe(t, 1)
		}
		b.owe(t, -1)
		b.tally.Expected++
		h.take(i, e.Seq)
	}
	b.claim(t, *h, e)
	return ok
}

// claim has what was missed above an event be expected: the stream was there.
func (b *Book) claim(t *track, h holes, e Event) {
	n := h.claim(e.Seq, e.AtUnix)
	b.tally.Missed -= n
	b.owe(t, n)
}

// owe notes that so many more events are expected that have not come. Of events without
// numbers that is known only when they are judged.
func (b *Book) owe(t *track, n int64) {
	if !b.lanes[t.lane].keyed {
		b.tally.Expected += n
	}
}
