package ledger_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/ledger"
)

func TestExcusedIsNeitherExpectedNorLost(t *testing.T) {
	excused := map[int64]bool{1: true, 4: true, 5: true, 9: true}
	b := ledger.NewBook(ledger.Options{Excused: func(_ string, from int64) (int64, bool) { return nextOf(excused, from) }})
	lane, _ := b.Lane([]byte("a"))
	var l ledger.Ledger
	b.Open(&l, 1, ledger.Opening{Lanes: []ledger.Lane{lane}, Next: func(ledger.Lane) int64 { return 1 }})
	steps := []struct {
		name string
		do   func()
		want ledger.Tally
	}{
		{"the first one", func() { b.Receive(&l, 1, ledger.Event{Lane: lane, Seq: 2}) }, ledger.Tally{Expected: 1, Received: 1, Excused: 1}},
		{"among lost ones", func() { b.Receive(&l, 1, ledger.Event{Lane: lane, Seq: 7}) }, ledger.Tally{Expected: 4, Received: 2, Lost: 2, Excused: 3}},
		{"one that comes after all", func() { b.Receive(&l, 1, ledger.Event{Lane: lane, Seq: 4}) }, ledger.Tally{Expected: 5, Received: 3, Lost: 2, Reordered: 1, Excused: 2}},
		{"known too late", func() { excused[3] = true }, ledger.Tally{Expected: 5, Received: 3, Lost: 2, Reordered: 1, Excused: 2}},
		{"at the end", func() { b.Settle(&l, 1, func(ledger.Lane) int64 { return 10 }) }, ledger.Tally{
			Expected: 6, Received: 3, Lost: 3, Reordered: 1, Excused: 4, Closed: 1, Incomplete: 1,
		}},
	}
	for _, step := range steps {
		step.do()
		if diff := cmp.Diff(step.want, b.Tally()); diff != "" {
			t.Errorf("%s: %s", step.name, diff)
		}
	}
	if l.Behind(func(ledger.Lane) int64 { return 99 }) {
		t.Error("what is settled is behind")
	}
	examples := b.Examples()
	var lost []int64
	for _, x := range examples.All() {
		if x.Kind == ledger.Lost {
			lost = append(lost, x.Seq, x.Count)
		}
	}
	if diff := cmp.Diff([]int64{6, 1, 8, 1, 10, 1}, lost); diff != "" {
		t.Errorf("lost numbers and how many: %s", diff)
	}
}
