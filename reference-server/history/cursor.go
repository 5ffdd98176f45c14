package history

import (
	"errors"
	"io"
	"time"
)

// Missed says why a log cannot resume after an ID.
type Missed string

// What may be missed.
const (
	// Nothing is missed: the cursor stands just after the event of that ID.
	Nothing Missed = ""
	// Evicted means that the event was too old to be kept.
	Evicted Missed = "evicted"
	// Unknown means that no event kept has this ID.
	Unknown Missed = "unknown"
)

// ErrBehind is Next's error when an event that the cursor had not read was evicted.
var ErrBehind = errors.New("the reader is further behind than the history reaches")

// Limits of one batch.
const (
	maxBatchFrames = 256
	maxBatchBytes  = 64 << 10
)

// Cursor is one subscriber's place in a Log. Next belongs to one goroutine.
type Cursor struct {
	log    *Log
	topics []*topic // and patterns
	lacks  bool     // a pattern was refused
	after  int64    // place of the newest event read
	endID  string   // of the end of the log, when the cursor was there
	next   []int    // for each topic, the index of the entry to merge next
	wake   func()
}

// Start is where a new cursor stands.
type Start struct {
	// Missed is Nothing if the cursor stands where the caller asked.
	Missed Missed
	// EndID is the ID of the end of the log at that instant, and EndPlace its place.
	EndID    string
	EndPlace int64
}

// Open returns a cursor on the topics, which must be distinct, just after the
// event whose ID is lastEventID. If that is "", or cannot be resumed from, the
// cursor stands at the end of the log. The caller must Close it. A topic may be a
// pattern, as IsPattern says, and then stands for all topics that match it, even
// if they come later. An event that several of the topics stand for is read once.
//
// wake, unless it is nil, is called after an event was appended to one of the
// topics, and after the log was closed; it may be called more often than is needed.
// It must neither wait nor call the log.
func (l *Log) Open(topics []string, lastEventID string, wake func()) (*Cursor, Start) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.evict(time.Now())
	start, after := Start{EndID: l.last.id, EndPlace: l.last.place}, l.last.place
	if lastEventID != "" {
		place, missed := l.locate(lastEventID)
		start.Missed = missed
		if missed == Nothing {
			after = place
		}
	}
	return l.open(topics, after, wake), start
}

// OpenOldest is Open for a cursor that stands before the oldest event kept.
func (l *Log) OpenOldest(topics []string, wake func()) *Cursor {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.evict(time.Now())
	return l.open(topics, l.evicted.place, wake)
}

// open returns a cursor after a place of the log, which must be locked.
func (l *Log) open(topics []string, after int64, wake func()) *Cursor {
	if wake == nil {
		wake = func() {}
	}
	c := &Cursor{log: l, after: after, next: make([]int, len(topics)), wake: wake}
	for _, name := range topics {
		c.join(name)
	}
	return c
}

// join puts the cursor on a topic or a pattern of its log, which must be locked.
func (c *Cursor) join(name string) {
	find := c.log.topicFor
	if IsPattern(name) {
		find = c.log.patternFor
	}
	t := find(name)
	if t == nil {
		c.lacks = true
		return
	}
	t.cursors[c] = struct{}{}
	c.topics = append(c.topics, t)
}

// Next appends the events after the cursor to batch, in the order of their
// places, and moves the cursor past them. It returns at most 256 events, and no
// more once they hold 64 KiB; none means that the cursor is at the end, and
// that it will be woken when there are more. The errors are ErrBehind,
// ErrPatterns, and io.EOF at the end of a closed log.
func (c *Cursor) Next(batch []*Entry) ([]*Entry, error) { return c.NextUntil(batch, MaxPlace) }

// NextUntil is Next for the events up to a place: none means that the cursor has
// read all of those, and stands there.
func (c *Cursor) NextUntil(batch []*Entry, place int64) ([]*Entry, error) {
	c.log.mu.RLock()
	defer c.log.mu.RUnlock()
	if c.log.cut {
		return batch, io.EOF
	}
	if err := c.seek(); err != nil {
		return batch, err
	}
	have := len(batch)
	for size := 0; size < maxBatchBytes && len(batch)-have < maxBatchFrames; {
		e := c.merge(place)
		if e == nil {
			c.after, c.endID = max(c.after, min(place, c.log.last.place)), c.log.last.id
			break
		}
		batch, size, c.after = append(batch, e), size+len(e.chunk), e.place
	}
	if len(batch) == have && c.log.closed && c.after == c.log.last.place {
		return batch, io.EOF
	}
	return batch, nil
}

// Place is how far the cursor has read. Once Next returned no event it is the end
// of the log, whatever the topics.
func (c *Cursor) Place() int64 { return c.after }

// EndID is the ID of the end of the log as it was when Next returned no event: whoever
// resumes from it gets what this cursor reads from there on.
func (c *Cursor) EndID() string { return c.endID }

// Ahead is how many events the cursor has yet to read. One that several of its
// topics stand for is counted for each of them.
func (c *Cursor) Ahead() int {
	c.log.mu.RLock()
	defer c.log.mu.RUnlock()
	ahead := 0
	for _, t := range c.topics {
		ahead += t.entries.len() - search(&t.entries, c.after)
	}
	return ahead
}

// seek finds in every topic the first entry after the cursor.
func (c *Cursor) seek() error {
	if c.lacks {
		return ErrPatterns
	}
	for i, t := range c.topics {
		if t.evicted > c.after {
			return ErrBehind
		}
		c.next[i] = search(&t.entries, c.after)
	}
	return nil
}

// merge takes the entry with the smallest place of those that come next, unless
// it lies beyond the place given.
func (c *Cursor) merge(until int64) *Entry {
	var first *Entry
	for i := range c.topics {
		if e := c.head(i); e != nil && (first == nil || e.place < first.place) {
			first = e
		}
	}
	if first == nil || first.place > until {
		return nil
	}
	return first
}

// head returns the first entry of a topic that was not read, there or by way of
// another topic, or nil.
func (c *Cursor) head(i int) *Entry {
	for t := c.topics[i]; c.next[i] < t.entries.len(); c.next[i]++ {
		if e := t.entries.at(c.next[i]); e.place > c.after {
			return e
		}
	}
	return nil
}

// Close takes the cursor off its topics.
func (c *Cursor) Close() {
	c.log.mu.Lock()
	defer c.log.mu.Unlock()
	for _, t := range c.topics {
		delete(t.cursors, c)
		c.log.release(t)
	}
	c.topics = nil
}
