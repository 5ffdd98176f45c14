package report

// The ways in which the Ledger tells one event from the next.
const (
	SequencePublisher = "publisher" // by the number that the generator stamped
	SequenceID        = "id"        // by the number in the id; beside it stands "json:/path", a number in the data
	SequenceUnion     = "union"     // by comparing each Subscriber with what all of them saw
	SequenceNone      = "none"      // not at all: nothing is expected
)

// Deliveries adds up the Ledgers of all Subscribers. With any Sequence but
// [SequenceNone], Received and Lost make up Expected.
type Deliveries struct {
	Sequence   string     `json:"sequence"`
	Expected   int64      `json:"expected"`             // what the Subscribers should have received
	Received   int64      `json:"received"`             // of that, what arrived: Duplicates do not count again
	Lost       int64      `json:"lost"`                 // of that, what did not
	Duplicate  int64      `json:"duplicate"`            // arrived once more
	Reordered  int64      `json:"reordered"`            // arrived after a later one
	Replayed   int64      `json:"replayed"`             // arrived by resuming
	Missed     int64      `json:"missed"`               // passed while a Subscriber was away that did not resume: not expected
	Unknown    int64      `json:"unknown"`              // without a number, or with one that nobody published
	Repeated   int64      `json:"repeated,omitempty"`   // equal to one before, and sent twice on purpose
	Restarted  int64      `json:"restarted,omitempty"`  // how often a Subscriber saw the numbers begin anew
	Incomplete int64      `json:"incomplete,omitempty"` // Subscribers that lost something
	Examples   []Delivery `json:"examples,omitempty"`
	Note       string     `json:"note,omitempty"` // one line: what the Sequence cannot tell
}

// The kinds of a Delivery that went wrong.
const (
	DeliveryLost      = "lost"
	DeliveryDuplicate = "duplicate"
	DeliveryReordered = "reordered"
)

// Delivery is an example of an event that did not reach a Subscriber as it should.
type Delivery struct {
	Kind       string `json:"kind"`
	Event      string `json:"event"`           // its id or number, or those of the events in a row
	Count      int64  `json:"count,omitempty"` // how many events in a row; 0 is one
	Topic      string `json:"topic,omitempty"`
	DueMS      int64  `json:"due_ms"` // when it was due; -1 when that is not known
	Subscriber int64  `json:"subscriber"`
	Text       string `json:"text,omitempty"` // what else is known, one line
}
