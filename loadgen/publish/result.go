package publish

import "time"

// Class says what became of a publish.
type Class string

// The classes. Of an event that was not Accepted it is not known whether the Target
// has stored it, except where it says so.
const (
	// Accepted: the answer had a status of 2xx.
	Accepted Class = "accepted"
	// Refused: the status was 3xx or 4xx. Redirects are not followed.
	Refused Class = "refused"
	// Busy: the status was 429, or 503 with a Retry-After.
	Busy Class = "busy"
	// Failed: the status was anything else.
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

// Result is what became of one publish.
type Result struct {
	// Topic is the place in Plan.Topics, Seq the number of the event in it.
	Topic int
	Seq   int64
	// Due is when the event was to be published, Started when its request was
	// written, and Answered when the head of the answer was there, or none was to be
	// expected any more; since the start of the run. Started is 0 if no request
	// was written.
	Due, Started, Answered time.Duration
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
