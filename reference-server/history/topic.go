package history

import "sort"

// topic is one topic's part of the log. It exists while it has entries or
// cursors.
type topic struct {
	name    string
	entries ring[*Entry]
	cursors map[*Cursor]struct{}
	evicted int64 // place of the newest entry evicted while the topic existed
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
	if t.entries.len() == 0 && len(t.cursors) == 0 {
		delete(l.topics, t.name)
	}
}

// search returns the index of the first entry after place, or the length.
func search(entries *ring[*Entry], place int64) int {
	return sort.Search(entries.len(), func(i int) bool { return entries.at(i).place > place })
}
