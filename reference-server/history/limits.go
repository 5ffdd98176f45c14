package history

import "time"

// Limits bounds what a Log keeps. All of them hold at the same time, and all but
// Patterns must be positive.
type Limits struct {
	// Count is the largest number of events kept.
	Count int
	// Bytes is the largest sum of the encoded frames kept, in bytes. The newest
	// event is kept whatever its size.
	Bytes int64
	// Age is how long an event is kept.
	Age time.Duration
	// Patterns is the largest number of distinct patterns that cursors are on. 0 is
	// no bound.
	Patterns int
}

// Stats is the state of a Log at one instant.
type Stats struct {
	// Events is the number of events kept.
	Events int
	// Bytes is the sum of their encoded frames, in bytes.
	Bytes int64
	// Topics is the number of topics with events or cursors.
	Topics int
	// Patterns is the number of distinct patterns with cursors.
	Patterns int
	// Published counts the events ever appended.
	Published int64
	// LastEventID is the ID of the newest event, kept or evicted; before the
	// first, it is the ID of the place before it.
	LastEventID string
}
