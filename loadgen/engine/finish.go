package engine

import (
	"context"
	"math"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/ledger"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

// Hold ends the schedule: nothing more is opened or cut, but what is open stays. What was
// due and has not begun stays planned: a Shortfall.
func (e *Engine) Hold(ctx context.Context) error {
	return e.each(ctx, func(w *worker) {
		w.ending = true
		w.queue = queue{}
		for ; w.more && w.next.At <= w.elapsed(); w.next, w.more = w.moves.Next() {
			if w.next.Kind == schedule.Open {
				w.sheet.Add(w.tags[w.cfg.Maker.Choose(w.next.Subscriber)], measure.Planned, 1)
			}
		}
	})
}

// Behind returns how many Subscribers, of those whose streams are open, have not received
// what last says of a topic, or anything after it.
func (e *Engine) Behind(ctx context.Context, last func(topic string) int64) (int, error) {
	behind := make([]int, len(e.workers))
	err := e.each(ctx, func(w *worker) {
		end := func(l ledger.Lane) int64 { return last(w.book.Name(l)) }
		for _, s := range w.live {
			if s.reader == 0 && s.ledger.Behind(end) {
				behind[w.index]++
			}
		}
	})
	return sum(behind), err
}

// Settle closes the ledgers: everything up to the number that last returns for a topic, less
// than 0 for nothing, is expected of the Subscribers whose streams are open. With
// Config.Union last is not asked.
func (e *Engine) Settle(ctx context.Context, last func(topic string) int64) error {
	if e.cfg.Union {
		return e.settleUnion(ctx)
	}
	return e.each(ctx, func(w *worker) {
		w.settle(func(l ledger.Lane) int64 { return last(w.book.Name(l)) })
	})
}

func (w *worker) settle(last func(ledger.Lane) int64) {
	for s := range w.streams.all() {
		if s.phase == open && s.reader == 0 {
			w.book.Settle(&s.ledger, s.number, last)
		} else {
			w.book.Leave(&s.ledger, s.number)
		}
		s.flags |= settled
	}
	w.book.Close(math.MaxInt64)
}

// Finish has all Subscribers leave, in the manner of the plan, and waits until they have, or
// ctx is done.
func (e *Engine) Finish(ctx context.Context) error {
	err := e.each(ctx, func(w *worker) {
		w.ending = true
		for s := range w.streams.all() {
			s.complete()
		}
		for _, c := range w.carriers {
			if c != nil {
				c.rest()
			}
		}
	})
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for err == nil {
		left := make([]int, len(e.workers))
		err = e.each(ctx, func(w *worker) { left[w.index] = w.streams.len() })
		if sum(left) == 0 {
			return err
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return err
}

func sum(all []int) int {
	total := 0
	for _, n := range all {
		total += n
	}
	return total
}
