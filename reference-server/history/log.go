package history

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrClosed is Append's error after Close.
var ErrClosed = errors.New("the history is closed")

// Log is the sequence of published events and the window of them that is kept.
// Its methods may be called from several goroutines.
type Log struct {
	limits Limits
	view   bool // another sequence decides the places

	mu         sync.RWMutex // guards what follows
	entries    ring[*Entry]
	named      map[string]int64 // opaque IDs of the entries, and their places
	topics     map[string]*topic
	patterns   map[string]*topic
	generation int64 // counts the changes of patterns
	last       mark  // newest event, or the place before the first
	evicted    mark  // newest evicted event, or the place before the first
	bytes      int64
	published  int64
	expiry     *time.Timer // runs while there are entries
	closed     bool
	cut        bool
}

// New returns an empty log whose first automatic ID is first, which must lie
// between 1 and MaxPlace.
func New(limits Limits, first int64) *Log {
	start := numbered(first - 1)
	return &Log{
		limits:  limits,
		named:   make(map[string]int64),
		topics:  make(map[string]*topic),
		last:    start,
		evicted: start,
	}
}

// Append adds e, wakes the cursors on its topic and returns its ID. It waits
// for no subscriber. A refused event leaves no trace. The errors are ErrTaken,
// ErrPassed, ErrTooLarge and ErrExhausted for the ID, *eventstream.FieldError
// for a type or ID that cannot be written, ErrWildcard, ErrView and ErrClosed.
func (l *Log) Append(e Event) (string, error) {
	if IsPattern(e.Topic) {
		return "", fmt.Errorf("append event: %w", ErrWildcard)
	}
	d, err := encode(e)
	if err != nil {
		return "", fmt.Errorf("encode event: %w", err)
	}
	added, err := l.add(e, d)
	if err != nil {
		return "", fmt.Errorf("append event: %w", err)
	}
	l.wake(added.topic)
	return added.id, nil
}

func (l *Log) add(e Event, d draft) (*Entry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, ErrClosed
	}
	if l.view {
		return nil, ErrView
	}
	m, err := l.assign(e.ID)
	if err != nil {
		return nil, err
	}
	return l.keep(e.Topic, m, d, time.Now()), nil
}

// keep puts an event at the end of the log, which must be locked.
func (l *Log) keep(topic string, m mark, d draft, at time.Time) *Entry {
	chunk, head := chunkOf(d.complete(m.id))
	added := &Entry{mark: m, topic: l.topicFor(topic), chunk: chunk, head: head, at: at}
	l.entries.push(added)
	added.topic.entries.push(added)
	for _, p := range l.patternsOf(added.topic) {
		p.entries.push(added)
	}
	if !isNumber(m.id) {
		l.named[m.id] = m.place
	}
	l.last = m
	l.bytes += int64(len(added.Frame()))
	l.published++
	l.evict(time.Now())
	return added
}

// wake tells every cursor on t, and on the patterns that stood for it when it got
// its newest entry, or later.
func (l *Log) wake(t *topic) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	t.wake()
	for _, p := range t.patterns {
		p.wake()
	}
}

// Close refuses further events. Cursors read what is left, then io.EOF.
func (l *Log) Close() { l.end(false) }

// Cut closes the log and has cursors read io.EOF at once.
func (l *Log) Cut() { l.end(true) }

func (l *Log) end(cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed, l.cut = true, l.cut || cut
	if l.expiry != nil {
		l.expiry.Stop()
	}
	l.wakeLocked()
}

// wakeAll tells every cursor.
func (l *Log) wakeAll() {
	l.mu.RLock()
	defer l.mu.RUnlock()
	l.wakeLocked()
}

func (l *Log) wakeLocked() {
	for _, t := range l.topics {
		t.wake()
	}
	for _, p := range l.patterns {
		p.wake()
	}
}

// Closed reports whether Close or Cut was called.
func (l *Log) Closed() bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.closed
}

// Stats returns the log's present state.
func (l *Log) Stats() Stats {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return Stats{
		Events:      l.entries.len(),
		Bytes:       l.bytes,
		Topics:      len(l.topics),
		Patterns:    len(l.patterns),
		Published:   l.published,
		LastEventID: l.last.id,
	}
}
