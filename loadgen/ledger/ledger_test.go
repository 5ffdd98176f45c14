package ledger_test

import (
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"github.com/ssegauge/ssegauge/loadgen/ledger"
)

func TestBehindIsBeforeTheLast(t *testing.T) {
	b := ledger.NewBook(ledger.Options{})
	one, _ := b.Lane([]byte("a"))
	two, _ := b.Lane([]byte("b"))
	var l ledger.Ledger
	behind := func(last ...int64) bool { return l.Behind(func(n ledger.Lane) int64 { return last[n] }) }
	if behind(9, 9) {
		t.Error("nothing is expected of one that has no stream")
	}
	b.Receive(&l, 1, ledger.Event{Lane: one, Seq: 3})
	b.Receive(&l, 1, ledger.Event{Lane: two, Seq: 7})
	b.Receive(&l, 1, ledger.Event{Lane: two, Seq: 9}) // a gap does not matter
	for _, test := range []struct {
		one, two int64
		want     bool
	}{{3, 9, false}, {2, 8, false}, {4, 9, true}, {3, 10, true}, {-1, -1, false}} {
		if got := behind(test.one, test.two); got != test.want {
			t.Errorf("%d and %d were the last: got %v", test.one, test.two, got)
		}
	}
}

func TestSize(t *testing.T) {
	if got := unsafe.Sizeof(ledger.Ledger{}); got > 48 {
		t.Errorf("a Ledger is %d bytes, want at most 48", got)
	}
}

// next returns the same number for each lane.
func next(n int64) func(ledger.Lane) int64 {
	return func(ledger.Lane) int64 { return n }
}

// opening is a Connection of lane 0.
func opening(n int64, resumed bool) ledger.Opening {
	return ledger.Opening{Lanes: []ledger.Lane{0}, Next: next(n), Resumed: resumed}
}

func TestTally(t *testing.T) {
	type step struct {
		open   *ledger.Opening
		events []int64
	}
	connect := func(n int64, resumed bool, events ...int64) step {
		o := opening(n, resumed)
		return step{&o, events}
	}
	tests := []struct {
		name  string
		steps []step
		last  int64 // -1: the Subscriber leaves
		want  ledger.Tally
	}{
		{
			"in order",
			[]step{connect(1, false, 1, 2, 3)},
			3,
			ledger.Tally{Expected: 3, Received: 3},
		},
		{
			"first and last lost",
			[]step{connect(1, false, 2, 3)},
			4,
			ledger.Tally{Expected: 4, Received: 2, Lost: 2, Incomplete: 1},
		},
		{
			"nothing came",
			[]step{connect(1, false)},
			4,
			ledger.Tally{Expected: 4, Lost: 4, Incomplete: 1},
		},
		{
			"leaves before the end",
			[]step{connect(1, false, 1, 3)},
			-1,
			ledger.Tally{Expected: 3, Received: 2, Lost: 1, Incomplete: 1},
		},
		{
			"the first on its way, the one after it lost",
			[]step{connect(5, false, 3, 5)},
			5,
			ledger.Tally{Expected: 3, Received: 2, Lost: 1, Incomplete: 1},
		},
		{
			"first number unknown",
			[]step{connect(-1, false, 7, 8, 6)},
			8,
			ledger.Tally{Expected: 3, Received: 3, Reordered: 1},
		},
		{
			"doubled, first and last too",
			[]step{connect(1, false, 1, 1, 2, 2, 3, 3)},
			3,
			ledger.Tally{Expected: 3, Received: 6, Duplicate: 3},
		},
		{
			"reordered, first and last too",
			[]step{connect(1, false, 2, 1, 4, 3)},
			4,
			ledger.Tally{Expected: 4, Received: 4, Reordered: 2},
		},
		{
			"doubled while another is held",
			[]step{connect(1, false, 2, 2, 1)},
			2,
			ledger.Tally{Expected: 2, Received: 3, Duplicate: 1, Reordered: 1},
		},
		{
			"resumed, with what was lost before",
			[]step{connect(1, false, 1, 3), connect(6, true, 2, 4, 5, 6)},
			6,
			ledger.Tally{Expected: 6, Received: 6, Replayed: 3},
		},
		{
			"resumed, one was replayed though received, one not replayed",
			[]step{connect(1, false, 1, 2), connect(5, true, 2, 4, 5)},
			5,
			ledger.Tally{Expected: 5, Received: 5, Duplicate: 1, Replayed: 1, Lost: 1, Incomplete: 1},
		},
		{
			"resumed at the first Connection",
			[]step{connect(5, true, 3, 4, 5)},
			5,
			ledger.Tally{Expected: 3, Received: 3, Replayed: 2},
		},
		{
			"not resumed",
			[]step{connect(1, false, 1, 2), connect(6, false, 7)},
			7,
			ledger.Tally{Expected: 4, Received: 3, Missed: 3, Lost: 1, Incomplete: 1},
		},
		{
			"not resumed, some on their way",
			[]step{connect(1, false, 1, 2), connect(6, false, 4, 6)},
			6,
			ledger.Tally{Expected: 5, Received: 4, Missed: 1, Lost: 1, Incomplete: 1},
		},
		{
			"not resumed, numbers unknown",
			[]step{connect(-1, false, 1, 2), connect(-1, false, 6, 8)},
			9,
			ledger.Tally{Expected: 6, Received: 4, Missed: 3, Lost: 2, Incomplete: 1},
		},
		{
			"not resumed, numbers unknown, nothing came",
			[]step{connect(-1, false, 1, 2), connect(-1, false)},
			5,
			ledger.Tally{Expected: 2, Received: 2, Missed: 3},
		},
		{
			"foreign",
			[]step{connect(1, false, -1, 1)},
			1,
			ledger.Tally{Expected: 1, Received: 1, Foreign: 1},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := ledger.NewBook(ledger.Options{})
			lane, _ := b.Lane([]byte("orders"))
			var l ledger.Ledger
			for _, s := range tt.steps {
				b.Open(&l, 1, *s.open)
				for _, n := range s.events {
					b.Receive(&l, 1, ledger.Event{Lane: lane, Seq: n})
				}
			}
			if tt.last < 0 {
				b.Leave(&l, 1)
			} else {
				b.Settle(&l, 1, next(tt.last))
			}
			tt.want.Closed = 1
			if diff := cmp.Diff(tt.want, b.Tally()); diff != "" {
				t.Errorf("tally (-want +got):\n%s", diff)
			}
		})
	}
}
