package ledger_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ssegauge/ssegauge/loadgen/ledger"
)

func TestHolesAreBounded(t *testing.T) {
	w := newWorker(1, ledger.Options{MaxHoles: 2})
	w.open(1, false)
	for _, n := range []int64{2, 4, 6} { // 1, 3 and 5 are missing, 1 is given up
		w.receive(0, n, 0)
	}
	for n, want := range map[int64]ledger.Mark{1: ledger.Late, 2: ledger.Duplicate, 3: ledger.Reordered} {
		if got := w.receive(0, n, 0); got != want {
			t.Errorf("event %d: got %v, want %v", n, got, want)
		}
	}
	if !w.book.Settle(&w.subs[0], 0, next(6)) {
		t.Error("nothing was lost")
	}
	want := ledger.Tally{
		Expected: 6, Received: 5, Lost: 2, Late: 1, Duplicate: 1, Reordered: 1, Closed: 1, Incomplete: 1,
	}
	if diff := cmp.Diff(want, w.book.Tally()); diff != "" {
		t.Errorf("tally (-want +got):\n%s", diff)
	}
}

func TestLoweredBaseIsBounded(t *testing.T) {
	w := newWorker(1, ledger.Options{MaxHoles: 2})
	w.open(10, false)
	for _, n := range []int64{11, 13, 7, 8, 6, 12} {
		w.receive(0, n, 0)
	}
	w.book.Leave(&w.subs[0], 0)
	want := ledger.Tally{Expected: 7, Received: 4, Lost: 3, Reordered: 2, Late: 2, Closed: 1, Incomplete: 1}
	if diff := cmp.Diff(want, w.book.Tally()); diff != "" {
		t.Errorf("tally (-want +got):\n%s", diff)
	}
}

func TestSequenceBeginsAnew(t *testing.T) {
	const second = int64(1e9)
	tests := []struct {
		name   string
		before []int64 // numbers, due at as many seconds
		after  []ledger.Event
		want   ledger.Tally
	}{
		{
			"far above",
			[]int64{1, 2, 4},
			[]ledger.Event{{Seq: 1 << 40}, {Seq: 1<<40 + 2}},
			ledger.Tally{Expected: 7, Received: 5, Lost: 2, Restarted: 1},
		},
		{
			"far below",
			[]int64{1 << 40, 1<<40 + 1},
			[]ledger.Event{{Seq: 1}, {Seq: 2}},
			ledger.Tally{Expected: 4, Received: 4, Restarted: 1},
		},
		{
			"numbers given again",
			[]int64{1, 2, 3, 4},
			[]ledger.Event{{Seq: 1, DueUnix: 9 * second}, {Seq: 2, DueUnix: 10 * second}},
			ledger.Tally{Expected: 6, Received: 6, Restarted: 1},
		},
		{
			"all replayed",
			[]int64{1, 2, 3},
			[]ledger.Event{{Seq: 1, DueUnix: second}, {Seq: 2, DueUnix: 2 * second}},
			ledger.Tally{Expected: 3, Received: 5, Duplicate: 2},
		},
		{
			"all replayed, times unknown",
			[]int64{1, 2, 3},
			[]ledger.Event{{Seq: 1}, {Seq: 2}},
			ledger.Tally{Expected: 3, Received: 5, Duplicate: 2},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorker(3, ledger.Options{})
			w.open(-1, false)
			for i := range w.subs {
				for _, n := range tt.before {
					w.book.Receive(&w.subs[i], int32(i), ledger.Event{Lane: w.lane, Seq: n, DueUnix: n * second})
				}
			}
			w.open(-1, true)
			for i := range w.subs {
				for _, e := range tt.after {
					w.book.Receive(&w.subs[i], int32(i), e)
				}
			}
			var want ledger.Tally
			for range w.subs {
				want.Add(tt.want)
			}
			if diff := cmp.Diff(want, w.book.Tally()); diff != "" {
				t.Errorf("tally (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLanesAreBounded(t *testing.T) {
	b := ledger.NewBook(ledger.Options{MaxLanes: 2})
	for i := range 3 {
		lane, ok := b.Lane(fmt.Append(nil, i))
		if ok != (i < 2) || ok && b.Name(lane) != strconv.Itoa(i) {
			t.Errorf("lane %d: got %v %v", i, lane, ok)
		}
		b.Receive(new(ledger.Ledger), 1, ledger.Event{Lane: lane, Seq: 1})
	}
	if again, _ := b.Lane([]byte("1")); again != 1 {
		t.Errorf("lane 1 is %d the next time", again)
	}
	if b.Refused() != 1 || b.Tally().Foreign != 1 {
		t.Errorf("refused %d, foreign %d, want 1 each", b.Refused(), b.Tally().Foreign)
	}
}

func TestSubscriberOfManyLanes(t *testing.T) {
	b := ledger.NewBook(ledger.Options{})
	o := ledger.Opening{Next: next(1)}
	for i := range 5 {
		lane, _ := b.Lane(fmt.Append(nil, i))
		o.Lanes = append([]ledger.Lane{lane}, o.Lanes...)
	}
	var l ledger.Ledger
	b.Open(&l, 1, o)
	for n := range int64(3) {
		for lane := range ledger.Lane(4) { // nothing comes of lane 4
			if int64(lane) != n {
				b.Receive(&l, 1, ledger.Event{Lane: lane, Seq: n + 1})
			}
		}
	}
	b.Settle(&l, 1, next(3))
	want := ledger.Tally{Expected: 15, Received: 9, Lost: 6, Closed: 1, Incomplete: 1}
	if diff := cmp.Diff(want, b.Tally()); diff != "" {
		t.Errorf("tally (-want +got):\n%s", diff)
	}
}

func TestYoung(t *testing.T) {
	w := newWorker(1, ledger.Options{})
	w.open(0, false)
	for _, e := range [][2]int64{{0, 10}, {2, 20}, {5, 30}, {4, 40}, {6, 50}} { // number, instant
		w.receive(0, e[0], e[1])
	}
	for _, tt := range []struct{ since, want int64 }{{0, 2}, {19, 2}, {20, 1}, {30, 0}, {99, 0}} {
		if got := w.book.Young(&w.subs[0], tt.since); got != tt.want {
			t.Errorf("since %d: got %d, want %d", tt.since, got, tt.want)
		}
	}
	if got := w.book.Tally().Lost; got != 2 {
		t.Errorf("got %d lost, want 2", got)
	}
	w.receive(0, 1, 60)
	if got := w.book.Young(&w.subs[0], 0); got != 1 {
		t.Errorf("with one filled: got %d, want 1", got)
	}
}
