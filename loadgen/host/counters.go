package host

import "time"

// counters are what the system counted until an instant, and what there was at it.
type counters struct {
	processor time.Duration // of this process

	// Of the machine.
	busy, stolen, all time.Duration // of all its processors
	pressure          time.Duration // something waited for a processor
	tcp               TCP

	runDelay map[int]time.Duration // by thread: it could have run, and waited

	rss   int64
	files int
	ports int
}

// TCP is what the TCP of a machine had to repeat, or dropped.
type TCP struct {
	// Retransmits is segments sent again.
	Retransmits int64
	// SynRetransmits is connection attempts sent again: nobody answered.
	SynRetransmits int64
	// Timeouts is how often a retransmission timer ran out.
	Timeouts int64
	// ListenOverflows is connections that came while the accept queue of a server on
	// this machine was full.
	ListenOverflows int64
	// ListenDrops is connections that a server on this machine lost for any reason.
	ListenDrops int64
}

// less returns what was counted since before.
func (t TCP) less(before TCP) TCP {
	return TCP{
		Retransmits:     t.Retransmits - before.Retransmits,
		SynRetransmits:  t.SynRetransmits - before.SynRetransmits,
		Timeouts:        t.Timeouts - before.Timeouts,
		ListenOverflows: t.ListenOverflows - before.ListenOverflows,
		ListenDrops:     t.ListenDrops - before.ListenDrops,
	}
}

// delayed returns how long the threads that are there waited since before.
func (c *counters) delayed(before *counters) time.Duration {
	var sum time.Duration
	for thread, waited := range c.runDelay {
		sum += max(0, waited-before.runDelay[thread]) // a number may have gone to a new thread
	}
	return sum
}
