package loadgen

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/engine"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/threshold"
	"github.com/ssegauge/ssegauge/report"
)

// Bounds of a report.
const (
	maxClosedShown = 100
	maxErrorsShown = 100
)

// report makes the document of a run that is over.
func (r *runner) report(ctx context.Context) (*report.Run, error) {
	findings, err := r.engine.Findings(ctx)
	if err != nil {
		return nil, fmt.Errorf("read findings: %w", err)
	}
	run := report.NewRun(report.KindLoad, r.target(), r.begin)
	load := &report.Load{
		Plan: r.scenario.lines(), Seed: int64(r.scenario.Plan.Seed), Stages: r.loadStages(), Tags: r.scenario.tags(),
		Outcomes: r.outcomes(), Timings: r.timings(), Deliveries: r.deliveries(findings.Examples),
		Closed: closedStreams(findings.Closed), Errors: r.errorClasses(), Publishing: r.publishedReport(),
		Clock: r.clocks.report(), Series: r.seriesReport(),
	}
	r.judgeGenerator(load)
	if length := r.scenario.Plan.Length(); r.interrupted && load.Inconclusive == "" {
		load.Inconclusive = fmt.Sprintf("interrupted after %v of %v", r.planned.Round(100*time.Millisecond), length)
	}
	if load.Inconclusive == "" {
		load.Inconclusive = cmp.Or(whyUnpublished(load), whyUnknown(&load.Deliveries))
	}
	load.Thresholds = r.judge()
	elapsed := time.Since(r.begin)
	if load.Outcomes.Opened == 0 && load.Outcomes.Started > 0 {
		run.CouldNotJudge(r.whyNothing(load), "try the same request with curl -N -v")
	}
	run.FinishLoad(load, elapsed)
	return run, nil
}

// whyNothing says why no stream was opened.
func (r *runner) whyNothing(load *report.Load) string {
	switch {
	case len(load.Errors) > 0:
		return "no stream was opened: " + exampleOf(&load.Errors[0])
	case len(load.Closed) > 0:
		return "no stream was opened: " + load.Closed[0].Why
	}
	return "no stream was opened: none was answered before the run ended"
}

// whyUnpublished says why nothing was published, or "" if something was: a run that was to say
// how events arrive does not say it then.
func whyUnpublished(load *report.Load) string {
	if p := load.Publishing; p == nil || p.Published > 0 || p.Failed == 0 {
		return ""
	}
	for i := range load.Errors {
		if text := exampleOf(&load.Errors[i]); strings.HasPrefix(text, "publish: ") {
			return "nothing was published: " + strings.TrimPrefix(text, "publish: ")
		}
	}
	return "nothing was published"
}

// whyUnknown says that events came, but none with a number of the publisher, or "": a server that
// wraps data, as in a string of JSON, has not lost them.
func whyUnknown(d *report.Deliveries) string {
	if d.Sequence != report.SequencePublisher || d.Received > 0 || d.Lost == 0 || d.Unknown == 0 {
		return ""
	}
	return "no event had the publisher's number: the server may change data, then try --seq id"
}

// exampleOf returns the text of the first of the failures.
func exampleOf(e *report.ErrorClass) string {
	if len(e.Examples) > 0 {
		return e.Examples[0].Text
	}
	return e.Text
}

func (r *runner) target() report.Target {
	t := report.Target{URL: r.scenario.Request.Targets[0].URL, Method: r.scenario.Request.Method}
	switch v := r.maker.Version(); v {
	case request.HTTP1:
	case request.H2C:
		t.Proto = v.String()
	default:
		t.Proto = "HTTP/" + v.String()
	}
	return t
}

func (r *runner) loadStages() []report.LoadStage {
	stages := make([]report.LoadStage, len(r.stages))
	for i, name := range r.stages {
		from, to := r.stageTimes(i)
		stages[i] = report.LoadStage{
			Name: name, StartMS: from.Milliseconds(), EndMS: min(to, r.planned).Milliseconds(),
			Streams: int64(r.streamsAtEnd(i, to)),
		}
		stages[i].EndMS = max(stages[i].EndMS, stages[i].StartMS)
	}
	return stages
}

// streamsAtEnd is how many streams a stage that ends at a time is to reach. What is due
// at that time is the next stage's already.
func (r *runner) streamsAtEnd(stage int, end time.Duration) int {
	if stages := r.scenario.Plan.Stages; stage < len(stages) {
		return stages[stage].Streams
	}
	return r.scenario.Plan.Streams(end)
}

func (r *runner) outcomes() report.StreamOutcomes {
	return report.StreamOutcomes{
		Planned: r.count(measure.Planned), Started: r.count(measure.Started), Shortfall: r.count(measure.Shortfall),
		Opened: r.count(measure.Opened), Completed: r.count(measure.Completed), Left: r.count(measure.Left),
		ClosedByServer: r.count(measure.ClosedByServer), Failed: r.count(measure.Failed),
		Throttled: r.count(measure.Throttled), Reconnects: r.count(measure.Reconnects),
		Live: int64(r.liveAtEnd), Peak: max(r.peak, int64(r.liveAtEnd)),
	}
}

// timings returns every Timing of the whole run, and by stage and tag where there are several.
func (r *runner) timings() []report.Timing {
	var all []report.Timing
	tags := r.scenario.tags()
	for _, t := range measure.Timings() {
		all = r.appendTiming(all, t, measure.Everything(), "", "")
		if len(r.stages) > 1 && !overall(t) {
			for i, stage := range r.stages {
				all = r.appendTiming(all, t, measure.Select{Stage: i, Tag: -1}, stage, "")
			}
		}
		if len(tags) > 1 && !overall(t) && !untagged(t) {
			for i, tag := range tags {
				all = r.appendTiming(all, t, measure.Select{Stage: -1, Tag: i}, "", tag)
			}
		}
	}
	return all
}

func (r *runner) appendTiming(all []report.Timing, t measure.Timing, sel measure.Select, stage, tag string) []report.Timing {
	d := r.timing(sel, t)
	if d.Count() == 0 {
		return all
	}
	text, _ := d.MarshalText() // a histogram that was made here can be written
	line := report.Timing{
		Name: t.String(), Stage: stage, Tag: tag, Count: d.Count(), Negative: d.Negative(),
		MinUS: d.Min().Microseconds(), MeanUS: d.Mean().Microseconds(), MaxUS: d.Max().Microseconds(),
		P50US: d.Quantile(0.5).Microseconds(), P90US: d.Quantile(0.9).Microseconds(),
		P99US: d.Quantile(0.99).Microseconds(), P999US: d.Quantile(0.999).Microseconds(), Histogram: string(text),
	}
	if r.clocks != nil && (t == measure.Lag || t == measure.SentLag) {
		line.PlusMinusUS = r.clocks.plusMinus().Microseconds()
	}
	return append(all, line)
}

func closedStreams(all []engine.Closed) []report.ClosedStream {
	slices.SortStableFunc(all, func(a, b engine.Closed) int { return cmp.Compare(a.At, b.At) })
	var shown []report.ClosedStream
	for _, c := range all[:min(len(all), maxClosedShown)] {
		shown = append(shown, report.ClosedStream{Subscriber: int64(c.Subscriber), AtMS: c.At.Milliseconds(), Why: c.Why})
	}
	return shown
}

func (r *runner) errorClasses() []report.ErrorClass {
	var all []report.ErrorClass
	groups := append(r.engine.Total().Failures(), r.publishing.failures()...)
	for _, g := range groups[:min(len(groups), maxErrorsShown)] {
		e := report.ErrorClass{
			Class: g.Class.String(), Count: g.Count, Text: g.Text, FirstMS: g.First.Milliseconds(), LastMS: g.Last.Milliseconds(),
		}
		for _, x := range g.Examples {
			e.Examples = append(e.Examples, report.ErrorExample{Subscriber: int64(x.Subscriber), AtMS: x.At.Milliseconds(), Text: x.Text})
		}
		all = append(all, e)
	}
	return all
}

func (r *runner) publishedReport() *report.Publishing {
	if r.publishing == nil {
		return nil
	}
	p := &report.Publishing{
		Planned: r.publishing.tally.Due, Published: r.count(measure.Published), Failed: r.count(measure.PublishFailed),
	}
	p.Planned = max(p.Planned, p.Published+p.Failed)
	return p
}

func (r *runner) seriesReport() *report.Series {
	s := &report.Series{StepMS: r.series.Step().Milliseconds(), Columns: r.series.Columns()}
	for _, row := range r.series.Rows() {
		s.Rows = append(s.Rows, row)
	}
	return s
}

// judge evaluates the thresholds. Rates are over the plan, since nothing new happens after it.
func (r *runner) judge() []report.ThresholdResult {
	var all []report.ThresholdResult
	f, at := figures{r, r.planned}, time.Since(r.begin)
	for i, t := range r.thresholds {
		result := t.Evaluate(f)
		out := report.ThresholdResult{
			Text: t.String(), Actual: result.Actual, Firm: firm(t), Stage: t.Stage(), Tag: t.Tag(), AtMS: at.Milliseconds(),
		}
		if result.State != threshold.NoData {
			held := result.State == threshold.Held
			out.Held = &held
		}
		if i == r.abortedBy { // also if it would hold by now: what it stopped was not measured
			out.Aborted, out.Held, out.Actual, out.AtMS = true, new(bool), r.abortedWith, r.abortedAt.Milliseconds()
		}
		all = append(all, out)
	}
	return all
}
