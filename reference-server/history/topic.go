package history

import "sort"

// topic is one topic's part of the log, which exists while it has entries or
// cursors, or a pattern's, which exists while it has cursors.
type topic struct {
	name    string
	entries ring[*Entry]
	cursors map[*Cursor]struct{}
	evicted int64 // place of the newest entry evicted while the topic existed

	patterns   []*topic // those that stand for it, when the log was of the
	generation int64    // same generation
}

// drop removes the oldest entry.
func (t *topic) drop() { t.evicted = t.entries.pop().place }

// wake tells every cursor on t.
func (t *topic) wake() {
	for c := range t.cursors {
		c.wake()
	}
}

// topicFor returns the topic of this name, made if need be. The log must be locked.
func (l *Log) topicFor(name string) *topic {
	t := l.topics[name]
	if t == nil {
		t = &topic{name: name, cursors: make(map[*Cursor]struct{})}
		l.topics[name] = t
	}
	return t
}

// release forgets t if nothing needs it. The log must be locked.
func (l *Log) release(t *topic) {
	switch {
	case len(t.cursors) > 0:
	case l.patterns[t.name] == t:
		delete(l.patterns, t.name)
		t.entries = ring[*Entry]{} // quiet topics remember t for a while
		l.generation++
	case t.entries.len() == 0:
		delete(l.topics, t.name)
	}
}

// search returns the index of the first entry after place, or the length.
func search(entries *ring[*Entry], place int64) int {
	return sort.Search(entries.len(), func(i int) bool { return entries.at(i).place > place })
}
