package specs

import (
	"time"

	"github.com/ssegauge/ssegauge/report"
)

// Depth says how long a run may take.
type Depth int

// The depths.
const (
	// DepthNormal takes less than a minute for a Target without faults.
	DepthNormal Depth = iota
	// DepthQuick takes less than ten seconds: it only watches, publishes nothing,
	// and leaves open what takes longer to see.
	DepthQuick
	// DepthDeep takes minutes: it looks for limits that a minute does not show.
	DepthDeep
)

// quickWait is the longest single wait of a quick run.
const quickWait = 4 * time.Second

// waits returns how long a probe waits where l says by what it judges: they
// differ where the run is too short to see a limit broken.
func (d Depth) waits(l Limits) Limits {
	if d != DepthQuick {
		return l
	}
	l.Timeout, l.Window = min(l.Timeout, quickWait), min(l.Window, quickWait)
	l.MaxSilence = min(l.MaxSilence, quickWait)
	return l
}

// tooQuick says why a probe of that tier is not run, if the depth is the reason.
func (d Depth) tooQuick(tier Tier) Skip {
	if d == DepthQuick && tier != TierPassive {
		return Skip{report.SkipUntestable, "a quick run only watches"}
	}
	return Skip{}
}

// maxTime returns how long a run takes at most, where the Config does not say
// it: many times what a Target without faults needs.
func (d Depth) maxTime() time.Duration {
	switch d {
	case DepthQuick:
		return time.Minute
	case DepthDeep:
		return time.Hour
	case DepthNormal:
	}
	return 10 * time.Minute
}
