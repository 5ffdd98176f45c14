package ledger_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ssegauge/ssegauge/loadgen/ledger"
)

const ms = int64(1e6)

// worker is a Book, its Subscribers, and the spreads it told.
type worker struct {
	book *ledger.Book
	lane ledger.Lane
	subs []ledger.Ledger
	told []ledger.Spread
}

func newWorker(subscribers int, o ledger.Options) *worker {
	w := &worker{subs: make([]ledger.Ledger, subscribers)}
	o.Spread = func(s ledger.Spread) { w.told = append(w.told, s) }
	w.book = ledger.NewBook(o)
	w.lane, _ = w.book.Lane([]byte("orders"))
	return w
}

func (w *worker) open(n int64, resumed bool) {
	for i := range w.subs {
		w.book.Open(&w.subs[i], int32(i), opening(n, resumed))
	}
}

func (w *worker) receive(i int, seq, atUnix int64) ledger.Mark {
	return w.book.Receive(&w.subs[i], int32(i), ledger.Event{Lane: w.lane, Seq: seq, AtUnix: atUnix})
}

func TestSpread(t *testing.T) {
	w := newWorker(3, ledger.Options{Grace: 10e6})
	w.open(1, false)
	w.receive(0, 1, 5*ms)
	w.receive(1, 1, 3*ms) // the kernel's stamp may be earlier than that of one read before
	w.receive(0, 2, 8*ms)
	w.receive(2, 1, 7*ms)
	w.receive(2, 1, 9*ms) // doubled
	w.book.Close(17 * ms)
	if len(w.told) != 0 {
		t.Errorf("told within grace: %+v", w.told)
	}
	w.book.Close(18 * ms)
	w.receive(1, 2, 20*ms)
	w.open(3, true)
	w.receive(2, 2, 21*ms) // replayed
	w.book.Close(math.MaxInt64)
	want := []ledger.Spread{
		{Lane: "orders", Seq: 1, FirstUnix: 3 * ms, LastUnix: 7 * ms, Count: 3},
		{Lane: "orders", Seq: 2, FirstUnix: 8 * ms, LastUnix: 20 * ms, Count: 2},
	}
	if diff := cmp.Diff(want, w.told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

func TestSpreadIsBounded(t *testing.T) {
	w := newWorker(2, ledger.Options{MaxEvents: 2})
	w.open(1, false)
	for n := range int64(4) {
		w.receive(0, n+1, n)
	}
	w.receive(1, 1, 9) // too late
	w.receive(1, 3, 9)
	w.book.Close(math.MaxInt64)
	want := []ledger.Spread{
		{Lane: "orders", Seq: 1, FirstUnix: 0, LastUnix: 0, Count: 1, Cut: true},
		{Lane: "orders", Seq: 2, FirstUnix: 1, LastUnix: 1, Count: 1, Cut: true},
		{Lane: "orders", Seq: 3, FirstUnix: 2, LastUnix: 9, Count: 2},
		{Lane: "orders", Seq: 4, FirstUnix: 3, LastUnix: 3, Count: 1},
	}
	if diff := cmp.Diff(want, w.told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

func TestSpreadsOfWorkersJoin(t *testing.T) {
	m := ledger.Spreads{Max: 2}
	m.Add(ledger.Spread{Lane: "a", Seq: 1, FirstUnix: 10, LastUnix: 20, Count: 3})
	m.Add(ledger.Spread{Lane: "a", Seq: 2, FirstUnix: 12, LastUnix: 50, Count: 3})
	m.Add(ledger.Spread{Lane: "b", Seq: 1, FirstUnix: 11, LastUnix: 60, Count: 1})
	m.Add(ledger.Spread{Lane: "a", Seq: 1, FirstUnix: 9, LastUnix: 15, Count: 2, Cut: true})
	var got []ledger.Spread
	take := func(s ledger.Spread) { got = append(got, s) }
	m.Close(30, take)
	m.Add(ledger.Spread{Lane: "c", Seq: 1, FirstUnix: 40, LastUnix: 60, Count: 1})
	m.Close(30, take)
	m.Close(math.MaxInt64, take)
	want := []ledger.Spread{
		{Lane: "a", Seq: 1, FirstUnix: 9, LastUnix: 20, Count: 5, Cut: true},
		{Lane: "b", Seq: 1, FirstUnix: 11, LastUnix: 60, Count: 1, Cut: true},
		{Lane: "a", Seq: 2, FirstUnix: 12, LastUnix: 50, Count: 3},
		{Lane: "c", Seq: 1, FirstUnix: 40, LastUnix: 60, Count: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("joined (-want +got):\n%s", diff)
	}
}
