package engine

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventloop"
	"github.com/ssegauge/ssegauge/loadgen/http3"
	"github.com/ssegauge/ssegauge/loadgen/ledger"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/secure"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
)

// Engine is the streams of a load.
type Engine struct {
	cfg     Config
	workers []*worker
	total   *measure.Sheet
	reads   Reads
	running sync.WaitGroup
	stop    context.CancelFunc // ends what watches the workers

	mu  sync.Mutex
	err error // of the first loop that could not go on
}

// handshakesAtATime bounds the TLS handshakes of a worker that run at the same time. They
// cost processor time on both sides.
const handshakesAtATime = 16

// New returns an engine that has not begun. Close must be called.
func New(cfg Config) (*Engine, error) {
	e := &Engine{cfg: cfg}
	e.total = e.newSheet()
	for i := range cfg.Workers {
		w, err := e.newWorker(i)
		if err != nil {
			e.Close()
			return nil, err
		}
		e.workers = append(e.workers, w)
	}
	return e, nil
}

func (e *Engine) newSheet() *measure.Sheet {
	return measure.NewSheet(len(e.cfg.Plan.StageNames()), e.cfg.Tags)
}

func (e *Engine) newWorker(i int) (*worker, error) {
	extract, err := stamp.Compile(e.cfg.Sequence)
	if err != nil {
		return nil, err
	}
	loop, err := eventloop.New()
	if err != nil {
		return nil, err
	}
	w := &worker{
		cfg: &e.cfg, index: i, loop: loop,
		endpoints: e.cfg.Maker.Endpoints(),
		moves:     e.cfg.Plan.Moves(i, e.cfg.Workers),
		streams:   roster{workers: e.cfg.Workers},
		rand:      rand.New(rand.NewPCG(e.cfg.Seed, uint64(i))), //nolint:gosec // a plan is to be repeatable
		sources:   e.cfg.Maker.Sources(i, e.cfg.Workers),
		sheet:     e.newSheet(),
		spare:     e.newSheet(),
	}
	options := e.cfg.Ledger
	options.Spread = w.spread
	w.book = ledger.NewBook(options)
	w.extract, w.emit = extract, w.event
	for _, point := range w.endpoints {
		w.tags = append(w.tags, point.Target)
	}
	if e.cfg.OneTopic {
		lane, _ := w.book.Lane([]byte(e.cfg.Topic))
		w.lanes = []ledger.Lane{lane}
	}
	w.handshakes = secure.NewPool(handshakesAtATime, loop.Post)
	w.quic = http3.NewGroup(handshakesAtATime, loop.Post)
	for _, point := range w.endpoints {
		w.carriers = append(w.carriers, w.carrierOf(point))
	}
	w.next, w.more = w.moves.Next()
	return w, nil
}

// Start begins the run: its schedule counts from begin. The end of ctx does not end it.
func (e *Engine) Start(ctx context.Context, begin time.Time) {
	ctx, cancel := context.WithCancel(ctx)
	e.stop = cancel
	for _, w := range e.workers {
		w.begin = begin
		w.loop.Post(w.follow)
		e.running.Go(func() { w.watch(ctx) })
		e.running.Go(func() {
			if err := w.loop.Run(); err != nil {
				e.stopped(err)
			}
		})
	}
}

func (e *Engine) stopped(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.err == nil {
		e.err = fmt.Errorf("run worker: %w", err)
	}
}

// Err returns why a worker has stopped that should not have.
func (e *Engine) Err() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.err
}

// each runs f on the loop of every worker, and waits until all have, or ctx is done.
func (e *Engine) each(ctx context.Context, f func(*worker)) error {
	done := make(chan struct{}, len(e.workers)) // the loops send
	for _, w := range e.workers {
		if !w.loop.Post(func() { f(w); done <- struct{}{} }) {
			return errors.New("ask worker: it has ended")
		}
	}
	for range e.workers {
		select {
		case <-done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// Close ends everything that is left, at once, and waits for the workers.
func (e *Engine) Close() {
	if e.stop != nil {
		e.stop()
	}
	for _, w := range e.workers {
		w.loop.Close()
	}
	e.running.Wait()
	for _, w := range e.workers {
		if w.alarm != nil {
			w.alarm.Stop()
		}
		w.handshakes.Close()
		w.handshakes.Wait()
		w.quic.Close()
	}
}
