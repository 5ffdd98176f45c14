package measure

// Count names something that is counted.
type Count uint8

// The Counts. [Count.Help] says what each one counts.
const (
	Planned Count = iota
	Started
	Opened
	Completed
	ClosedByServer
	Failed
	Left
	Reconnects
	Throttled
	Events
	Bytes
	Published
	PublishFailed
	Expected
	Received
	Lost
	Duplicate
	Reordered
	Replayed
	Missed
	Shortfall

	countCount = iota
)

// Counts returns all Counts in the order in which reports show them.
func Counts() []Count { return all[Count](countCount) }

// CountNamed returns the Count of a name, as in "closed_by_server".
func CountNamed(name string) (Count, bool) { return named(Counts(), name) }

// String returns the name of the Count in snake case.
func (c Count) String() string { return c.text().name }

// Help returns a line for people: what is counted.
func (c Count) Help() string { return c.text().help }

func (c Count) text() text {
	if c >= countCount {
		return text{"unknown", "not a count"}
	}
	return [countCount]text{
		Planned:        {"planned", "streams that the plan asked for"},
		Started:        {"started", "streams that were begun"},
		Opened:         {"opened", "streams whose response head was right"},
		Completed:      {"completed", "streams that ended as planned"},
		ClosedByServer: {"closed_by_server", "open streams that the server ended before the plan did"},
		Failed:         {"failed", "streams that ended with an error"},
		Left:           {"left", "streams that churn or a storm has cut"},
		Reconnects:     {"reconnects", "times that a stream was open again after its end"},
		Throttled:      {"throttled", "responses with status 429 or 503"},
		Events:         {"events", "events received, stamped or not"},
		Bytes:          {"bytes", "bytes of response bodies received"},
		Published:      {"published", "events published"},
		PublishFailed:  {"publish_failed", "publishes that ended with an error"},
		Expected:       {"expected", "events that subscribers should have received"},
		Received:       {"received", "expected events received, each once"},
		Lost:           {"lost", "expected events that were never received"},
		Duplicate:      {"duplicate", "events received again"},
		Reordered:      {"reordered", "events received after a later one"},
		Replayed:       {"replayed", "events received again or late because of a resume"},
		Missed:         {"missed", "events published while a subscriber was away, and not replayed"},
		Shortfall:      {"shortfall", "what was due and the generator could not begin"},
	}[c]
}
