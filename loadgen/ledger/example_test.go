package ledger_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ssegauge/ssegauge/loadgen/ledger"
)

func TestExamplesNameEventTimeAndSubscriber(t *testing.T) {
	w := newWorker(1, ledger.Options{
		DueUnix: func(lane string, seq int64) int64 { return seq*ms + int64(len(lane)) },
	})
	w.open(1, false)
	for i, n := range []int64{1, 4, 4, 3} {
		w.receive(0, n, 100+int64(i))
	}
	w.book.Settle(&w.subs[0], 0, next(6))
	x := w.book.Examples()
	want := []ledger.Example{
		{Kind: ledger.Lost, Lane: "orders", Seq: 2, Count: 1, DueUnix: 2*ms + 6, AtUnix: 101},
		{Kind: ledger.Lost, Lane: "orders", Seq: 5, Count: 2, DueUnix: 5*ms + 6},
		{Kind: ledger.Doubled, Lane: "orders", Seq: 4, Count: 1, DueUnix: 4*ms + 6, AtUnix: 102},
		{Kind: ledger.Disordered, Lane: "orders", Seq: 3, Count: 1, DueUnix: 3*ms + 6, AtUnix: 103},
	}
	if diff := cmp.Diff(want, x.All()); diff != "" {
		t.Errorf("examples (-want +got):\n%s", diff)
	}
}

func TestExamplesAreOfManySubscribers(t *testing.T) {
	x := ledger.Examples{Max: 3}
	for i, subscriber := range []int32{1, 1, 1, 1, 2, 2, 3, 4} {
		x.Add(ledger.Example{Kind: ledger.Doubled, Subscriber: subscriber, Seq: int64(i)})
	}
	more := ledger.Examples{Max: 3}
	more.Add(ledger.Example{Kind: ledger.Lost, Subscriber: 9})
	x.Merge(more)
	got := map[int32]int{}
	for _, e := range x.All() {
		got[e.Subscriber]++
	}
	if diff := cmp.Diff(map[int32]int{1: 1, 2: 1, 3: 1, 9: 1}, got); diff != "" {
		t.Errorf("examples by Subscriber (-want +got):\n%s", diff)
	}
}
