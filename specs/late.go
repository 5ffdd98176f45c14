package specs

import (
	"context"
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
	delay []delay // those worth keeping, in the order of time
}

// delay is one time at which we were woken too late.
type delay struct {
	at time.Time
	by time.Duration
}

// margins returns, by the ID of its Requirement, the delay of this machine from
// which on broken says nothing. What is not among them is not judged by times,
// or by so long ones that a machine which is late by as much does nothing else
// right either.
func margins() map[string]time.Duration {
	const (
		hasty  = 60 * time.Millisecond
		steady = 400 * time.Millisecond
	)
	return map[string]time.Duration{
		"response-head-on-quiet-stream": steady,
		"liveness-frame-in-one-piece":   2 * hasty,
		"liveness-event-flushed":        steady,
		"liveness-not-behind":           hasty,
		"liveness-no-burst":             hasty,
		"methods-head-ends":             steady,
		"methods-options-ends":          steady,
		"cors-preflight-ok":             steady,
		"compression-event-flushed":     steady,
		"compression-not-behind":        hasty,

		"llm-ends-after-done":          steady,
		"graphql-ends-after-complete":  steady,
		"llm-tokens-flushed":           2 * hasty,
		"mcp-stream-ends-after-answer": steady,
		"mcp-resume-replays":           steady,
	}
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
	l.delay = append(l.delay, delay{at, by})
}

// since returns the longest delay that ended after from, 0 if none was worth
// keeping.
func (l *lateness) since(from time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	var longest time.Duration
	for i := len(l.delay) - 1; i >= 0 && l.delay[i].at.After(from); i-- {
		longest = max(longest, l.delay[i].by)
	}
	return longest
}
