package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/capacity"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/threshold"
	"github.com/ssegauge/ssegauge/report"
)

// capacitySearch is a search while it lasts.
type capacitySearch struct {
	search     capacity.Search
	thresholds []string            // as the user wrote them
	known      threshold.Catalogue // what they name
	beyond     *loadgen.LimitError // what stands against more than Max; nil if that is the user's

	step  func(ctx context.Context, streams int) (measuredStep, error)
	pause func(ctx context.Context)
	told  func(judgedStep)

	steps []judgedStep
	last  *report.Run      // of the last step
	base  capacity.Figures // of the first step that held
	dead  string           // why the search was given up, one line
}

// measuredStep is what a step leaves.
type measuredStep struct {
	run       *report.Run
	eventRate float64 // received per second of the hold
	took      time.Duration
}

// judgedStep is a step with what came of it.
type judgedStep struct {
	capacity.Tried
	measuredStep

	broke   *report.Broken // the first threshold that was missed
	limited bool           // the generator was too slow; GeneratorLimited if that decides
}

// run tries one number after the other until the answer is known, ctx is done, or there
// is no use in going on.
func (s *capacitySearch) run(ctx context.Context) error {
	for step, more := s.search.Next(); more; step, more = s.search.Next() {
		if len(s.steps) > 0 {
			s.pause(ctx)
		}
		measured, err := s.step(ctx, step.Streams)
		if err != nil || ctx.Err() != nil {
			return err
		}
		s.last = measured.run
		j := s.judge(step, measured)
		if s.dead != "" {
			return nil
		}
		s.search.Record(j.Outcome)
		s.steps = append(s.steps, j)
		s.told(j)
		if s.gone() {
			s.dead = "the server opened no stream any more"
			return nil
		}
	}
	return nil
}

// judge says how a step went. What held although the generator was slow has held: its delays
// make figures worse, never better, as long as it did all that was due. What did not hold is then
// the generator's, but where the server itself has refused each stream that is missing.
func (s *capacitySearch) judge(step capacity.Step, measured measuredStep) judgedStep {
	load := measured.run.Load
	j := judgedStep{Tried: capacity.Tried{Step: step}, measuredStep: measured, limited: load.Generator.Limited}
	broke, firm, unknown := s.missed(load)
	if broke == nil && load.Outcomes.Opened == 0 {
		broke = unknown
	}
	figures := figuresOf(load, step.Streams)
	held := broke == nil && (!j.limited || !fellShort(load))
	switch {
	case s.useless(measured.run, broke, unknown):
	case held:
		if j.Held = true; s.base.Streams == 0 {
			s.base = figures
		}
	case j.limited && !firm && !s.refused(broke, figures, load):
		j.GeneratorLimited, j.Cause = true, load.Generator.Reasons[0]
	default:
		j.broke = broke
		j.Broke, j.Cause = broke.Threshold, capacity.Cause(figures, s.base)
	}
	return j
}

// useless reports whether there is no use in going on: there is no stream at all, or no figure
// for a threshold.
func (s *capacitySearch) useless(run *report.Run, broke, unknown *report.Broken) bool {
	switch {
	case run.Load.Outcomes.Opened == 0 && s.base.Streams == 0:
		s.dead = cmp.Or(run.Reason, "no stream was opened")
	case broke == nil && unknown != nil:
		s.dead = fmt.Sprintf("%s cannot be judged: %s", unknown.Threshold, unknown.Actual)
	}
	return s.dead != ""
}

// fellShort reports whether the generator did less than was due.
func fellShort(load *report.Load) bool {
	p := load.Publishing
	return load.Outcomes.Shortfall > 0 || p != nil && p.Published+p.Failed < p.Planned
}

// refused reports whether a threshold that was missed is about counts alone, and the server has
// refused each stream that is missing.
func (s *capacitySearch) refused(broke *report.Broken, f capacity.Figures, load *report.Load) bool {
	if broke == nil || !s.countsAlone(broke.Threshold) {
		return false
	}
	refusals := f.Refused
	for _, n := range f.Statuses {
		refusals += n
	}
	missing := load.Outcomes.Planned - load.Outcomes.Opened
	return missing > 0 && int64(refusals) >= missing
}

// countsAlone reports whether a threshold has no durations in it.
func (s *capacitySearch) countsAlone(text string) bool {
	t, err := threshold.Parse(text, s.known)
	isTiming := func(metric string) bool {
		_, timing := measure.TimingNamed(metric)
		return timing
	}
	return err == nil && !slices.ContainsFunc(t.Metrics(), isTiming)
}

// missed returns the first threshold that was missed, whether it stands whatever the generator
// did, and the first without data.
func (s *capacitySearch) missed(load *report.Load) (broke *report.Broken, firm bool, unknown *report.Broken) {
	for i, t := range load.Thresholds {
		b := &report.Broken{Threshold: s.thresholds[i], Actual: t.Actual}
		switch {
		case t.Held == nil && unknown == nil:
			unknown = b
		case t.Held != nil && !*t.Held && broke == nil:
			broke, firm = b, t.Firm
		}
	}
	return broke, firm, unknown
}

// gone reports whether two steps in a row could open no stream at all, after there had been
// some: then lower numbers tell nothing.
func (s *capacitySearch) gone() bool {
	n := len(s.steps)
	return n > 1 && s.steps[n-1].run.Load.Outcomes.Opened == 0 && s.steps[n-2].run.Load.Outcomes.Opened == 0
}
