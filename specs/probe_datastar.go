package specs

import (
	"context"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// probeDatastar is the probe "datastar", and patchStream its Transcript.
const (
	probeDatastar = "datastar"
	patchStream   = "patches"
)

// manyPatches are enough to see how a Target writes them.
const manyPatches = 50

// datastarProbes returns the probes of the profile "datastar".
func datastarProbes() []probe {
	return []probe{{name: probeDatastar, stage: stageWatch, tier: TierPassive, bystander: true, run: observeDatastar}}
}

// observeDatastar follows a stream of patches.
func observeDatastar(ctx context.Context, s *subject) {
	x := s.stream(ctx, patchStream)
	if s.ready(ctx, x) {
		s.waitFor(ctx, s.waits.Window, x, func(t *wire.Transcript) bool { return len(t.Events) >= manyPatches })
	}
}
