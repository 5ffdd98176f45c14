package specs

import (
	"context"
	"slices"
	"time"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// Observations are all that a run saw of a Target: what Judge needs, now or
// later.
type Observations struct {
	// Tool names the program that observed. Its caller sets the version.
	Tool report.Tool
	// Target is the Target as it was configured.
	Target report.Target
	// Profile names the dialect in which the Target was asked, one of Profiles.
	// Empty is DefaultProfile.
	Profile string
	// Started is when the first probe began, Duration how long all of them took.
	Started  time.Time
	Duration time.Duration
	// Probes holds what each probe saw, in their order. A probe that nothing asked
	// for is not among them.
	Probes []*Observation
	// Err says what called the run off, nil if nothing did.
	Err error
}

// Observe runs the probes that the Requirements selected by cfg need, and
// returns when they have ended; ctx ends them early. The error is one of the
// configuration.
func Observe(ctx context.Context, cfg Config) (*Observations, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	selected, err := selectChecks(cfg.Labels, cfg.Profile)
	if err != nil {
		return nil, err
	}
	seen := &Observations{
		Tool: report.Tool{Name: "ssegauge", Version: "devel"}, Target: describeTarget(cfg), Profile: cfg.Profile,
		Started: time.Now(),
	}
	all := observe(ctx, cfg, selected)
	if c, ok := cfg.Publisher.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
	seen.Duration = time.Since(seen.Started)
	for _, p := range probes() {
		if o, ok := all[p.name]; ok {
			seen.Probes = append(seen.Probes, o)
		}
	}
	if ctx.Err() != nil {
		seen.Err = context.Cause(ctx)
	}
	return seen, nil
}

// probe returns what the probe of that name saw, nil if it is not there.
func (s *Observations) probe(name string) *Observation {
	i := slices.IndexFunc(s.Probes, func(o *Observation) bool { return o.Probe == name })
	if i < 0 {
		return nil
	}
	return s.Probes[i]
}

// first returns the first stream that was asked for, nil if there is none.
func (s *Observations) first() *wire.Transcript {
	reach := s.probe(probeReach)
	if reach == nil {
		return nil
	}
	return reach.Transcript(firstStream)
}

// forChecks returns what the probes of these checks saw, by their names.
func (s *Observations) forChecks(selected []check) map[string]*Observation {
	seen := map[string]*Observation{}
	for _, c := range selected {
		o := s.probe(c.probe)
		if o == nil {
			o = &Observation{Probe: c.probe, Unseen: Skip{report.SkipUntestable, "not among the saved transcripts"}}
		}
		seen[c.probe] = o
	}
	return seen
}
