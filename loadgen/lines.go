package loadgen

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/ssegauge/ssegauge/loadgen/engine"
	"github.com/ssegauge/ssegauge/loadgen/publish"
	"github.com/ssegauge/ssegauge/report"
)

// lines returns the plan as a person reads it.
func (s *Scenario) lines() []report.PlanLine {
	var all []report.PlanLine
	add := func(name, value string) {
		if value != "" {
			all = append(all, report.PlanLine{Name: name, Value: value})
		}
	}
	if a := s.Plan.Arrivals; a != nil {
		add("arrivals", fmt.Sprintf("%g/s %s for %v, lifetime %v %s", a.Rate, a.Spacing, a.Duration, a.Lifetime, a.LifetimeSpacing))
	}
	var stages []string
	for _, stage := range s.Plan.Stages {
		stages = append(stages, stage.String())
	}
	add("stages", strings.Join(stages, ","))
	if s.Plan.Churn.Rate > 0 {
		add("churn", s.Plan.Churn.String())
	}
	if s.Plan.Storm.Every > 0 {
		add("storm", s.Plan.Storm.String())
	}
	if s.Leave != engine.FIN {
		add("disconnect", s.Leave.String())
	}
	for _, r := range s.Readers {
		add("slow", slowText(r))
	}
	add("publish", publishText(s.Publish))
	add("resume", resumeText(s.Resume))
	if s.Caps.Events > 0 {
		add("max events", strconv.Itoa(s.Caps.Events))
	}
	if s.Caps.Time > 0 {
		add("max time", s.Caps.Time.String())
	}
	return all
}

func slowText(r engine.Reader) string {
	if r.Rate == 0 {
		return fmt.Sprintf("%g%% read nothing", 100*r.Share)
	}
	return fmt.Sprintf("%g%% read %d B/s", 100*r.Share, r.Rate)
}

func publishText(p *publish.Plan) string {
	if p == nil {
		return ""
	}
	text := fmt.Sprintf("%g/s", p.Rate)
	if n := len(p.Topics); n > 1 {
		text += fmt.Sprintf(" to %d topics", n)
	}
	return text
}

func resumeText(r engine.Resume) string {
	switch {
	case r.Off:
		return "off"
	case r.Forget:
		return "without Last-Event-ID"
	case r.Jitter > 0:
		return fmt.Sprintf("jitter %g%%", 100*r.Jitter)
	}
	return ""
}

// sequenceName returns how events are told apart.
func (s *Scenario) sequenceName() string {
	if s.Union {
		return report.SequenceUnion
	}
	return cmp.Or(s.Sequence.Sequence, report.SequenceNone)
}
