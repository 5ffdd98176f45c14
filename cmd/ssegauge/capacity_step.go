package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/threshold"
)

// The stages of a step.
const (
	rampStage   = "ramp"
	settleStage = "settle"
	holdStage   = "hold"
	holdIndex   = 2
)

// planStep sets the plan of a step with so many streams.
func (o *capacityOptions) planStep(streams int) {
	ramp := time.Duration(float64(streams) / o.rate * float64(time.Second)).Round(time.Millisecond)
	p := &o.load.plan
	p.streams, p.ramp, p.duration = defaultStreams, defaultRamp, defaultDuration // they say nothing
	p.stages = []string{
		fmt.Sprintf("%s=%v:%d", rampStage, ramp, streams),
		fmt.Sprintf("%s=%v:%d", settleStage, o.settle, streams),
		fmt.Sprintf("%s=%v:%d", holdStage, o.hold, streams),
	}
}

// runStep opens streams anew, and measures them.
func (o *capacityOptions) runStep(ctx context.Context, streams int, watch func(loadgen.Tick)) (measuredStep, error) {
	o.planStep(streams)
	s, err := o.load.scenario()
	if err != nil {
		return measuredStep{}, err
	}
	if s.Thresholds, err = heldThresholds(s); err != nil {
		return measuredStep{}, err
	}
	step, begin := measuredStep{}, time.Now()
	running, giveUp := context.WithCancel(ctx)
	defer giveUp()
	step.run, err = loadgen.Run(running, s, loadgen.Watch{Second: func(t loadgen.Tick) {
		events := t.Total.Count(measure.Select{Stage: holdIndex, Tag: -1}, measure.Events)
		step.eventRate = float64(events) / o.hold.Seconds()
		watch(t)
		if hopeless(t) {
			giveUp()
		}
	}})
	step.took = time.Since(begin)
	return step, err
}

// heldThresholds are the thresholds of s, with what happens on open streams taken from
// the hold.
func heldThresholds(s loadgen.Scenario) ([]string, error) {
	known := s.Catalogue()
	all := make([]string, len(s.Thresholds))
	for i, text := range s.Thresholds {
		t, err := threshold.Parse(text, known)
		if err != nil {
			return nil, err
		}
		all[i] = t.During(holdStage, isOfOpenStreams).String()
	}
	return all, nil
}

// isOfOpenStreams reports whether a metric is about what happens on open streams.
func isOfOpenStreams(metric string) bool {
	if t, ok := measure.TimingNamed(metric); ok {
		return slices.Contains([]measure.Timing{measure.Lag, measure.SentLag, measure.Interval, measure.Jitter}, t)
	}
	n, ok := measure.CountNamed(metric)
	return ok && slices.Contains([]measure.Count{measure.Events, measure.Bytes}, n)
}
