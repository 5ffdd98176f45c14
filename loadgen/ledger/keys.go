package ledger

import "sort"

// maxOrdinals is how many events of a lane without numbers are judged.
const maxOrdinals = 1 << 22

// maxText is how many bytes of an ID or a payload are kept for examples.
const maxText = 40

// keys are the identities of the events of the last while, and their ordinals: the place
// in which each was first seen by this Book.
type keys struct {
	ring      []known
	added     int // all that there ever were: number n is in slot n % len(ring)
	judged    int // how many of those are judged
	told      int // how many of those News has told
	memo      int // the slot found last
	byKey     index
	byOrdinal index
}

// known is one identity.
type known struct {
	key      uint64
	ordinal  int64
	first    int64 // when it was first seen
	count    int64 // how many Subscribers received it, those of other workers included
	live     int64 // how many there were when it was first seen, those included
	mine     int64 // of count, those of this Book
	mineLive int64
	lane     Lane
	learned  bool // from another worker
	repeats  bool // a Subscriber received it twice, without ID
	length   uint8
	text     [maxText]byte
}

// owed tells whether all Subscribers should have received it. What no more than half of
// them did was meant for those, as is a greeting with a number of its own.
func (k *known) owed() bool { return 2*k.count > k.live }

// join sets how many Subscribers of this Book there are.
func (k *known) join(live int64) { k.live, k.mineLive = live, live }

func (k *keys) slot(n int) *known { return &k.ring[n%len(k.ring)] }

// oldest returns the number of the oldest identity that is known.
func (k *keys) oldest() int { return max(0, k.added-len(k.ring)) }

// forgot tells whether a key that others first saw at an instant may have been known, and is
// no longer.
func (b *Book) forgot(firstUnix int64) bool {
	k := &b.keys
	return k.added > len(k.ring) && firstUnix <= k.slot(k.oldest()).first+int64(b.opts.Grace)
}

func keyOf(l Lane, key uint64) uint64 { return key ^ mix(uint64(l)) }

// find returns what is known of a key, or nil.
func (k *keys) find(l Lane, key uint64) *known {
	if len(k.ring) == 0 {
		return nil
	}
	if m := &k.ring[k.memo]; m.key == key && m.lane == l && k.added > k.memo {
		return m
	}
	i, ok := k.byKey.get(keyOf(l, key))
	if !ok {
		return nil
	}
	k.memo = i
	return &k.ring[i]
}

// addKey gives a key the next ordinal of its lane. It forgets the oldest key if there are
// too many.
func (b *Book) addKey(s Sighting) *known {
	k := &b.keys
	if k.ring == nil {
		n := b.opts.MaxEvents
		*k = keys{ring: make([]known, n), byKey: newIndex(n), byOrdinal: newIndex(n)}
	}
	if k.added >= len(k.ring) {
		b.judge(k.added - len(k.ring) + 1)
		old := k.slot(k.added)
		k.byKey.remove(keyOf(old.lane, old.key))
		k.byOrdinal.remove(place(old.lane, 0, old.ordinal))
	}
	ln := &b.lanes[s.Lane]
	k.memo = k.added % len(k.ring)
	k.added++
	n := &k.ring[k.memo]
	*n = known{key: s.Key, ordinal: ln.high + 1, first: s.AtUnix, lane: s.Lane}
	n.join(ln.live)
	n.length = uint8(copy(n.text[:], s.Text))
	k.byKey.set(keyOf(s.Lane, s.Key), k.memo)
	k.byOrdinal.set(place(s.Lane, 0, n.ordinal), k.memo)
	return n
}

// Judge decides which of the events without numbers, first seen before an instant in
// nanoseconds since 1970, all Subscribers should have received. What comes for them later
// changes that no more. The owner calls it every second or so with an instant more than
// Grace ago, and with math.MaxInt64 before Settle.
func (b *Book) Judge(beforeUnix int64) {
	k, n := &b.keys, b.keys.judged
	for n < k.added && k.slot(n).first < beforeUnix {
		n++
	}
	b.judge(n)
}

// judge judges up to key number n.
func (b *Book) judge(n int) {
	k := &b.keys
	for ; k.judged < n; k.judged++ {
		s := k.slot(k.judged)
		ln := &b.lanes[s.lane]
		if len(ln.owed) == maxOrdinals {
			continue
		}
		sum := int32(0)
		if len(ln.owed) > 0 {
			sum = ln.owed[len(ln.owed)-1]
		}
		if s.owed() {
			sum++
		}
		ln.owed = append(ln.owed, sum)
	}
}

// owedIn returns how many of the ordinals from and to included all Subscribers should have
// received, and the first of them.
func (b *Book) owedIn(l Lane, from, to int64) (n, first int64) {
	owed, k := b.lanes[l].owed, &b.keys
	judged := int64(len(owed))
	for i := max(from, judged); i <= to; i++ {
		if slot, ok := k.byOrdinal.get(place(l, 0, i)); ok && k.ring[slot].owed() {
			if n++; n == 1 {
				first = i
			}
		}
	}
	if from >= judged {
		return n, first
	}
	before := int32(0)
	if from > 0 {
		before = owed[from-1]
	}
	if last := owed[min(to, judged-1)]; last > before {
		n += int64(last - before)
		first = int64(sort.Search(len(owed), func(i int) bool { return owed[i] > before }))
	}
	return n, first
}

// textOf returns the start of the ID or payload of an ordinal, if it is still known.
func (b *Book) textOf(l Lane, ordinal int64) string {
	if len(b.keys.ring) == 0 {
		return ""
	}
	if i, ok := b.keys.byOrdinal.get(place(l, 0, ordinal)); ok {
		k := &b.keys.ring[i]
		return string(k.text[:k.length])
	}
	return ""
}
