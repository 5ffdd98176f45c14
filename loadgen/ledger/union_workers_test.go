package ledger_test

import (
	"fmt"
	"math"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ssegauge/ssegauge/loadgen/ledger"
)

func TestUnionOfTwoWorkers(t *testing.T) {
	a, b := newWorker(3, ledger.Options{}), newWorker(3, ledger.Options{})
	a.joined()
	b.joined()
	for i := range 3 {
		a.sight(i, "of all", true, 10)
		b.sight(i, "of all", true, 11)
		b.sight(i, "of the second alone", true, 20)
		b.sight(i, fmt.Sprint("private ", i), true, 21)
		if i > 0 {
			a.sight(i, "of most", true, 30)
		}
		b.sight(i, "of most", true, 31)
	}
	a.sight(0, "end", true, 40)
	exchange(a, b)
	// 5 of 6 received "of most"; 3 of 6 the second's, which is no more than half.
	if got := a.settle(); got.Lost != 1 {
		t.Errorf("first worker: got %+v", got)
	}
	x := a.book.Examples()
	if all := x.All(); len(all) != 1 || all[0].Text != "of most" || all[0].Subscriber != 0 {
		t.Errorf("got %+v", all)
	}
	if got := b.settle(); got.Lost != 0 {
		t.Errorf("second worker: got %+v", got)
	}
}

func TestUnionLearnsWhatNoneHereReceived(t *testing.T) {
	a, b := newWorker(2, ledger.Options{}), newWorker(5, ledger.Options{})
	a.joined()
	b.joined()
	for i := range b.subs {
		b.sight(i, "lost in the first", true, 10)
	}
	exchange(a, b)
	if got := a.settle(); got.Lost != 2 || got.Incomplete != 2 {
		t.Errorf("got %+v, want 2 lost", got)
	}
}

// What all of one worker did not receive counts for what the others owe.
func TestUnionLearnsHowManyReceivedNothing(t *testing.T) {
	a, b, c := newWorker(4, ledger.Options{}), newWorker(2, ledger.Options{}), newWorker(2, ledger.Options{})
	for _, w := range []*worker{a, b, c} {
		w.joined()
	}
	for i := range 3 {
		a.sight(i, "of few", true, 10) // 3 of 8, but 3 of the 4 here
	}
	for i := range a.subs {
		a.sight(i, "of more", true, 11)
	}
	b.sight(0, "of more", true, 11) // 5 of 8
	for i := range a.subs {
		a.sight(i, "end", true, 12)
	}
	b.sight(0, "end", true, 12)
	exchange(a, b, c)
	exchange(a, b, c)
	var got []int64
	for _, w := range []*worker{a, b, c} {
		got = append(got, w.settle().Lost)
	}
	if diff := cmp.Diff([]int64{0, 2, 4}, got); diff != "" {
		t.Errorf("lost of each worker (-want +got):\n%s", diff)
	}
}

// A worker that has forgotten an event does not take it for one that nobody here received.
func TestUnionLearnsNothingOfWhatItForgot(t *testing.T) {
	a, b := newWorker(2, ledger.Options{MaxEvents: 8, Grace: 1}), newWorker(2, ledger.Options{Grace: 1})
	a.joined()
	b.joined()
	for n := range 100 {
		for i := range a.subs {
			a.sight(i, strconv.Itoa(n), true, int64(10*n+1))
			b.sight(i, strconv.Itoa(n), true, int64(10*n+1))
		}
	}
	exchange(a, b)
	for _, w := range []*worker{a, b} {
		if got := w.settle(); got.Lost != 0 || got.Expected != 202 {
			t.Errorf("got %+v, want nothing lost of 202", got)
		}
	}
}

func exchange(workers ...*worker) {
	news := make([][]ledger.News, len(workers))
	for i, w := range workers {
		news[i] = w.book.News(math.MaxInt64)
	}
	for i, w := range workers {
		for j, n := range news {
			if i != j {
				w.book.Learn(n)
			}
		}
	}
}

func TestSightDoesNotAllocate(t *testing.T) {
	w := newWorker(100, ledger.Options{MaxEvents: 64})
	w.joined()
	n, text := uint64(0), []byte("some text")
	if got := testing.AllocsPerRun(1000, func() {
		n++
		for i := range w.subs {
			w.book.Sight(&w.subs[i], int32(i), ledger.Sighting{Key: n * 0x9e3779b97f4a7c15, Text: text, AtUnix: int64(n)})
		}
		w.told = w.told[:0]
	}); got != 0 {
		t.Errorf("an event for 100 Subscribers allocates %v times", got)
	}
}
