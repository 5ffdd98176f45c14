package publish

import "time"

// Class says what became of a publish.
type Class string

// The classes.
const (
	// Accepted: the answer had a status of 2xx.
	Accepted Class = "accepted"
	// Refused: the status was 4xx, so that nothing was stored.
	Refused Class = "refused"
	// Busy: the status was 429, or 503 with a Retry-After, so that nothing was
	// stored.
	Busy Class = "busy"
	// Failed: the status was anything else. Whether the event was stored is not known,
	// as with Timeout and Lost. That is so for redirects too, which are not followed:
	// 303 is what comes after a success.
	Failed Class = "failed"
	// Unreachable: there was no connection, so that nothing was stored.
	Unreachable Class = "unreachable"
	// Timeout: there was no answer in time.
	Timeout Class = "timeout"
	// Lost: the connection ended before there was an answer.
	Lost Class = "lost"
	// Inexpressible: the hook cannot say the event, so that nothing was stored.
	Inexpressible Class = "inexpressible"
)

// isStoredNowhere reports whether the Target certainly does not have the event.
func (c Class) isStoredNowhere() bool {
	return c == Refused || c == Busy || c == Unreachable || c == Inexpressible
}

// Result is what became of one publish.
type Result struct {
	// Topic is the place in Plan.Topics, Seq the number of the event in it. The next
	// event has the same number if this one was stored nowhere.
	Topic int
	Seq   int64
	// Due is when the event was to be published, Started when its request was
	// written, and Answered when the head of the answer was there, or none was to be
	// expected any more; since the start of the run. Started is 0 if no request
	// was written.
	Due, Started, Answered time.Duration
	// Free is when nothing stood before it any more: Due, or later if the answer to an
	// event before it came later. What passes from then until it is Started is the
	// publisher's own delay, what passed before is that of an answer.
	Free time.Duration
	// Bytes is the size of the event's data.
	Bytes int
	// Class is Accepted, or what was wrong.
	Class Class
	// Status is that of the answer, 0 if there was none.
	Status int
	// RetryAfter is what a Busy Target has asked for, 0 if it said nothing that could
	// be read.
	RetryAfter time.Duration
	// Detail says in words what was wrong.
	Detail string
}

// Tally is counts of events.
type Tally struct {
	// Due were to be published, Started were begun, Accepted were answered well.
	Due, Started, Accepted int64
}

// Shortfall is how many events were due and never begun, which is the publisher's own
// fault or that of a Target that had not answered the ones before.
func (t Tally) Shortfall() int64 { return t.Due - t.Started }
