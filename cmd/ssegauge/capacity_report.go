package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/capacity"
	"github.com/ssegauge/ssegauge/report"
)

// document returns the Run of a search that is over.
func (o *capacityOptions) document(s *capacitySearch, begin time.Time, interrupted bool) *report.Run {
	answer := s.search.Answer()
	run := report.NewRun(report.KindCapacity, o.target(s), begin)
	c := &report.Capacity{
		Plan: o.planLines(s), Streams: int64(answer.Streams), Step: int64(answer.Step),
		Cause: answer.Cause, GeneratorLimited: answer.GeneratorLimited, AtLeast: int64(o.atLeast), Steps: s.reportSteps(answer),
	}
	for i := range c.Steps {
		if step := &c.Steps[i]; step.Streams == int64(answer.Broke) {
			c.Broke = step.Broke
		}
	}
	if answer.Complete && answer.Broke == 0 && s.beyond != nil {
		c.GeneratorLimited, c.Cause = true, limitOf(s.beyond)
	}
	switch {
	case interrupted:
		c.Inconclusive = "interrupted"
	case s.dead != "":
		c.Inconclusive = s.dead
	case c.GeneratorLimited:
		c.Inconclusive, c.Cause = "the generator was the limit: "+c.Cause, ""
	}
	if s.dead != "" && answer.Streams == 0 {
		run.CouldNotJudge(s.dead, hintOfSearch(s))
	}
	run.FinishCapacity(c, time.Since(begin))
	return run
}

// limitOf says what this machine can hold, as "20,000 files per process: at most 19,900 streams
// here".
func limitOf(beyond *loadgen.LimitError) string {
	text, _, _ := strings.Cut(beyond.Problems[0].Text, ", not ")
	return text
}

func hintOfSearch(s *capacitySearch) string {
	if s.last != nil && s.last.Reason != "" {
		return hintOfLoad(s.last)
	}
	return "leave the threshold out, or publish what it is about (--publish-rate)"
}

func (o *capacityOptions) target(s *capacitySearch) report.Target {
	if s.last != nil {
		return s.last.Target
	}
	return report.Target{URL: o.load.request.first(), Method: o.load.request.method}
}

// reportSteps returns the numbers that were tried, each with what was decided of it.
func (s *capacitySearch) reportSteps(answer capacity.Answer) []report.CapacityStep {
	var all []report.CapacityStep
	for i, j := range s.steps {
		if j.Attempt == 1 {
			all = append(all, report.CapacityStep{Streams: int64(j.Streams), Held: j.Streams <= answer.Streams})
		}
		step := &all[len(all)-1]
		step.Repeats++
		step.DurationMS += j.took.Milliseconds()
		step.Figures = j.stepFigures()
		if step.Held {
			step.GeneratorLimited = step.GeneratorLimited || j.limited
		} else {
			step.Broke, step.GeneratorLimited = s.blame(i-j.Attempt+1, i)
		}
	}
	return all
}

// blame returns why a number did not hold, by its tries from the first to the last: a threshold,
// or the generator if it was the limit as often.
func (s *capacitySearch) blame(first, last int) (broke *report.Broken, limited bool) {
	var times, limits int
	for _, j := range s.steps[first : last+1] {
		switch {
		case j.GeneratorLimited:
			limits++
		case j.broke != nil:
			if times++; broke == nil {
				broke = j.broke
			}
		}
	}
	if limits >= times {
		return nil, true
	}
	return broke, false
}

// planLines returns the search as a person reads it.
func (o *capacityOptions) planLines(s *capacitySearch) []report.PlanLine {
	lines := []report.PlanLine{
		{Name: "search", Value: fmt.Sprintf("%d to %d streams, times %g, within %d, repeat %d",
			s.search.From, s.search.Max, o.factor, o.resolution, o.repeat)},
		{Name: "step", Value: fmt.Sprintf("open %g/s, settle %v, hold %v", o.rate, o.settle, o.hold)},
		{Name: "thresholds", Value: strings.Join(s.thresholds, ", ")},
	}
	if s.last != nil {
		for _, line := range s.last.Load.Plan {
			if line.Name != "stages" {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

// plan says in a few words what the search will do.
func (o *capacityOptions) plan(s *capacitySearch) string {
	text := fmt.Sprintf("trying %d to %d streams; a step takes %v and its ramp", s.search.From, s.search.Max, o.settle+o.hold)
	if s.beyond != nil {
		text += "\n" + limitOf(s.beyond)
	}
	return text
}
