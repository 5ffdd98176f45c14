package ledger

// Sighting is one delivery of an event without a number.
type Sighting struct {
	// Key is the identity: a hash of the ID, or of type and data where there is no ID.
	Key uint64
	// Text is what is shown of it in examples: the ID, or the start of the data.
	Text []byte
	// AtUnix is the instant of arrival, in nanoseconds since 1970.
	AtUnix int64
	// Lane is what all Subscribers of it are compared with each other in.
	Lane Lane
	// Identified says that the key is that of an ID, and so of one event. Else the same
	// payload may be sent again on purpose.
	Identified bool
}

// Sight is Receive for an event without a number: what a Subscriber should have received
// is then the union of what all Subscribers of the lane did. No Lane may be used with both.
func (b *Book) Sight(l *Ledger, subscriber int32, s Sighting) Mark {
	if uint(s.Lane) >= uint(len(b.lanes)) {
		b.tally.Foreign++
		return Foreign
	}
	b.lanes[s.Lane].keyed = true
	k := b.keys.find(s.Lane, s.Key)
	isNew := k == nil
	if isNew {
		k = b.addKey(s)
	} else if !s.Identified && b.repeated(l, k, s.AtUnix) {
		k.repeats = true
		b.count(Repeated, subscriber, Event{})
		return Repeated
	}
	mark := b.Receive(l, subscriber, Event{Lane: s.Lane, Seq: k.ordinal, AtUnix: s.AtUnix, key: s.Key})
	if isNew {
		k.join(b.lanes[s.Lane].live)
	}
	if mark == New || mark == Replayed {
		k.count++
		k.mine++
	}
	return mark
}

// repeated tells whether a payload known is not the one that is owed: this Subscriber has
// it, or never was to get it, or it may be another one with the same text, and says not
// where the Connection begins.
func (b *Book) repeated(l *Ledger, k *known, atUnix int64) bool {
	t, h := l.find(k.lane)
	switch {
	case t == nil || !t.state.has(begun) || t.state.has(fresh):
		return k.repeats || atUnix-k.first > int64(b.opts.Grace)
	case k.ordinal > t.max:
		return false
	case h == nil || k.ordinal < t.base:
		return true
	}
	i, ok := h.find(k.ordinal)
	return !ok || (*h)[i].missed
}

// Last returns the number of the last event of a lane before the first that was seen after
// an instant, in nanoseconds since 1970, or -1. It is what Settle is to be told for events
// without numbers, with an instant a moment ago, since some may be on their way. It looks
// at all events known: call it once for each lane.
func (b *Book) Last(l Lane, beforeUnix int64) int64 {
	last := int64(-1)
	for n := b.keys.oldest(); n < b.keys.added; n++ {
		k := b.keys.slot(n)
		if k.lane != l {
			continue
		}
		if k.first >= beforeUnix {
			break
		}
		last = k.ordinal
	}
	return last
}

// News is what one worker tells the others of an event without a number.
type News struct {
	// Lane is the name of the lane.
	Lane string
	Key  uint64
	Text string
	// FirstUnix is when the worker first saw it, in nanoseconds since 1970.
	FirstUnix int64
	// Count is how many of its Subscribers received it, of Live that there were. It may be 0
	// for what the worker has learned of.
	Count, Live int64
}

// News returns what was first seen before an instant, in nanoseconds since 1970, and was
// not returned before. The instant must be so long ago that all Subscribers who get it
// have it by now. What was learned is told once more, for how many it is that did not get it: so
// at the end, News are to be exchanged twice.
func (b *Book) News(beforeUnix int64) (news []News) {
	news, b.echoes = b.echoes, nil
	k := &b.keys
	for k.told = max(k.told, k.oldest()); k.told < k.added; k.told++ {
		n := k.slot(k.told)
		if n.first >= beforeUnix {
			break
		}
		if !n.learned {
			news = append(news, News{
				b.lanes[n.lane].name, n.key, string(n.text[:n.length]), n.first, n.mine, n.mineLive,
			})
		}
	}
	return news
}

// Learn is told what another worker saw, each News once. What no Subscriber of this Book
// received is expected of all of them, unless one has come since: it may not be owed it.
func (b *Book) Learn(news []News) {
	for _, n := range news {
		l, ok := b.Lane([]byte(n.Lane))
		if !ok {
			continue
		}
		ln := &b.lanes[l]
		ln.keyed = true
		k := b.keys.find(l, n.Key)
		if k == nil {
			if n.Count == 0 || n.FirstUnix <= ln.joined || ln.live == 0 || b.forgot(n.FirstUnix) {
				continue
			}
			k = b.addKey(Sighting{Lane: l, Key: n.Key, Text: []byte(n.Text), AtUnix: n.FirstUnix})
			k.learned = true
			if len(b.echoes) < b.opts.MaxEvents {
				b.echoes = append(b.echoes, News{Lane: n.Lane, Key: n.Key, FirstUnix: n.FirstUnix, Live: k.live})
			}
			ln.high = k.ordinal
		}
		k.count += n.Count
		k.live += n.Live
	}
}
