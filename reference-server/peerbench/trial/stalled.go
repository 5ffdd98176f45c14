//go:build linux

package trial

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/ssegauge/ssegauge/reference-server/peerbench"
)

// What is published to readers that never read: several times what the kernels of both
// sides take for them.
const (
	fillEvents = 16
	fillBytes  = 32 << 10
)

// Beside starts the contender and takes the latency of Plan.Streams, P50 and P99, beside
// so many readers that never read. A server that lets one of them go is an error.
func Beside(ctx context.Context, contender peerbench.Contender, plan Plan, stalled int) (figures Figures, err error) {
	t, err := start(contender, plan, stalled+plan.Streams)
	if err != nil {
		return figures, err
	}
	defer func() { err = errors.Join(err, t.stop()) }()
	b := beside{trial: t, stalled: stalled}
	err = t.run(ctx, &figures, []phase{
		{"stall readers", b.stall},
		{"fill their sockets", b.fill},
		{"open streams", b.open},
		{"warm up", t.warmUp},
		{"publish at a pace", t.paced},
		{"count readers", b.count},
	})
	if err != nil {
		err = fmt.Errorf("measure %s beside %d readers that never read: %w", contender.Name, stalled, err)
	}
	return figures, err
}

// beside is a trial of which so many clients never read.
type beside struct {
	*trial

	stalled int
	held    int // descriptors of the server with these clients alone
}

func (b *beside) stall(ctx context.Context, _ *Figures) error {
	for i := range b.stalled {
		b.crowd.Narrow(i)
	}
	if err := b.crowd.OpenTo(ctx, b.stalled, b.plan.Patience); err != nil {
		return err
	}
	for i := range b.stalled {
		if err := b.crowd.Stall(i); err != nil {
			return err
		}
	}
	return nil
}

func (b *beside) fill(ctx context.Context, _ *Figures) (err error) {
	ctx, cancel := context.WithTimeout(ctx, b.plan.Patience)
	defer cancel()
	for i := range fillEvents {
		if err := b.publisher.PublishData(ctx, bytes.Repeat([]byte("x"), fillBytes)); err != nil {
			return err
		}
		if i > 0 { // the publisher has its connection
			continue
		}
		if b.held, err = b.process.Descriptors(); err != nil {
			return err
		}
	}
	return nil
}

func (b *beside) open(ctx context.Context, _ *Figures) error {
	return b.crowd.OpenTo(ctx, b.stalled+b.plan.Streams, b.plan.Patience)
}

// count reports whether the server has let clients go.
func (b *beside) count(context.Context, *Figures) error {
	now, err := b.process.Descriptors()
	if gone := b.held + b.plan.Streams - now; err == nil && gone > 0 {
		err = fmt.Errorf("the server let %d of them go", gone)
	}
	return err
}
