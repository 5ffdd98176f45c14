package specs

import "context"

// probe talks to the Target and leaves an Observation.
type probe struct {
	name string
	// stage orders probes: those of a stage run side by side after those of the
	// stages before. Stage 0 finds out whether there is a stream at all.
	stage int
	// tier is what it needs: without a hook a probe of TierTrigger is not run.
	tier Tier
	run  func(context.Context, *subject)
}

// The names of the probes.
const (
	probeReach  = "reach"
	probeQuiet  = "quiet"
	probeStream = "stream"
	probeIDs    = "ids"
	probeResume = "resume"
	probeOdd    = "odd"
)

// probes returns all of them. Those that send the Target odd events come last,
// because a Target that does not survive them must not spoil the others.
func probes() []probe {
	return []probe{
		{probeReach, 0, TierPassive, observeReach},
		{probeQuiet, 1, TierPassive, observeQuiet},
		{probeStream, 1, TierPassive, observeStream},
		{probeIDs, 1, TierPassive, observeIDs},
		{probeResume, 1, TierTrigger, observeResume},
		{probeOdd, 2, TierTrigger, observeOdd},
	}
}
