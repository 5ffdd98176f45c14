package jetstream

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// loadTimeout bounds the time to read what is stored.
const loadTimeout = 2 * time.Minute

// History is a JetStream stream and the view of it from which this process serves.
// Its methods may be called from several goroutines.
type History struct {
	config  Config
	subject string
	conn    *nats.Conn
	js      jetstream.JetStream
	created time.Time // of the stream

	outage   *outage
	progress *progress
	ends     chan chan<- storedEnd // received by answerEnds
	cancel   context.CancelFunc
	ended    sync.WaitGroup

	mu    sync.Mutex // guards what follows
	view  *history.Log
	again context.CancelCauseFunc
}

// Open connects, makes the stream if need be, and returns when everything stored is
// in the view. The caller must Close the History, and then the embedded server.
func Open(ctx context.Context, c Config) (*History, error) {
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("configure history: %w", err)
	}
	if c.Server == nil && len(c.URLs) == 0 {
		return nil, errors.New("configure history: URLs: want these or an embedded server")
	}
	c = c.withDefaults()
	h := &History{config: c, subject: c.Stream + ".events", outage: newOutage(), ends: make(chan chan<- storedEnd)}
	if err := h.open(ctx); err != nil {
		h.Close()
		return nil, fmt.Errorf("open history: %w", err)
	}
	return h, nil
}

func (h *History) open(ctx context.Context) error {
	if err := h.connect(); err != nil {
		return err
	}
	info, err := h.ensureInTime(ctx)
	if err != nil {
		return err
	}
	h.created = info.Created
	h.view = newView(h.config.Limits, info)
	h.progress = newProgress(h.view.End())
	if h.config.Server != nil {
		h.config.Server.watch.listen(h.hear)
	}
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	h.cancel = cancel
	h.ended.Go(func() { h.run(background) })
	h.ended.Go(func() { h.answerEnds(background) })
	return h.load(ctx)
}

// load waits until the view is complete.
func (h *History) load(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, loadTimeout)
	defer cancel()
	select {
	case <-h.progress.loaded:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("load stream %s: %w", h.config.Stream, ctx.Err())
	}
}

// hear takes note of what the embedded server can and cannot do.
func (h *History) hear(fault error) {
	if fault != nil {
		h.outage.begin(ofServer, fault)
		return
	}
	h.outage.end(ofServer)
	h.refollow()
}

// Log is the view. It is another one after Restart.
func (h *History) Log() *history.Log {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.view
}

// Restart cuts the view and goes on with another one that has the same events.
func (h *History) Restart() *history.Log {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.view = h.view.Renew()
	return h.view
}

// Healthy returns what keeps publishes from being stored, or nil.
func (h *History) Healthy() error { return h.outage.err() }

// Close lets go of the stream. What was published stays there.
func (h *History) Close() {
	if h.cancel != nil {
		h.cancel()
	}
	h.ended.Wait()
	if h.conn != nil {
		h.conn.Close()
	}
}
