package specs

import (
	"context"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// The Transcript and the steps of the probe "reach".
const (
	firstStream = "first"
	stepPlain   = "plain"
	stepPush    = "push"
)

// observeReach opens one stream while nothing else happens, and sees whether
// its head comes without an event and whether a published event arrives.
func observeReach(ctx context.Context, s *subject) {
	x := s.stream(ctx, firstStream)
	if !s.firstHead(ctx, x) || !readable(x.Snapshot()) || !s.canPublish() {
		return
	}
	p := s.publish(ctx, s.marker(stepPlain))
	if p.Accepted() && !s.arrives(ctx, x, p.Publication) {
		s.publish(ctx, s.marker(stepPush)) // something may hold it back until the next one
		s.waitFor(ctx, s.obs.Limits.MaxDelay, x, func(t *wire.Transcript) bool { return indexReceived(t, p.Publication) >= 0 })
	}
}

// firstHead waits for the head of x, all in all for the Timeout. If it is late,
// an event may bring it.
func (s *subject) firstHead(ctx context.Context, x *wire.Exchange) bool {
	ctx, cancel := context.WithTimeout(ctx, s.waits.Timeout)
	defer cancel()
	hasHead := func(t *wire.Transcript) bool { return t.Head != nil }
	x.Wait(ctx, func(t *wire.Transcript) bool { return t.Sent > 0 })
	if !s.waitFor(ctx, s.obs.Limits.MaxHeadWait, x, hasHead) && x.Snapshot().End.Kind == wire.EndOpen {
		s.run.lateHead.Store(true)
		if s.canPublish() {
			s.publish(ctx, s.marker("nudge"))
		}
	}
	return x.Wait(ctx, hasHead)
}
