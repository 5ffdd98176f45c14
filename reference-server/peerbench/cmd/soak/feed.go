//go:build linux

package main

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/peerbench/crowd"
)

// feed publishes events at fixed times from a goroutine of its own.
type feed struct {
	published atomic.Int64 // the number of the last event that was answered
	ended     chan error   // sent once, by the goroutine
}

// startFeed publishes an event every period until ctx is done or one is not accepted.
// The first has the number after last.
func startFeed(ctx context.Context, c *crowd.Crowd, p *crowd.Publisher, last int64, period time.Duration) *feed {
	f := &feed{ended: make(chan error, 1)}
	f.published.Store(last)
	began := c.Now()
	go func() { f.ended <- f.run(ctx, c, p, began, period) }()
	return f
}

func (f *feed) run(ctx context.Context, c *crowd.Crowd, p *crowd.Publisher, began, period time.Duration) error {
	wait := time.NewTimer(0)
	defer wait.Stop()
	for due := began; ; due += period {
		wait.Reset(due - c.Now())
		select {
		case <-ctx.Done():
			return nil
		case <-wait.C:
		}
		// A publish that has begun ends, so that it is known whether it counts.
		event := crowd.Event{Number: f.published.Load() + 1, Due: due}
		if err := p.Publish(context.WithoutCancel(ctx), event); err != nil {
			return err
		}
		f.published.Add(1)
	}
}
