package jetstream

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// How often a watch looks after a server that said nothing, and after one that
// cannot write.
const (
	watchInterval  = time.Second
	repairInterval = 500 * time.Millisecond
)

// watch notices that an embedded server cannot write any more, and has it start
// over once it can. A JetStream that has failed to write once refuses to write
// until then, although reading goes on.
type watch struct {
	server *server.Server
	dir    string
	log    *slog.Logger
	bell   chan struct{} // rung when the server complains

	cancel context.CancelFunc
	ended  sync.WaitGroup

	mu    sync.Mutex // guards what follows
	said  string     // the last complaint
	fault error
	hear  func(error)
}

func newWatch(s *server.Server, dir string, log *slog.Logger) *watch {
	return &watch{server: s, dir: dir, log: log, bell: make(chan struct{}, 1)}
}

// ring says that the server complained.
func (w *watch) ring(text string) {
	w.mu.Lock()
	w.said = text
	w.mu.Unlock()
	select {
	case w.bell <- struct{}{}:
	default:
	}
}

func (w *watch) lastError() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.said
}

func (w *watch) start(ctx context.Context) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	w.cancel = cancel
	w.ended.Go(func() { w.run(ctx) })
}

func (w *watch) stop() {
	if w.cancel != nil {
		w.cancel()
	}
	w.ended.Wait()
}

// listen has hear called with every change: the fault, or nil when it is over.
func (w *watch) listen(hear func(error)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hear = hear
	if w.fault != nil {
		hear(w.fault)
	}
}

func (w *watch) set(fault error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if (fault == nil) == (w.fault == nil) {
		return
	}
	w.fault = fault
	if w.hear != nil {
		w.hear(fault)
	}
}

func (w *watch) run(ctx context.Context) {
	tick := time.NewTimer(watchInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.bell:
		case <-tick.C:
		}
		interval := watchInterval
		if fault := w.ask(); fault != nil {
			w.set(fault)
			interval = repairInterval
			w.repair()
		} else {
			w.set(nil)
		}
		tick.Reset(interval)
	}
}

// ask returns what keeps the server from writing.
func (w *watch) ask() error {
	if !w.server.JetStreamEnabled() {
		return fmt.Errorf("JetStream is disabled: %s", w.lastError())
	}
	if h := w.server.Healthz(&server.HealthzOptions{}); h.Error != "" {
		return errors.New(h.Error)
	}
	return nil
}

// repair starts JetStream over if the disk takes data again.
func (w *watch) repair() {
	if err := probe(w.dir); err != nil {
		w.log.Debug("history: the disk still takes nothing", "dir", w.dir, "cause", err)
		return
	}
	if err := w.server.ShutdownJetStream(); err != nil {
		w.log.Warn("history: stop JetStream", "cause", err)
	}
	err := w.server.EnableJetStream(&server.JetStreamConfig{
		MaxMemory: noLimit,
		MaxStore:  noLimit,
		StoreDir:  w.dir,
	})
	if err != nil {
		w.log.Warn("history: start JetStream again", "cause", err)
		return
	}
	w.log.Warn("history: the disk takes data again", "dir", filepath.Clean(w.dir))
}
