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
	s.waitFor(ctx, s.waits.MaxSilence+2*settleTime, x, func(t *wire.Transcript) bool {
		return len(t.Body) > 0 && t.TimeOf(int64(len(t.Body))-1) > opening
	})
}
