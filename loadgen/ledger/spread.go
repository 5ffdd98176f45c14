package ledger

// Spread is how one event reached the Subscribers of a worker, or of several: its fan-out.
// Duplicates and Replayed events are not part of it.
type Spread struct {
	// Lane is the name of the lane.
	Lane string
	// Seq is the number of the event, and where events have no numbers, 0.
	Seq int64
	// Key is the identity of an event without a number, else 0.
	Key uint64
	// Epoch is how often the sequence had begun anew.
	Epoch uint16
	// Cut says that it was no longer followed for want of room, and may have gone on.
	Cut bool
	// FirstUnix and LastUnix are the first and the last arrival, in nanoseconds since 1970.
	FirstUnix, LastUnix int64
	// Count is how many Subscribers received it.
	Count int64
}

// follower follows the events of the last while, those first seen first closed.
type follower struct {
	ring  []followed
	first int // the oldest
	count int
	memo  int // the one noted last
	index index
}

// followed is an event that may still arrive somewhere.
type followed struct {
	seq, first, last, count int64
	key                     uint64
	lane                    Lane
	epoch                   uint16
}

// place is the key of an event in the index.
func place(l Lane, epoch uint16, seq int64) uint64 {
	return uint64(seq) ^ mix(uint64(l)<<16|uint64(epoch))
}

// note notes an arrival. It must not allocate.
func (b *Book) note(epoch uint16, e Event) {
	f := &b.follow
	if f.ring == nil {
		return
	}
	r := &f.ring[f.memo]
	if r.seq != e.Seq || r.lane != e.Lane || r.epoch != epoch || r.count == 0 {
		if r = b.lookUp(epoch, e); r == nil {
			return
		}
	}
	r.first, r.last = min(r.first, e.AtUnix), max(r.last, e.AtUnix)
	r.count++
}

// lookUp returns what is noted of an event, new if it is, or nil if it is closed.
func (b *Book) lookUp(epoch uint16, e Event) *followed {
	f, key := &b.follow, place(e.Lane, epoch, e.Seq)
	if i, ok := f.index.get(key); ok {
		f.memo = i
		return &f.ring[i]
	}
	if ln := &b.lanes[e.Lane]; e.Seq <= ln.closed || epoch != ln.epoch {
		return nil
	}
	if f.count == len(f.ring) {
		b.close(true)
	}
	f.memo = (f.first + f.count) % len(f.ring)
	f.count++
	f.index.set(key, f.memo)
	f.ring[f.memo] = followed{
		seq: e.Seq, first: e.AtUnix, last: e.AtUnix, key: e.key, lane: e.Lane, epoch: epoch,
	}
	return &f.ring[f.memo]
}

// close stops following the oldest event, and tells of it.
func (b *Book) close(cut bool) {
	f := &b.follow
	r := f.ring[f.first]
	f.ring[f.first] = followed{}
	f.first = (f.first + 1) % len(f.ring)
	f.count--
	f.index.remove(place(r.lane, r.epoch, r.seq))
	ln := &b.lanes[r.lane]
	if r.epoch == ln.epoch {
		ln.closed = max(ln.closed, r.seq)
	}
	s := Spread{
		Lane: ln.name, Seq: r.seq, Key: r.key, Epoch: r.epoch, Cut: cut,
		FirstUnix: r.first, LastUnix: r.last, Count: r.count,
	}
	if ln.keyed {
		s.Seq = 0
	}
	b.opts.Spread(s)
}

// Close stops following the events that have not arrived anywhere since Grace before an
// instant, in nanoseconds since 1970, and tells their spread. The owner calls it every
// second or so, and with math.MaxInt64 at the end.
func (b *Book) Close(nowUnix int64) {
	f := &b.follow
	for f.count > 0 && f.ring[f.first].last < nowUnix-int64(b.opts.Grace) {
		b.close(false)
	}
}
