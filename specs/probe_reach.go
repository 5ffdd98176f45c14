package specs

import (
	"context"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// The Transcript and the step of the probe "reach".
const (
	firstStream = "first"
	stepPlain   = "plain"
)

// observeReach opens one stream while nothing else happens, and sees whether
// its head comes without an event and whether a published event arrives.
func observeReach(ctx context.Context, s *subject) {
	x := s.stream(ctx, firstStream)
	hasHead := func(t *wire.Transcript) bool { return t.Head != nil }
	if !s.waitFor(ctx, s.obs.Limits.MaxHeadWait, x, hasHead) && x.Snapshot().End.Kind == wire.EndOpen {
		s.run.lateHead.Store(true)
		if s.canPublish() {
			s.publish(ctx, s.marker("nudge"))
		}
	}
	if !s.wait(ctx, x, hasHead) || !readable(x.Snapshot()) || !s.canPublish() {
		return
	}
	if p := s.publish(ctx, s.marker(stepPlain)); p.Accepted() {
		s.arrives(ctx, x, p.Publication)
	}
}
