package specs

import (
	"context"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// quietStream is the Transcript of the probe "quiet".
const quietStream = "quiet"

// settleTime is how long after the head the bytes of a stream count as its
// opening, and not yet as a sign of life.
const settleTime = time.Second

// observeQuiet holds a stream on which nothing is published until it has shown
// a sign of life, or has been silent for longer than allowed.
func observeQuiet(ctx context.Context, s *subject) {
	x := s.stream(ctx, quietStream)
	if !s.ready(ctx, x) {
		return
	}
	opening := x.Snapshot().Head.At + settleTime
	s.waitFor(ctx, s.obs.Limits.MaxSilence+2*settleTime, x, func(t *wire.Transcript) bool {
		last := len(t.Frames) - 1
		return last >= 0 && t.TimeOf(t.Frames[last].End()-1) > opening
	})
}
