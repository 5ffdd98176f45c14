package ledger

// parts cuts a hole where events are in it that nobody can be expected to receive, and
// returns how many of them there are.
func (b *Book) parts(l Lane, o hole) (all holes, excused int64) {
	if b.opts.Excused == nil || b.lanes[l].keyed {
		return holes{o}, 0
	}
	for o.from <= o.to {
		n, ok := b.opts.Excused(b.lanes[l].name, o.from)
		if !ok || n > o.to {
			all.push(o)
			break
		}
		if n > o.from {
			before := o
			before.to = n - 1
			all.push(before)
		}
		all.push(hole{from: n, to: n, excused: true})
		excused++
		o.from = n + 1
	}
	b.tally.Excused += excused
	return all, excused
}

// dig adds a hole above all others, and returns how many events of it are excused.
func (b *Book) dig(l *Ledger, t *track, o hole) (excused int64) {
	h := l.holesOf(t)
	if b.opts.Excused == nil {
		h.push(o)
		return 0
	}
	all, excused := b.parts(t.lane, o)
	for _, part := range all {
		h.push(part)
	}
	return excused
}

// giveUp says that a hole will not be filled, and returns whether it is a loss. Some of it
// may be excused by now.
func (b *Book) giveUp(t *track, subscriber int32, o hole) (lost bool) {
	if o.missed || o.excused {
		return false
	}
	all, excused := b.parts(t.lane, o)
	b.tally.Expected -= excused
	for _, part := range all {
		lost = b.lose(t, subscriber, part) || lost
	}
	return lost
}

// lose keeps what was lost as an example.
func (b *Book) lose(t *track, subscriber int32, o hole) bool {
	if o.excused {
		return false
	}
	first, n := o.from, o.to-o.from+1
	if b.lanes[t.lane].keyed {
		n, first = b.owedIn(t.lane, o.from, o.to)
		b.tally.Expected += n
	}
	if n > 0 {
		b.example(Lost, subscriber, t.lane, first, n, o.seenUnix)
	}
	return n > 0
}
