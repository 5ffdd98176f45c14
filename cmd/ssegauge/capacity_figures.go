package main

import (
	"strconv"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/capacity"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/report"
)

// figuresOf returns what a step has measured, as far as it tells of a cause.
func figuresOf(load *report.Load, streams int) capacity.Figures {
	f := capacity.Figures{
		Streams: streams, Statuses: map[int]int{}, Throttled: map[int]int{},
		ServerClosed: int(load.Outcomes.ClosedByServer), Lost: int(load.Deliveries.Lost),
		SynRetransmits: int(load.Generator.SynRetransmits), ListenOverflows: int(load.Generator.ListenOverflows),
	}
	if lag := timingOf(load, measure.Lag, holdStage); lag != nil {
		f.LagP99 = time.Duration(lag.P99US) * time.Microsecond
	}
	if headers := timingOf(load, measure.Headers, ""); headers != nil {
		f.HeadersP99 = time.Duration(headers.P99US) * time.Microsecond
	}
	for i := range load.Errors {
		addError(&f, &load.Errors[i])
	}
	return f
}

// addError counts the failures of streams of one class.
func addError(f *capacity.Figures, e *report.ErrorClass) {
	class, _ := measure.ClassNamed(e.Class)
	n := int(e.Count)
	if strings.HasPrefix(e.Text, "publish: ") {
		return
	}
	switch class {
	case measure.Refused:
		f.Refused += n
	case measure.Reset, measure.Closed:
		f.Resets += n
	case measure.Timeout:
		f.Timeouts += n
	case measure.TLSFailed:
		f.TLSFailures += n
	case measure.Files:
		f.NoDescriptors += n
	case measure.Address:
		f.NoPorts += n
	case measure.Status, measure.ThrottledStatus:
		status := statusOf(e)
		if f.Statuses[status] += n; strings.HasSuffix(e.Text, "with Retry-After") {
			f.Throttled[status] += n
		}
	default:
	}
}

// statusOf returns the status that an example begins with, 0 if there is none.
func statusOf(e *report.ErrorClass) int {
	for _, x := range e.Examples {
		word, _, _ := strings.Cut(x.Text, " ")
		if status, err := strconv.Atoi(word); err == nil {
			return status
		}
	}
	return 0
}

// timingOf returns a Timing of a stage, or of the whole run; nil if it was not measured.
func timingOf(load *report.Load, t measure.Timing, stage string) *report.Timing {
	for i := range load.Timings {
		if x := &load.Timings[i]; x.Name == t.String() && x.Stage == stage && x.Tag == "" {
			return x
		}
	}
	return nil
}

// stepFigures returns what a step has measured, for a report.
func (m measuredStep) stepFigures() report.StepFigures {
	load := m.run.Load
	f := report.StepFigures{
		Planned: load.Outcomes.Planned, Opened: load.Outcomes.Opened, Failed: load.Outcomes.Failed, Lost: load.Deliveries.Lost,
		CPUShare: load.Generator.CPUShare, EventRate: m.eventRate,
	}
	if lag := timingOf(load, measure.Lag, holdStage); lag != nil {
		f.LagP99US = &lag.P99US
	}
	return f
}
