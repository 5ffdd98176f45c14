package specs

import (
	"context"
	"fmt"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

const (
	probeAge = "age"
	// agedStream begins the names of its Transcripts; a number follows.
	agedStream = "opened at another time "
)

const (
	// agedStreams are opened one after the other, fewAged where the Target is not
	// ours.
	agedStreams = 5
	fewAged     = 3
	// leastAge and deepAge are for how long streams are watched, from the first on.
	leastAge = 3 * time.Second
	deepAge  = 5 * time.Minute
	// agedApart is the part of that time that lies between two streams.
	agedApart = 10
)

func ageProbes() []probe {
	return []probe{{name: probeAge, stage: stageWatch, tier: TierPassive, bystander: true, run: observeAge}}
}

// observeAge opens streams one after the other and holds all of them.
func observeAge(ctx context.Context, s *subject) {
	watch, n := max(s.waits.Window, leastAge), agedStreams
	if s.cfg.Depth == DepthDeep {
		watch = deepAge
	}
	if s.obs.Trespass.Cause != "" {
		n = fewAged
	}
	until := time.Now().Add(watch)
	var last *wire.Exchange
	for i := range n {
		if i > 0 {
			pause(ctx, watch/agedApart)
		}
		last = s.stream(ctx, fmt.Sprint(agedStream, i+1))
		if i == 0 && !s.ready(ctx, last) {
			return
		}
	}
	s.waitFor(ctx, time.Until(until), last, notYet)
}
