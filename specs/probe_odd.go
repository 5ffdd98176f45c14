package specs

import (
	"context"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// The Transcripts and steps of the probe "odd".
const (
	oldStream    = "old stream"
	secondStream = "second stream"
	newStream    = "new stream after "
	stepFence    = "fence before "
	stepAfter    = "after "
)

// observeOdd publishes one odd event after the other. After each, an ordinary
// event must still reach a stream that was open before, a new stream, and the
// publisher must still be answered; it also fences in what the odd one became.
// Where that fails, the rest is not tried.
//
// What a Target cannot do before is not the fault of odd events: it must serve
// two streams at a time. Nor is it if streams end at some age: each is looked at
// from one odd event to the next only.
func observeOdd(ctx context.Context, s *subject) {
	old, second := s.stream(ctx, oldStream), s.stream(ctx, secondStream)
	if !s.ready(ctx, old) || !s.ready(ctx, second) {
		return
	}
	start := s.publish(ctx, s.marker(stepFence))
	if !start.Accepted() || !s.arrives(ctx, old, start.Publication) || !s.arrives(ctx, second, start.Publication) {
		return
	}
	second.Close(wire.CloseFIN)
	for _, odd := range oddEvents(s.newMarker) {
		if ctx.Err() != nil || s.wanting(odd) {
			continue
		}
		if old = s.try(ctx, old, odd); old == nil {
			return
		}
	}
}

// wanting reports whether the hook cannot say what odd needs, or odd may not be
// published.
func (s *subject) wanting(odd oddEvent) bool {
	return odd.needs(Carries{ID: true}) && !s.obs.Carries.ID || odd.needs(Carries{Event: true}) && !s.obs.Carries.Event ||
		odd.Forged != "" && s.obs.Trespass.Cause != ""
}

// try publishes odd and returns the new stream, which is the old one for the
// next odd event, or nil if not everything works as before.
func (s *subject) try(ctx context.Context, old *wire.Exchange, odd oddEvent) *wire.Exchange {
	p := odd.Publication
	p.Step = odd.requirement
	sent := s.publish(ctx, p)
	fresh := s.stream(ctx, newStream+odd.requirement)
	served := s.ready(ctx, fresh)
	fence := s.publish(ctx, s.marker(stepAfter+odd.requirement))
	if !fence.Accepted() {
		return nil
	}
	onOld := s.arrives(ctx, old, fence.Publication)
	onFresh := served && s.arrives(ctx, fresh, fence.Publication)
	old.Close(wire.CloseFIN)
	if sent.Outcome == OutcomeFailed || !onOld || !onFresh {
		return nil
	}
	return fresh
}

// openBefore returns the stream that was open when the odd event of requirement
// was published, or the last one if it was not: each is the new one after the
// odd event before.
func openBefore(o *Observation, requirement string) *wire.Transcript {
	open := o.Transcript(oldStream)
	for _, p := range o.Published {
		if p.Step == requirement {
			break
		}
		if fresh := o.Transcript(newStream + p.Step); isOdd(p) && fresh != nil {
			open = fresh
		}
	}
	return open
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
