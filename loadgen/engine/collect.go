package engine

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/ledger"
	"github.com/ssegauge/ssegauge/loadgen/measure"
)

// Now is how a run stands, and what has happened since it was asked before.
type Now struct {
	Second *measure.Second // merged; the caller's
	Tally  ledger.Tally
	Young  int64 // of those Lost, the ones that may still be on their way
	Live   int   // streams that are open
	Queued int   // Arrivals that wait for their turn
	// Spreads are those of the events that a worker follows no longer.
	Spreads []ledger.Spread
}

// Collect takes from each worker what it has measured since the last time, adds that to the
// total, and returns how the run stands. Workers exchange their sheet for an empty one, which
// costs them nothing. Only one goroutine may call it.
func (e *Engine) Collect(ctx context.Context) (Now, error) {
	parts := make([]part, len(e.workers))
	err := e.each(ctx, func(w *worker) { parts[w.index] = w.hand() })
	if err != nil {
		return Now{}, err
	}
	now := Now{Second: new(measure.Second)}
	for i, p := range parts {
		second := p.sheet.TakeSecond()
		now.Second.Merge(second)
		second.Free()
		p.sheet.MergeInto(e.total)
		p.sheet.Reset()
		e.workers[i].spare = p.sheet
		now.Tally.Add(p.tally)
		now.Young += p.young
		now.Live += p.live
		now.Queued += p.queued
		e.reads.All += p.reads.All
		e.reads.Stamped += p.reads.Stamped
		now.Spreads = append(now.Spreads, p.spreads...)
	}
	if e.cfg.Union {
		err = e.exchangeOld(ctx)
	}
	return now, err
}

// spread keeps the fan-out of an event until it is collected. One that was followed no longer for
// want of room is none, and there may be millions of those.
func (w *worker) spread(s ledger.Spread) {
	if !s.Cut {
		w.spreads = append(w.spreads, s)
	}
}

// part is what a worker hands to the owner of the run.
type part struct {
	sheet        *measure.Sheet
	tally        ledger.Tally
	young        int64
	live, queued int
	spreads      []ledger.Spread
	reads        Reads
}

// hand exchanges the sheet.
func (w *worker) hand() part {
	w.book.Close(time.Now().UnixNano())
	p := part{sheet: w.sheet, tally: w.book.Tally(), live: len(w.live), queued: w.queue.len(), spreads: w.spreads}
	p.young, p.reads = w.young(p.tally), w.reads
	w.spreads, w.reads = nil, Reads{}
	if w.spare == nil { // nobody waited for the last one
		w.spare = measure.NewSheet(len(w.cfg.Plan.StageNames()), w.cfg.Tags)
	}
	w.sheet, w.spare = w.spare, nil
	w.sheet.EnterStage(w.stage)
	w.sheet.SetLive(int64(len(w.live)))
	return p
}

// young returns how many of the events that are Lost may still be on their way.
func (w *worker) young(t ledger.Tally) (n int64) {
	if t.Lost == 0 {
		return 0
	}
	since := time.Now().Add(-w.cfg.grace()).UnixNano()
	for s := range w.streams.all() {
		n += w.book.Young(&s.ledger, since)
	}
	return n
}

// Total returns all that was collected. It is for the goroutine that calls Collect.
func (e *Engine) Total() *measure.Sheet { return e.total }

// lagProbe is how often a worker is asked how late it is.
const lagProbe = 100 * time.Millisecond

// watch measures how long a worker's loop takes to come to what it is asked, until ctx is
// done.
func (w *worker) watch(ctx context.Context) {
	ticker := time.NewTicker(lagProbe)
	defer ticker.Stop()
	answered := make(chan struct{}, 1) // the loop sends
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		asked := time.Now()
		if !w.loop.Post(func() {
			w.sheet.Time(0, measure.LoopLag, time.Since(asked))
			answered <- struct{}{}
		}) {
			return
		}
		select {
		case <-answered:
		case <-ctx.Done():
			return
		}
	}
}

// Highs returns the highest number that was seen in each lane, by its name.
func (e *Engine) Highs(ctx context.Context) (map[string]int64, error) {
	parts := make([]map[string]int64, len(e.workers))
	err := e.each(ctx, func(w *worker) {
		parts[w.index] = make(map[string]int64)
		w.book.Highs(parts[w.index])
	})
	all := make(map[string]int64)
	for _, part := range parts {
		for lane, high := range part {
			all[lane] = max(all[lane], high)
		}
	}
	return all, err
}

// Findings are the particulars of a run.
type Findings struct {
	Closed   []Closed
	Examples ledger.Examples
}

// Findings returns examples of what went wrong. The ledgers must have been settled.
func (e *Engine) Findings(ctx context.Context) (Findings, error) {
	parts := make([]Findings, len(e.workers))
	err := e.each(ctx, func(w *worker) { parts[w.index] = Findings{w.closed, w.book.Examples()} })
	all := Findings{Examples: ledger.Examples{Max: e.cfg.Ledger.MaxExamples}}
	for i := range parts {
		all.Closed = append(all.Closed, parts[i].Closed...)
		all.Examples.Merge(parts[i].Examples)
	}
	slices.SortStableFunc(all.Closed, func(a, b Closed) int { return cmp.Compare(a.At, b.At) })
	return all, err
}

// Reads counts what was read from sockets.
type Reads struct{ All, Stamped int64 }

// Reads returns how many reads there were, and how many the kernel had stamped, as of the last
// Collect.
func (e *Engine) Reads() Reads { return e.reads }
