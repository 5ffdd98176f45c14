package ledger

// Tally is counts of deliveries. Lost is Expected - (Received - Duplicate - Repeated).
type Tally struct {
	// Expected is how many events the Subscribers should have got by now.
	Expected int64
	// Received is all events that came in their lanes, also Duplicates and those Repeated,
	// but for Foreign and Late ones.
	Received int64
	// Lost is Gaps: events expected that have not come. While a run lasts, some of them
	// may still come out of order.
	Lost int64
	// Duplicate, Reordered, Replayed, Repeated, Foreign and Late count the marks.
	Duplicate, Reordered, Replayed, Repeated, Foreign, Late int64
	// Missed is events that passed while a Subscriber was away, and that it did not ask
	// for when it came back.
	Missed int64
	// Excused is events that were not expected, since nobody knows whether they were
	// published: Options.Excused.
	Excused int64
	// Restarted is how often a Subscriber saw its sequence begin anew.
	Restarted int64
	// Closed is the Subscribers that left or were settled, Incomplete those of them that
	// lost an event.
	Closed, Incomplete int64
}

// Add adds the counts of o.
func (t *Tally) Add(o Tally) {
	t.Expected += o.Expected
	t.Received += o.Received
	t.Lost += o.Lost
	t.Duplicate += o.Duplicate
	t.Reordered += o.Reordered
	t.Replayed += o.Replayed
	t.Repeated += o.Repeated
	t.Foreign += o.Foreign
	t.Late += o.Late
	t.Missed += o.Missed
	t.Excused += o.Excused
	t.Restarted += o.Restarted
	t.Closed += o.Closed
	t.Incomplete += o.Incomplete
}
