package loadgen

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/clock"
	"github.com/ssegauge/ssegauge/report"
)

// How the clock of the machine that stamps events is asked: often at first, since the offset
// has to be known from the first event on, then as often as the drift needs.
const (
	firstAsks  = 16
	askEvery   = 500 * time.Millisecond
	askTimeout = 5 * time.Second
)

// clocks follows the clock of the machine that stamps events.
type clocks struct {
	peer  clock.Peer
	line  atomic.Pointer[clock.Line]
	stop  context.CancelFunc
	ended sync.WaitGroup

	estimator clock.Estimator // of the goroutine that asks
}

// startClocks asks a clock until the offset is known, and goes on to ask until close.
func startClocks(ctx context.Context, url string, cfg *tls.Config) (*clocks, error) {
	c := &clocks{peer: clock.Peer{URL: url, Client: &http.Client{Transport: &http.Transport{TLSClientConfig: cfg}}}}
	for range firstAsks {
		if err := c.ask(ctx); err != nil {
			return nil, fmt.Errorf("ask clock: %w", err)
		}
	}
	ctx, c.stop = context.WithCancel(context.WithoutCancel(ctx))
	c.ended.Go(func() {
		ticker := time.NewTicker(askEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				_ = c.ask(ctx) // what is known holds, with a growing ±
			}
		}
	})
	return c, nil
}

func (c *clocks) ask(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	sample, err := c.peer.Ask(ctx)
	if err != nil {
		return err
	}
	c.estimator.Add(sample)
	if line, ok := c.estimator.Fit(); ok {
		c.line.Store(&line)
	}
	return nil
}

// offset returns by how much the other clock is ahead. It is safe for concurrent use.
func (c *clocks) offset(unix int64) time.Duration {
	offset, _ := c.line.Load().At(unix)
	return offset
}

func (c *clocks) close() {
	c.stop()
	c.ended.Wait()
	c.peer.Client.CloseIdleConnections()
}

// plusMinus returns how far the offset may be wrong now.
func (c *clocks) plusMinus() time.Duration {
	_, bound := c.line.Load().At(time.Now().UnixNano())
	return bound
}

// report returns what is known of the other clock; nil if there is none. It must have been
// closed.
func (c *clocks) report() *report.Clock {
	if c == nil {
		return nil
	}
	c.close()
	offset, bound := c.line.Load().At(time.Now().UnixNano())
	drift, _ := c.line.Load().Drift()
	samples, _ := c.estimator.Samples()
	return &report.Clock{
		OffsetUS: offset.Microseconds(), PlusMinusUS: bound.Microseconds(), DriftPPM: drift, Samples: int64(samples), Source: c.peer.URL,
	}
}
