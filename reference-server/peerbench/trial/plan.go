//go:build linux

package trial

import "time"

// Plan says what is measured.
type Plan struct {
	// Streams is how many receive events. At most MemoryTo.
	Streams int
	// MemoryFrom and MemoryTo are the numbers of idle streams between which memory is
	// taken. A process may open 20,000 files.
	MemoryFrom, MemoryTo int
	// Lockstep is how long events follow each other as fast as they arrive.
	Lockstep time.Duration
	// Paced is how long events are published every Pace.
	Paced, Pace time.Duration
	// Stalled is how many readers never read while latency is measured beside them.
	Stalled int
	// Patience is how long nothing may happen before a trial is given up.
	Patience time.Duration
}

// Full returns the Plan whose figures are published.
func Full() Plan {
	return Plan{
		Streams:    15_000,
		MemoryFrom: 2_000, MemoryTo: 18_000,
		Lockstep: 5 * time.Second,
		Paced:    8 * time.Second, Pace: 500 * time.Millisecond,
		Stalled:  1_000,
		Patience: 20 * time.Second,
	}
}

// Quick returns a Plan that takes a second or two for a server.
func Quick() Plan {
	return Plan{
		Streams:    2_000,
		MemoryFrom: 500, MemoryTo: 2_500,
		Lockstep: 400 * time.Millisecond,
		Paced:    600 * time.Millisecond, Pace: 100 * time.Millisecond,
		Stalled:  250,
		Patience: 10 * time.Second,
	}
}

// Figures are what was measured on one server.
type Figures struct {
	// OpensPerSecond is the rate at which streams were opened and answered.
	OpensPerSecond float64
	// StreamBytes is the resident memory of the server that one idle stream adds.
	StreamBytes float64
	// DeliveriesPerSecond is the rate in lockstep, events times streams.
	DeliveriesPerSecond float64
	// DeliveryCPU is the server's processor time for one delivery in lockstep, both in
	// user mode and in the kernel.
	DeliveryCPU time.Duration
	// P50 and P99 are quantiles of the latency of a delivery when paced.
	P50, P99 time.Duration
}
