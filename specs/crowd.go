package specs

import (
	"cmp"
	"context"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// stepLiveAll is the step of a live event that several streams wait for.
const stepLiveAll = stepLive + ": all"

// readyOf waits until each of xs has its head, all in all for the Timeout, and
// returns those that are event streams.
func (s *subject) readyOf(ctx context.Context, xs []*wire.Exchange) []*wire.Exchange {
	ctx, cancel := context.WithTimeout(ctx, s.waits.Timeout)
	defer cancel()
	var ready []*wire.Exchange
	for _, x := range xs {
		if s.ready(ctx, x) {
			ready = append(ready, x)
		}
	}
	return ready
}

// allReceive waits until each of xs has received p or has ended, all in all for
// the Timeout, and reports whether all have received it.
func (s *subject) allReceive(ctx context.Context, xs []*wire.Exchange, p Publication) bool {
	ctx, cancel := context.WithTimeout(ctx, s.waits.Timeout)
	defer cancel()
	all := true
	for _, x := range xs {
		all = s.arrives(ctx, x, p) && all
	}
	return all
}

// hear waits until each of xs has received p or has ended, all in all for the
// Timeout, and returns those that have it.
func (s *subject) hear(ctx context.Context, xs []*wire.Exchange, p Publication) []*wire.Exchange {
	ctx, cancel := context.WithTimeout(ctx, s.waits.Timeout)
	defer cancel()
	var hearing []*wire.Exchange
	for _, x := range xs {
		if s.arrives(ctx, x, p) {
			hearing = append(hearing, x)
		}
	}
	return hearing
}

// goLiveTogether publishes one event of that step once each of xs has its head,
// waits until control and all of them have it, gives them a moment for what
// should have come before, and closes them.
func (s *subject) goLiveTogether(ctx context.Context, step string, control *wire.Exchange, xs []*wire.Exchange) {
	defer closeAll(xs, wire.CloseFIN)
	ready := s.readyOf(ctx, xs)
	if len(ready) == 0 {
		return
	}
	live := s.publish(ctx, s.marker(step))
	if live.Accepted() && s.arrives(ctx, control, live.Publication) && s.allReceive(ctx, ready, live.Publication) && step == stepLiveAll {
		s.waitFor(ctx, straggle, control, func(*wire.Transcript) bool { return false })
	}
}

func closeAll(xs []*wire.Exchange, how wire.CloseKind) {
	for _, x := range xs {
		x.Close(how)
	}
}

// publishWithin publishes up to n markers of one step, for as long as time
// lasts, and returns those that the hook took.
func (s *subject) publishWithin(ctx context.Context, step string, n int, most time.Duration) []Published {
	until := time.Now().Add(most)
	var accepted []Published
	for range n {
		if time.Now().After(until) || ctx.Err() != nil {
			break
		}
		p := s.publish(ctx, s.marker(step))
		if p.Outcome == OutcomeFailed {
			break
		}
		if p.Accepted() {
			accepted = append(accepted, p)
		}
	}
	return accepted
}

// pause waits for d, or until ctx is done.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// memoryShare is the part of the memory of a run that one crowd of streams may
// take.
const memoryShare = 24

// afford returns how many streams a crowd of n may have that begin like t, so that
// there is memory for the other probes.
func (s *subject) afford(n int, t *wire.Transcript) int {
	const costOfByte, costOfStream = 6, 8 << 10
	share := cmp.Or(s.cfg.MaxMemory, DefaultMaxMemory) / memoryShare
	return max(1, min(n, share/(costOfStream+costOfByte*len(t.Body))))
}
