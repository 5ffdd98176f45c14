//go:build linux

package trial

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/peerbench"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/crowd"
)

// Turnover is what was left when many streams had been opened and closed. Before
// stands for the time after the first wave, which warms the server up.
type Turnover struct {
	Streams                             int // how many were opened and closed in between
	ResidentBefore, ResidentAfter       int64
	DescriptorsBefore, DescriptorsAfter int
	GoroutinesBefore, GoroutinesAfter   int
	Took                                time.Duration
	// SlowestNotice is the longest that a wave of streams, quiet ones, was gone before
	// the server had closed the last of their sockets.
	SlowestNotice time.Duration
}

// Churn starts the contender, then opens and closes streams in waves, a third each by
// FIN, RST and half-close. A server that still holds a socket Plan.Patience after its
// client left is an error.
func Churn(ctx context.Context, contender peerbench.Contender, plan Plan, streams, wave int) (turnover Turnover, err error) {
	t, err := start(contender, plan, wave)
	if err != nil {
		return turnover, err
	}
	defer func() { err = errors.Join(err, t.stop()) }()
	idle, err := t.process.Descriptors()
	if err != nil {
		return turnover, err
	}
	// The first wave may leave behind what is made once, such as an epoll instance.
	const once = 16
	if _, err := t.wave(ctx, wave, idle+once); err != nil {
		return turnover, fmt.Errorf("churn %s: first wave: %w", contender.Name, err)
	}
	if turnover.ResidentBefore, turnover.DescriptorsBefore, turnover.GoroutinesBefore, err = t.rest(); err != nil {
		return turnover, err
	}
	began := t.crowd.Now()
	for turnover.Streams < streams {
		n := min(wave, streams-turnover.Streams)
		notice, err := t.wave(ctx, n, turnover.DescriptorsBefore)
		if err != nil {
			return turnover, fmt.Errorf("churn %s: after %d streams: %w", contender.Name, turnover.Streams+n, err)
		}
		turnover.Streams += n
		turnover.SlowestNotice = max(turnover.SlowestNotice, notice)
	}
	turnover.Took = t.crowd.Now() - began
	turnover.ResidentAfter, turnover.DescriptorsAfter, turnover.GoroutinesAfter, err = t.rest()
	return turnover, err
}

// wave opens n streams, has all leave, and waits until the server has only so many
// descriptors. It returns how long that took.
func (t *trial) wave(ctx context.Context, n, descriptors int) (time.Duration, error) {
	if err := t.crowd.OpenTo(ctx, n, t.plan.Patience); err != nil {
		return 0, err
	}
	began := t.crowd.Now()
	manners := []crowd.Manner{crowd.FIN, crowd.RST, crowd.HalfClose}
	for i := range n {
		if err := t.crowd.Leave(i, manners[i%len(manners)]); err != nil {
			return 0, err
		}
	}
	if err := t.descriptors(ctx, descriptors); err != nil {
		return 0, err
	}
	notice := t.crowd.Now() - began
	return notice, t.crowd.Await(ctx, t.plan.Patience, t.crowd.Gone)
}

// rest returns what the server holds when it has given back all it can.
func (t *trial) rest() (resident int64, descriptors, goroutines int, err error) {
	inside, err := t.process.Settle()
	if err != nil {
		return 0, 0, 0, err
	}
	resident, memoryErr := t.process.Resident()
	descriptors, filesErr := t.process.Descriptors()
	return resident, descriptors, inside.Goroutines, errors.Join(memoryErr, filesErr)
}
