package specs

import (
	"context"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// The Transcripts and steps of the probe "odd".
const (
	oldStream = "old stream"
	newStream = "new stream after "
	stepFence = "fence before "
	stepAfter = "after "
)

// observeOdd publishes one odd event after the other. After each, an ordinary
// event must still reach a stream that was open before, a new stream, and the
// publisher must still be answered; it also fences in what the odd one became.
// Where that fails, the rest is not tried.
func observeOdd(ctx context.Context, s *subject) {
	old := s.stream(ctx, oldStream)
	if !s.ready(ctx, old) {
		return
	}
	start := s.publish(ctx, s.marker(stepFence))
	if !start.Accepted() || !s.arrives(ctx, old, start.Publication) {
		return
	}
	for _, odd := range oddEvents(s.newMarker) {
		if ctx.Err() != nil || !s.try(ctx, old, odd) {
			return
		}
	}
}

// try publishes odd and reports whether everything still works after it.
func (s *subject) try(ctx context.Context, old *wire.Exchange, odd oddEvent) bool {
	if odd.needs(Carries{ID: true}) && !s.obs.Carries.ID || odd.needs(Carries{Event: true}) && !s.obs.Carries.Event {
		return true
	}
	if odd.Forged != "" && s.obs.Trespass.Cause != "" {
		return true
	}
	p := odd.Publication
	p.Step = odd.requirement
	sent := s.publish(ctx, p)
	fresh := s.stream(ctx, newStream+odd.requirement)
	defer fresh.Close(wire.CloseFIN)
	served := s.ready(ctx, fresh)
	fence := s.publish(ctx, s.marker(stepAfter+odd.requirement))
	if sent.Outcome == OutcomeFailed || !served || !fence.Accepted() {
		return false
	}
	return s.arrives(ctx, old, fence.Publication) && s.arrives(ctx, fresh, fence.Publication)
}

// between returns the part of t that came after the fence before the odd event
// of requirement and up to the one after it, as indices of its events. It
// reports false when a fence is missing.
func between(o *Observation, t *wire.Transcript, requirement string) (from, to int, ok bool) {
	from = -1
	for _, p := range o.Published {
		if !strings.HasPrefix(p.Step, stepAfter) && p.Step != stepFence {
			continue
		}
		i := indexReceived(t, p.Publication)
		if p.Step == stepAfter+requirement {
			return from + 1, i, from >= 0 && i > from
		}
		from = i
	}
	return 0, 0, false
}
