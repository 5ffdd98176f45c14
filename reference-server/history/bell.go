package history

// Bell wakes a reader that waits for a Cursor's news on a channel: Ring is what to
// open the Cursor with, and the Bell receives. Rings that nobody has heard yet are
// one.
type Bell chan struct{}

// NewBell returns a Bell that has not rung.
func NewBell() Bell { return make(Bell, 1) }

// Ring wakes the reader, now or as soon as it listens.
func (b Bell) Ring() {
	select {
	case b <- struct{}{}:
	default:
	}
}
