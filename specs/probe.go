package specs

import (
	"context"
	"slices"
)

// probe talks to the Target and leaves an Observation.
type probe struct {
	name string
	// stage orders probes: those of a stage run side by side after those of the
	// stages before.
	stage stage
	// tier is what it needs: without a hook a probe of TierTrigger is not run.
	tier Tier
	// bystander says that it neither publishes nor minds events of others. On a
	// topic that all probes share it need not wait for its turn.
	bystander bool
	// invasive says that it injects, resets, or holds many connections: it is run
	// on loopback addresses and with Config.Consent only.
	invasive bool
	// standalone says that it opens what it looks at by itself, and is run although
	// there is no event stream.
	standalone bool

	// hook says that a control hook which it needs is missing. It is nil where none
	// is needed.
	hook func(Control) Skip
	run  func(context.Context, *subject)
}

// stage is a place in the order of probes.
type stage int

// The stages. Without an event stream there is nothing to look at, so stageReach
// finds out first. What is hard on the Target or on this machine comes after the
// probes that look at times. Where the Target counts its streams there may be no
// others. What has been seen to end servers comes after that. A reader that does
// not read may stop everybody, and takes a flood of large events, which a history
// then holds. What ends the Target on purpose is the last.
const (
	stageReach stage = iota
	stageWatch
	stageHard
	stageCount
	stageOdd
	stageStall
	stageEnd
	stages // how many there are
)

// The names of the probes.
const (
	probeReach  = "reach"
	probeQuiet  = "quiet"
	probeStream = "stream"
	probeIDs    = "ids"
	probeResume = "resume"
	probeKinds  = "kinds"
	probeAlone  = "alone"
	probeDepth  = "depth"
	probeRace   = "race"
	probeOdd    = "odd"
	probeMCP    = "mcp"

	probeFanout  = "fanout"
	probeStalled = "stalled"
)

// probes returns all of them.
func probes() []probe {
	return slices.Concat(
		firstProbes(), resumeProbes(), http2Probes(),
		methodsProbes(), corsProbes(), cachingProbes(), endingProbes(),
		llmProbes(),
		compressionProbes(),
		graphQLProbes(),
		datastarProbes(),
		mcpProbes(),
		mercureProbes(),
		fanoutProbes(), lifecycleProbes(), ageProbes(),
		authProbes(),
		restartProbes(),
	)
}

// firstProbes returns those that judge a server's streams, one by one.
func firstProbes() []probe {
	return []probe{
		{name: probeReach, stage: stageReach, tier: TierPassive, run: observeReach},
		{name: probeQuiet, stage: stageWatch, tier: TierPassive, run: observeQuiet},
		{name: probeStream, stage: stageWatch, tier: TierPassive, run: observeStream},
		{name: probeIDs, stage: stageWatch, tier: TierPassive, run: observeIDs},
		{name: probeResume, stage: stageWatch, tier: TierTrigger, run: observeResume},
		{name: probeOdd, stage: stageOdd, tier: TierTrigger, run: observeOdd},
	}
}

// resumeProbes returns those that resume in more ways than one.
func resumeProbes() []probe {
	return []probe{
		{name: probeKinds, stage: stageWatch, tier: TierTrigger, run: observeKinds},
		{name: probeAlone, stage: stageWatch, tier: TierTrigger, run: observeAlone},
		{name: probeDepth, stage: stageHard, tier: TierTrigger, run: observeDepth},
		{name: probeRace, stage: stageHard, tier: TierTrigger, invasive: true, run: observeRace},
	}
}

// fanoutProbes returns those that read many streams at once.
func fanoutProbes() []probe {
	return []probe{
		{name: probeFanout, stage: stageHard, tier: TierTrigger, run: observeFanout},
		{name: probeStalled, stage: stageStall, tier: TierTrigger, invasive: true, run: observeStalled},
	}
}
