package ledger

// Lane is the index of a lane in its Book: a sequence of numbered events.
type Lane int32

// NoLane is the Lane of an event that belongs to no sequence of this run.
const NoLane Lane = -1

// Event is one delivery.
type Event struct {
	// Seq is the number in the lane, 0 or more. Less makes the event Foreign.
	Seq int64
	// AtUnix is the instant of arrival, in nanoseconds since 1970.
	AtUnix int64
	// DueUnix is the instant at which the event was due, or else sent, or 0 if unknown.
	// It must be the same for each delivery of one event.
	DueUnix int64
	// Lane is the sequence that the number is of, or NoLane.
	Lane Lane

	key uint64 // its identity, where Seq is an ordinal
}

// Mark says what a delivery was. Each has one, the first that fits.
type Mark uint8

// The marks.
const (
	// New is an event in its place.
	New Mark = iota
	// Foreign is an event of no lane of this run.
	Foreign
	// Late is an event that the Ledger had given up, since it had too many holes.
	Late
	// Repeated is a payload without ID that this Subscriber had received before: it may
	// be a Duplicate, or another event with the same text.
	Repeated
	// Duplicate is an event that this Subscriber had already received.
	Duplicate
	// Reordered is an event with a lower number than one that came before it on the same
	// Connection.
	Reordered
	// Replayed is an event that came on a Connection that resumed, and that was published
	// before it was opened.
	Replayed
)

// String returns the mark as one word in lower case.
func (m Mark) String() string {
	return [...]string{"new", "foreign", "late", "repeated", "duplicate", "reordered", "replayed"}[m]
}
