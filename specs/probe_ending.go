package specs

import (
	"context"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

const probeEnding = "ending"

// The Transcripts of the probe "ending": a stream, and those that follow it if
// the Target ends it.
const (
	endingStream = "until its end"
	againStream  = "again"
	thirdStream  = "once more"
)

// endingWatch is how long a stream is watched for its end. One that ends later is
// none that brings clients back all the time.
const endingWatch = 2 * time.Second

func endingProbes() []probe {
	return []probe{{name: probeEnding, stage: stageWatch, tier: TierPassive, bystander: true, run: observeEnding}}
}

// observeEnding comes back to a stream that the Target ends, twice and as a
// client does: with the last id that it has seen.
func observeEnding(ctx context.Context, s *subject) {
	most := endingWatch
	if s.cfg.Depth == DepthDeep {
		most = max(most, s.waits.Window)
	}
	req, lastEventID := s.ask(nil), ""
	for _, name := range []string{endingStream, againStream, thirdStream} {
		if lastEventID != "" {
			req = withField(req, "Last-Event-ID", lastEventID)
		}
		x := s.send(ctx, s.run.recorder, name, req)
		s.waitFor(ctx, s.waits.Timeout, x, hasHead)
		s.waitFor(ctx, most, x, notYet)
		t := x.Close(wire.CloseFIN)
		if !streams(t) || !endedByTarget(t) {
			return
		}
		lastEventID = t.LastEventID
	}
}
