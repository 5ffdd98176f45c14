package jetstream

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
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

// What keeps an embedded server from writing.
var (
	errFull     = errors.New("the disk is full")
	errReadOnly = errors.New("the data directory is read-only")
	errWrite    = errors.New("the disk takes nothing; the log says why")
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

	unrepaired string // why the last repair came to nothing, owned by run
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
		fault := w.ask()
		w.set(fault)
		if fault != nil {
			interval = repairInterval
			w.repair()
		}
		tick.Reset(interval)
	}
}

// ask returns what keeps the server from writing.
func (w *watch) ask() error {
	if !w.server.JetStreamEnabled() {
		return plain(w.lastError())
	}
	for _, e := range w.server.Healthz(&server.HealthzOptions{Details: true}).Errors {
		if strings.Contains(e.Error, "write error") { // a stream that is being made shows as another
			return plain(e.Error)
		}
	}
	return nil
}

// plain says what a complaint means to those who publish. They need not know the
// names of files, which are in the log.
func plain(complaint string) error {
	switch {
	case strings.Contains(complaint, "no space left"):
		return errFull
	case strings.Contains(complaint, "permission denied"), strings.Contains(complaint, "read-only"):
		return errReadOnly
	}
	return errWrite
}

// repair starts JetStream over if the disk takes data again.
func (w *watch) repair() {
	err := probe(w.dir)
	if err == nil {
		err = w.startOver()
	}
	switch {
	case err == nil:
		w.unrepaired = ""
		w.log.Warn("history: the disk takes data again", "dir", w.dir)
	case err.Error() != w.unrepaired:
		w.unrepaired = err.Error()
		w.log.Warn("history: the disk takes nothing", "dir", w.dir, "cause", err)
	}
}

func (w *watch) startOver() error {
	if err := w.server.ShutdownJetStream(); err != nil {
		return fmt.Errorf("stop JetStream: %w", err)
	}
	err := w.server.EnableJetStream(&server.JetStreamConfig{
		MaxMemory: noLimit,
		MaxStore:  noLimit,
		StoreDir:  w.dir,
	})
	if err != nil {
		return fmt.Errorf("start JetStream: %w", err)
	}
	return nil
}
