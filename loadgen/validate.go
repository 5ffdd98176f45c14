package loadgen

import (
	"fmt"
	"math"
	"net/url"
	"slices"

	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/problem"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
	"github.com/ssegauge/ssegauge/loadgen/threshold"
	"github.com/ssegauge/ssegauge/report"
)

// Validate returns everything that is wrong with s, each with its path, as in
// "plan.stages[2].duration".
func (s Scenario) Validate() problem.List {
	var all problem.List
	all.Under("request", s.Request.Validate())
	all.Under("plan", s.Plan.Validate())
	if s.Publish != nil {
		all.Under("publish", s.Publish.Validate())
	}
	all.Under("sequence", s.Sequence.Validate())
	if name := s.Sequence.Sequence; s.Union && name != "" && name != report.SequenceNone {
		all.Add("union", "events have numbers (sequence %s): want one or the other", name)
	}
	s.checkParts(&all)
	s.checkReaders(&all)
	s.checkResume(&all)
	s.checkLimits(&all)
	s.checkClock(&all)
	s.checkThresholds(&all)
	return all
}

// A part of a run that is measured apart takes 229 KB for each of its timings while it lasts,
// and some KB afterwards, in each worker.
const (
	maxTargets = 64
	maxParts   = 1024
)

func (s Scenario) checkParts(all *problem.List) {
	targets, stages := len(s.Request.Targets), len(s.Plan.Stages)
	if targets > maxTargets {
		all.Add("request.targets", "%d are too many, want at most %d: use a template with a feed", targets, maxTargets)
	} else if targets*stages > maxParts {
		all.Add("plan.stages", "%d of %d targets are %d parts to measure, want at most %d", stages, targets, targets*stages, maxParts)
	}
}

func (s Scenario) checkThresholds(all *problem.List) {
	for i, text := range s.Thresholds {
		path := fmt.Sprintf("thresholds[%d]", i)
		t, err := threshold.Parse(text, s.Catalogue())
		if err != nil {
			all.Add(path, "%v", err)
			continue
		}
		if s.Union && t.Abort && slices.Contains(t.Metrics(), measure.Lost.String()) {
			all.Add(path, "%s: without numbers, what is lost is known only at the end: leave abort out", text)
		}
	}
}

func (s Scenario) checkReaders(all *problem.List) {
	sum := 0.0
	for i, r := range s.Readers {
		path := fmt.Sprintf("readers[%d]", i)
		if !(r.Share > 0 && r.Share <= 1) {
			all.Add(path+".share", "%v: want more than 0 and at most 1", r.Share)
		}
		if r.Rate < 0 || r.Rate > 1<<30 {
			all.Add(path+".rate", "%d: want from 0 to 1 GiB per second", r.Rate)
		}
		sum += r.Share
	}
	if sum > 1+1e-9 || math.IsNaN(sum) || len(s.Readers) > 100 {
		all.Add("readers", "their shares add up to %v: want at most 1", sum)
	}
}

func (s Scenario) checkResume(all *problem.List) {
	if !(s.Resume.Jitter >= 0 && s.Resume.Jitter <= 1) {
		all.Add("resume.jitter", "%v: want from 0 to 1", s.Resume.Jitter)
	}
	if s.Resume.Retry < 0 {
		all.Add("resume.retry", "%v: want 0 or more", s.Resume.Retry)
	}
	if s.Resume.MaxAttempts < 0 || s.Resume.MaxAttempts > math.MaxUint16 {
		all.Add("resume.maxAttempts", "%d: want from 0 to %d", s.Resume.MaxAttempts, math.MaxUint16)
	}
}

func (s Scenario) checkLimits(all *problem.List) {
	for _, l := range []struct {
		path string
		low  bool
		got  any
	}{
		{"caps.events", s.Caps.Events < 0, s.Caps.Events},
		{"caps.time", s.Caps.Time < 0, s.Caps.Time},
		{"limits.connect", s.Limits.Connect < 0, s.Limits.Connect},
		{"limits.head", s.Limits.Head < 0, s.Limits.Head},
		{"limits.headBytes", s.Limits.HeadBytes < 0, s.Limits.HeadBytes},
		{"drain", s.Drain < 0, s.Drain},
	} {
		if l.low {
			all.Add(l.path, "%v: want 0 or more", l.got)
		}
	}
	if s.Workers < 0 || s.Workers > maxWorkers {
		all.Add("workers", "%d: want from 1 to %d, or 0 for one for each processor", s.Workers, maxWorkers)
	}
}

func (s Scenario) checkClock(all *problem.List) {
	if u, err := url.Parse(s.ClockURL); s.ClockURL != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		all.Add("clockURL", "%q: want the URL of /control/time", s.ClockURL)
	}
	if s.ClockURL != "" && s.Publish != nil && (s.Sequence == (stamp.Spec{}) || s.Sequence.Due == "publisher") {
		all.Add("clockURL", "the events of this run are stamped here, so there is no other clock")
	}
}
