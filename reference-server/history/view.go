package history

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrView is Append's error in a view: its events are appended elsewhere.
var ErrView = errors.New("the history follows another sequence")

// ErrOutOfOrder is Insert's error for a place that the view has passed.
var ErrOutOfOrder = errors.New("the place is not beyond the last one")

// NewView returns an empty log that follows the sequence of another store: its
// events have their places from there. evictedUpTo, from 0 to MaxPlace, is the
// place before the first one that the store still has.
func NewView(limits Limits, evictedUpTo int64) *Log {
	l := New(limits, evictedUpTo+1)
	l.view = true
	return l
}

// Insert adds the event that the store has at place, and has had since at. What
// lies between the last place and this one is missing: cursors that stand before
// it get ErrBehind, and IDs before it are seen to be evicted. An ID that is a
// number, or that an event kept has already, gives way to the place. Only one
// goroutine may insert. The errors are ErrOutOfOrder, *eventstream.FieldError for a
// type or an ID that cannot be written, and ErrClosed.
func (l *Log) Insert(place int64, at time.Time, e Event) error {
	if isNumber(e.ID) || l.Has(e.ID) {
		e.ID = ""
	}
	d, err := encode(e)
	if err != nil {
		return fmt.Errorf("encode event: %w", err)
	}
	m := numbered(place)
	if e.ID != "" {
		m.id = strings.Clone(e.ID)
	}
	return l.pass(place, func() *topic { return l.keep(e.Topic, m, d, at).topic })
}

// Skip passes a place that the store has and that holds no event. The end of the
// log keeps its ID. The errors are ErrOutOfOrder and ErrClosed.
func (l *Log) Skip(place int64) error {
	return l.pass(place, func() *topic {
		l.last.place = place
		return nil
	})
}

// Lose gives up everything up to a place, part of which is missing: what Insert does
// where it sees a gap. The errors are ErrOutOfOrder and ErrClosed.
func (l *Log) Lose(upTo int64) error {
	return l.pass(upTo, func() *topic {
		l.lose(upTo)
		l.wakeLocked()
		return nil
	})
}

// pass moves the end of a view to place, where add adds what there is, and wakes
// those whom it concerns.
func (l *Log) pass(place int64, add func() *topic) error {
	missing, t, err := l.advance(place, add)
	switch {
	case err != nil:
		return fmt.Errorf("insert at place %d: %w", place, err)
	case missing:
		l.wakeAll()
	case t != nil:
		l.wake(t)
	}
	return nil
}

func (l *Log) advance(place int64, add func() *topic) (missing bool, t *topic, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false, nil, ErrClosed
	}
	if place <= l.last.place || place > MaxPlace {
		return false, nil, ErrOutOfOrder
	}
	if missing = place > l.last.place+1; missing {
		l.lose(place - 1)
	}
	return missing, add(), nil
}

// lose gives up everything up to a place beyond the last, part of which is
// missing. The log must be locked.
func (l *Log) lose(upTo int64) {
	for l.entries.len() > 0 {
		l.dropOldest()
	}
	l.last, l.evicted = numbered(upTo), numbered(upTo)
	for _, t := range l.topics {
		t.evicted = upTo
	}
	for _, p := range l.patterns {
		p.evicted = upTo
	}
}

// Has reports whether the log keeps an event of this ID.
func (l *Log) Has(id string) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if !isNumber(id) {
		_, ok := l.named[id]
		return ok
	}
	place, ok := parsePlace(id)
	return ok && l.holds(id, place)
}

// Resumes says what a cursor that is opened after this ID misses.
func (l *Log) Resumes(lastEventID string) Missed {
	l.mu.RLock()
	defer l.mu.RUnlock()
	_, missed := l.locate(lastEventID)
	return missed
}

// End is the place of the newest event, kept or evicted.
func (l *Log) End() int64 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.last.place
}

// Renew cuts l and returns a log with the same events that goes on with its
// sequence: what remains of a log where the process died and the events did not.
func (l *Log) Renew() *Log {
	next := l.Succeed()
	l.mu.RLock()
	defer l.mu.RUnlock()
	next.mu.Lock()
	defer next.mu.Unlock()
	next.evicted, next.published = l.evicted, l.published
	for i := range l.entries.len() {
		e := *l.entries.at(i)
		e.topic = next.topicFor(e.topic.name)
		next.entries.push(&e)
		e.topic.entries.push(&e)
		if !isNumber(e.id) {
			next.named[e.id] = e.place
		}
		next.bytes += int64(len(e.Frame()))
	}
	next.evict(time.Now())
	return next
}
