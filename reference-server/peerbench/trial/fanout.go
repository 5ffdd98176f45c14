//go:build linux

package trial

import (
	"context"
	"errors"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/peerbench/crowd"
)

// warmUpEvents reach every stream before anything is measured.
const warmUpEvents = 3

func (t *trial) warmUp(ctx context.Context, _ *Figures) error {
	for range warmUpEvents {
		if err := t.round(ctx); err != nil {
			return err
		}
	}
	return nil
}

// round publishes one event and waits until every stream has it.
func (t *trial) round(ctx context.Context) error {
	before := t.crowd.Counts()
	event := t.next(t.crowd.Now())
	answered := make(chan error, 1) // sent by the goroutine below, once
	go func() { answered <- t.publisher.Publish(ctx, event) }()
	want := before.Delivered + int64(t.plan.Streams)
	late := t.crowd.Await(ctx, t.plan.Patience, func() bool {
		now := t.crowd.Counts()
		return now.Delivered >= want || now.Ended > before.Ended
	})
	if err := <-answered; err != nil {
		return errors.Join(err, late)
	}
	return errors.Join(t.whole(before, 1), late)
}

func (t *trial) lockstep(ctx context.Context, f *Figures) error {
	cpu, err := t.process.CPU()
	if err != nil {
		return err
	}
	began, events := t.crowd.Now(), 0
	for t.crowd.Now()-began < t.plan.Lockstep {
		if err := t.round(ctx); err != nil {
			return err
		}
		events++
	}
	took := t.crowd.Now() - began
	used, err := t.process.CPU()
	if err != nil {
		return err
	}
	deliveries := events * t.plan.Streams
	f.DeliveriesPerSecond = float64(deliveries) / took.Seconds()
	f.DeliveryCPU = (used - cpu) / time.Duration(deliveries)
	return nil
}

func (t *trial) paced(ctx context.Context, f *Figures) error {
	before := t.crowd.Counts()
	events := int64(t.plan.Paced / t.plan.Pace)
	t.crowd.Latency = new(crowd.Histogram)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	published := make(chan error, 1) // sent by the goroutine below, once
	go func() { published <- t.publishPaced(ctx, events) }()
	want := before.Delivered + events*int64(t.plan.Streams)
	late := t.crowd.Await(ctx, t.plan.Paced+t.plan.Patience, func() bool {
		now := t.crowd.Counts()
		return now.Delivered >= want || now.Ended > before.Ended
	})
	wrong := errors.Join(t.whole(before, events), late)
	if wrong != nil {
		stop()
	}
	if err := errors.Join(wrong, <-published); err != nil {
		return err
	}
	f.P50, f.P99 = t.crowd.Latency.Quantile(0.50), t.crowd.Latency.Quantile(0.99)
	t.crowd.Latency = nil
	return nil
}

// publishPaced publishes events, one every Plan.Pace.
func (t *trial) publishPaced(ctx context.Context, events int64) error {
	began := t.crowd.Now()
	wait := time.NewTimer(0)
	defer wait.Stop()
	for i := range events {
		due := began + time.Duration(i)*t.plan.Pace
		wait.Reset(due - t.crowd.Now())
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-wait.C:
		}
		if err := t.publisher.Publish(ctx, t.next(due)); err != nil {
			return err
		}
	}
	return nil
}
