package ledger

import "slices"

// disorder is by how many nanoseconds a sequence may be stamped out of order, when several
// programs publish.
const disorder = 100_000_000

// trim gives up the oldest holes when there are too many.
func (b *Book) trim(l *Ledger, t *track, subscriber int32) {
	h := l.holesOf(t)
	over := len(*h) - b.opts.MaxHoles
	if over <= 0 {
		return
	}
	for _, o := range (*h)[:over] {
		l.more.lost = b.giveUp(t, subscriber, o) || l.more.lost
		t.base = o.to + 1
	}
	t.state |= cut
	*h = slices.Delete(*h, 0, over)
}

// restarted tells whether the sequence of an event is not the one of the run. A number
// that was given before to an earlier event is told only from the first event of a
// Connection, since nothing but a new server gives numbers anew.
func (b *Book) restarted(t *track, e Event) bool {
	if e.Seq-t.max > b.opts.MaxJump || t.base-e.Seq > b.opts.MaxJump {
		return true
	}
	if t.top != nothing || e.DueUnix == 0 {
		return false
	}
	ln := &b.lanes[t.lane]
	if t.epoch != ln.epoch {
		return e.DueUnix >= ln.since
	}
	return e.Seq <= ln.high && ln.due != 0 && e.DueUnix > ln.due+disorder
}

// restart gives up the holes of a run, and begins another.
func (b *Book) restart(l *Ledger, t *track, subscriber int32, e Event) {
	b.tally.Restarted++
	if l.more != nil {
		h := l.holesOf(t)
		for _, o := range *h {
			l.more.lost = b.giveUp(t, subscriber, o) || l.more.lost
		}
		*h = nil
	}
	ln := &b.lanes[t.lane]
	far := e.Seq-ln.high > b.opts.MaxJump || ln.high-e.Seq > b.opts.MaxJump
	if far || (t.epoch == ln.epoch && e.Seq <= ln.high) {
		ln.epoch++
		ln.high, ln.closed, ln.due, ln.since = e.Seq, e.Seq-1, e.DueUnix, e.DueUnix
	}
	t.epoch = ln.epoch
	t.top, t.known = nothing, nothing
	t.state &^= cut | fresh
	b.begin(t, e.Seq)
}
