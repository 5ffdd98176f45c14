package eventloop

import "math/bits"

// The wheel has four levels of 64 buckets. A bucket of level l spans 64^l
// ticks, so the levels reach 64, 4096, 2^18 and 2^24 ticks ahead.
const (
	levels     = 4
	levelBits  = 6
	perLevel   = 1 << levelBits
	bucketMask = perLevel - 1
	reach      = 1 << (levels * levelBits) // ticks
)

// timer is a place in a wheel, meant to be embedded in what it belongs to. Its
// zero value is not set.
type timer[T any] struct {
	next, prev *timer[T] // nil while it is not set
	due        uint64    // tick
	owner      T
}

// wheel is a hierarchical timer wheel. Ticks are counted from any zero. Setting,
// resetting and stopping a timer take constant time and allocate nothing; a
// timer is moved at most once for each level on its way to its tick.
//
// A bucket is a ring through a timer of its own. A bucket of a level above the
// first is emptied into the levels below when its first tick has come.
type wheel[T any] struct {
	now     uint64                     // everything due up to here has expired
	filled  [levels]uint64             // a bit for each bucket that may hold timers
	buckets [levels][perLevel]timer[T] // by the tick, and not by the distance
	batch   timer[T]                   // the bucket that is being emptied
}

// newWheel returns a wheel that stands at tick 0.
func newWheel[T any]() *wheel[T] {
	w := &wheel[T]{}
	w.batch.clear()
	for l := range w.buckets {
		for i := range w.buckets[l] {
			w.buckets[l][i].clear()
		}
	}
	return w
}

// clear makes t a ring without other timers.
func (t *timer[T]) clear() { t.next, t.prev = t, t }

// unlink takes t out of its ring.
func (t *timer[T]) unlink() {
	t.next.prev, t.prev.next = t.prev, t.next
	t.next, t.prev = nil, nil
}

// push puts other at the end of the ring that begins with t.
func (t *timer[T]) push(other *timer[T]) {
	other.prev, other.next = t.prev, t
	t.prev.next, t.prev = other, other
}

// set makes t expire at the tick due, or at the next tick if that has passed. A
// timer that is put off stays where it is until its bucket is emptied, so this
// costs as much as an assignment.
func (w *wheel[T]) set(t *timer[T], due uint64) {
	due = max(due, w.now+1)
	if t.next != nil {
		if due >= t.due {
			t.due = due
			return
		}
		t.unlink()
	}
	t.due = due
	w.place(t)
}

// stop makes t not expire.
func (w *wheel[T]) stop(t *timer[T]) {
	if t.next != nil {
		t.unlink()
	}
}

// place links t where its tick belongs. What lies beyond the wheel's reach goes
// into the last bucket, and is placed again from there.
func (w *wheel[T]) place(t *timer[T]) {
	due := min(t.due, w.now+reach-1)
	level := 0
	if ahead := due - w.now; ahead > 0 {
		level = (bits.Len64(ahead) - 1) / levelBits
	}
	i := due >> (level * levelBits) & bucketMask
	w.buckets[level][i].push(t)
	w.filled[level] |= 1 << i
}

// next returns the tick of the next bucket that may hold timers, and whether
// there is one. No timer expires before that tick.
func (w *wheel[T]) next() (tick uint64, found bool) {
	for level, filled := range w.filled {
		if filled == 0 {
			continue
		}
		shift := level * levelBits
		after := w.now>>shift + 1
		ahead := bits.TrailingZeros64(bits.RotateLeft64(filled, -int(after&bucketMask)))
		if at := (after + uint64(ahead)) << shift; !found || at < tick {
			tick, found = at, true
		}
	}
	return tick, found
}

// advance moves the wheel to the tick now and calls expire for every timer that
// is due by then, in the order of their ticks. Expire may set and stop any timer.
func (w *wheel[T]) advance(now uint64, expire func(T)) {
	for {
		tick, found := w.next()
		if !found || tick > now {
			break
		}
		w.now = tick
		for level := levels - 1; level >= 0; level-- {
			shift := level * levelBits
			if tick&(1<<shift-1) == 0 {
				w.empty(level, int(tick>>shift&bucketMask), expire)
			}
		}
	}
	w.now = max(w.now, now)
}

// empty expires what is due in a bucket, and places the rest anew.
func (w *wheel[T]) empty(level, i int, expire func(T)) {
	bucket := &w.buckets[level][i]
	w.filled[level] &^= 1 << i
	if bucket.next == bucket {
		return
	}
	w.batch.next, w.batch.prev = bucket.next, bucket.prev
	w.batch.next.prev, w.batch.prev.next = &w.batch, &w.batch
	bucket.clear()
	for t := w.batch.next; t != &w.batch; t = w.batch.next {
		t.unlink()
		if t.due > w.now || level > 0 {
			w.place(t)
		} else {
			expire(t.owner)
		}
	}
}
