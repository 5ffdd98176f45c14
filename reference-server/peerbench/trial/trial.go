//go:build linux

package trial

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/peerbench"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/child"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/crowd"
)

// trial is a server and its crowd.
type trial struct {
	plan      Plan
	process   *child.Process
	crowd     *crowd.Crowd
	publisher *crowd.Publisher
	published int64
}

// Measure starts the contender and takes its figures.
func Measure(ctx context.Context, contender peerbench.Contender, plan Plan) (figures Figures, err error) {
	t, err := start(contender, plan, plan.MemoryTo)
	if err != nil {
		return figures, err
	}
	defer func() { err = errors.Join(err, t.stop()) }()
	err = t.run(ctx, &figures, []phase{
		{"open streams", t.opening},
		{"reduce streams", t.reduce},
		{"warm up", t.warmUp},
		{"publish in lockstep", t.lockstep},
		{"publish at a pace", t.paced},
	})
	if err != nil {
		err = fmt.Errorf("measure %s: %w", contender.Name, err)
	}
	return figures, err
}

// phase is a part of a trial.
type phase struct {
	name string
	take func(context.Context, *Figures) error
}

func (t *trial) run(ctx context.Context, figures *Figures, phases []phase) error {
	for _, phase := range phases {
		if err := phase.take(ctx, figures); err != nil {
			return fmt.Errorf("%s: %w", phase.name, err)
		}
	}
	return nil
}

func start(contender peerbench.Contender, plan Plan, size int) (*trial, error) {
	process, err := child.Start(contender.Name)
	if err != nil {
		return nil, err
	}
	crowd_, err := crowd.New(process.Addr, contender.Path, size)
	if err != nil {
		return nil, errors.Join(err, process.Stop())
	}
	return &trial{plan: plan, process: process, crowd: crowd_, publisher: crowd.NewPublisher(process.Addr)}, nil
}

func (t *trial) stop() error {
	t.publisher.Close()
	return errors.Join(t.crowd.Close(), t.process.Stop())
}

// opening takes the opening rate and the memory of a stream.
func (t *trial) opening(ctx context.Context, f *Figures) error {
	from, err := t.residentWith(ctx, t.plan.MemoryFrom)
	if err != nil {
		return err
	}
	began := t.crowd.Now()
	if err := t.crowd.OpenTo(ctx, t.plan.MemoryTo, t.plan.Patience); err != nil {
		return err
	}
	took := t.crowd.Now() - began
	to, err := t.residentWith(ctx, t.plan.MemoryTo)
	if err != nil {
		return err
	}
	opened := float64(t.plan.MemoryTo - t.plan.MemoryFrom)
	f.OpensPerSecond = opened / took.Seconds()
	f.StreamBytes = float64(to-from) / opened
	return nil
}

// residentWith returns the server's resident memory with so many idle streams.
func (t *trial) residentWith(ctx context.Context, streams int) (int64, error) {
	if err := t.crowd.OpenTo(ctx, streams, t.plan.Patience); err != nil {
		return 0, err
	}
	if _, err := t.process.Settle(); err != nil {
		return 0, err
	}
	return t.process.Resident()
}

// reduce has all but Plan.Streams leave, and waits until the server has noticed.
func (t *trial) reduce(ctx context.Context, _ *Figures) error {
	before, err := t.process.Descriptors()
	if err != nil {
		return err
	}
	for i := t.plan.Streams; i < t.plan.MemoryTo; i++ {
		if err := t.crowd.Leave(i, crowd.FIN); err != nil {
			return err
		}
	}
	return t.descriptors(ctx, before-(t.plan.MemoryTo-t.plan.Streams))
}

// descriptors waits until the server has at most so many.
func (t *trial) descriptors(ctx context.Context, want int) error {
	var got int
	var unread error
	err := t.crowd.Await(ctx, t.plan.Patience, func() bool {
		got, unread = t.process.Descriptors()
		return unread != nil || got <= want
	})
	if err != nil {
		err = fmt.Errorf("%d descriptors are open, want %d: %w", got, want, err)
	}
	return errors.Join(err, unread)
}

// next returns the event to publish next.
func (t *trial) next(due time.Duration) crowd.Event {
	t.published++
	return crowd.Event{Number: t.published, Due: due}
}

// whole reports what is wrong with what was seen since the counts given, after which
// so many events were published.
func (t *trial) whole(since crowd.Counts, events int64) error {
	now := t.crowd.Counts()
	if now.Ended > since.Ended {
		return fmt.Errorf("the server ended %d streams: %w", now.Ended-since.Ended, now.LastError)
	}
	want := events * int64(t.plan.Streams)
	got, lost, doubled := now.Delivered-since.Delivered, now.Lost-since.Lost, now.Doubled-since.Doubled
	if got != want || lost > 0 || doubled > 0 {
		return fmt.Errorf("%d deliveries of %d, %d seen to be lost, %d doubled", got, want, lost, doubled)
	}
	return nil
}
