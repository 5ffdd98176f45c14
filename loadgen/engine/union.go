package engine

import (
	"context"
	"math"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/loadgen/ledger"
)

// FNV-1a with 64 bits, as in hash/fnv but without its interface. All workers must come to the
// same.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func fnvOf(h uint64, p []byte) uint64 {
	for _, c := range p {
		h = (h ^ uint64(c)) * fnvPrime
	}
	return h
}

// identify gives an event without a number its identity: that of its own id, and else that
// of its type and data. No type holds a line end.
func (m *sighting) identify(v eventstream.View) {
	if m.identified = v.OwnID && len(v.LastEventID) > 0; m.identified {
		m.key = fnvOf(fnvOf(fnvOffset, []byte{'i'}), m.id)
		return
	}
	m.key = fnvOf(fnvOf(fnvOf(fnvOffset, m.typ), []byte{'\n'}), m.data)
}

// text returns what is shown of an event without a number.
func (m *sighting) text() []byte {
	if m.identified {
		return m.id
	}
	return m.data
}

// sight enters an event without a number.
func (w *worker) sight(s *stream, x *sighting) ledger.Mark {
	w.sighted = w.arrival
	return w.book.Sight(&s.ledger, s.number, ledger.Sighting{
		Key: x.key, Text: x.text(), AtUnix: w.arrival, Lane: x.lane, Identified: x.identified,
	})
}

// exchange tells each worker what the others saw before an instant, and has all of them judge
// what was seen before another, which must be earlier: what one first saw before that, all
// others that ever will have told of it.
func (e *Engine) exchange(ctx context.Context, toldUnix, judgedUnix int64) error {
	news := make([][]ledger.News, len(e.workers))
	if err := e.each(ctx, func(w *worker) { news[w.index] = w.book.News(toldUnix) }); err != nil {
		return err
	}
	return e.each(ctx, func(w *worker) {
		for i, n := range news {
			if i != w.index {
				w.book.Learn(n)
			}
		}
		w.book.Judge(judgedUnix)
	})
}

// exchangeOld exchanges what everybody has who will get it.
func (e *Engine) exchangeOld(ctx context.Context) error {
	now, grace := time.Now(), e.cfg.grace()
	return e.exchange(ctx, now.Add(-grace).UnixNano(), now.Add(-2*grace).UnixNano())
}

// quietFor is the silence after which nothing is on its way any more.
const quietFor = time.Second

// settleUnion closes the ledgers of events without numbers. While events arrive, those of the
// last while are expected of nobody.
func (e *Engine) settleUnion(ctx context.Context) error {
	for _, judgedUnix := range []int64{0, math.MaxInt64} { // twice: see ledger.Book.News
		if err := e.exchange(ctx, math.MaxInt64, judgedUnix); err != nil {
			return err
		}
	}
	sighted := make([]int64, len(e.workers))
	now := time.Now()
	if err := e.each(ctx, func(w *worker) { sighted[w.index] = w.sighted }); err != nil {
		return err
	}
	before := now.UnixNano()
	for _, at := range sighted {
		if at > now.Add(-quietFor).UnixNano() {
			before = now.Add(-e.cfg.grace()).UnixNano()
		}
	}
	return e.each(ctx, func(w *worker) {
		last := make(map[ledger.Lane]int64)
		w.settle(func(l ledger.Lane) int64 {
			if _, ok := last[l]; !ok {
				last[l] = w.book.Last(l, before)
			}
			return last[l]
		})
	})
}
