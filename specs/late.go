package specs

import (
	"context"
	"slices"
	"sync"
	"time"
)

// LateReason begins the reason for which something is inconclusive through the
// fault of the machine that the suite runs on.
const LateReason = "this machine was late"

// lateTick is how often the lateness of this machine is measured.
const lateTick = 20 * time.Millisecond

// lateness measures by how much this process comes too late, because the
// machine is busy with something else: it asks to be woken and looks at the
// clock.
type lateness struct {
	mu    sync.Mutex
	delay []Delay // those worth keeping, in the order of time
}

// Delay is one time at which this machine woke the suite too late.
type Delay struct {
	// At is when the suite was woken at last, By how long after it was due.
	At time.Time     `json:"at"`
	By time.Duration `json:"by_ns"`
}

// margins returns, by the ID of its Requirement, the delay of this machine from
// which on broken says nothing. What is not among them is not judged by times,
// or by so long ones that a machine which is late by as much does nothing else
// right either, or it looks at the Delays itself.
func margins() map[string]time.Duration {
	const (
		hasty  = 60 * time.Millisecond
		steady = 400 * time.Millisecond
	)
	return map[string]time.Duration{
		"response-head-on-quiet-stream": steady,
		"liveness-event-flushed":        steady,
		"methods-head-ends":             steady,
		"methods-options-ends":          steady,
		"cors-preflight-ok":             steady,
		"compression-event-flushed":     steady,

		"llm-ends-after-done":          steady,
		"graphql-ends-after-complete":  steady,
		"llm-tokens-flushed":           2 * hasty,
		"mcp-stream-ends-after-answer": steady,
		"mcp-resume-replays":           steady,

		"fanout-stalled-reader-delays-nobody": steady,
	}
}

// stalled returns how much of a time this machine was late, so that what lasted
// as long was shorter in truth.
func (o *Observation) stalled(from, to time.Time) time.Duration {
	var sum time.Duration
	for _, d := range o.Delays {
		begin, end := d.At.Add(-d.By), d.At
		if begin.Before(from) {
			begin = from
		}
		if end.After(to) {
			end = to
		}
		sum += max(0, end.Sub(begin))
	}
	return sum
}

// maxDelays bounds the delays that are kept. Past it the older half is forgotten.
const maxDelays = 1 << 14

// watch measures until ctx is done.
func (l *lateness) watch(ctx context.Context) {
	timer := time.NewTimer(lateTick)
	defer timer.Stop()
	for due := time.Now().Add(lateTick); ; {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		now := time.Now()
		l.add(now, now.Sub(due))
		due = now.Add(lateTick)
		timer.Reset(lateTick)
	}
}

func (l *lateness) add(at time.Time, by time.Duration) {
	if by < lateTick {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.delay) == maxDelays {
		l.delay = append(l.delay[:0], l.delay[maxDelays/2:]...)
	}
	l.delay = append(l.delay, Delay{at, by})
}

// since returns the delays that ended after from and were worth keeping.
func (l *lateness) since(from time.Time) []Delay {
	l.mu.Lock()
	defer l.mu.Unlock()
	first := len(l.delay)
	for first > 0 && l.delay[first-1].At.After(from) {
		first--
	}
	return slices.Clone(l.delay[first:])
}

// longest returns the longest of the delays, 0 if there are none. Those that
// follow each other tick by tick are one: a machine that is late every time gets
// as little done as one that stands still.
func longest(delays []Delay) time.Duration {
	var most, bout time.Duration
	var end time.Time
	for _, d := range delays {
		if d.At.Add(-d.By).Sub(end) > lateTick {
			bout = 0
		}
		bout, end = bout+d.By, d.At
		most = max(most, bout)
	}
	return most
}
