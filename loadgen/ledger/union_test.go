package ledger_test

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/bits"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ssegauge/ssegauge/loadgen/ledger"
)

// sight has a Subscriber receive an event without a number.
func (w *worker) sight(i int, text string, identified bool, atUnix int64) ledger.Mark {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text))
	return w.book.Sight(&w.subs[i], int32(i), ledger.Sighting{
		Key: h.Sum64(), Text: []byte(text), AtUnix: atUnix, Lane: w.lane, Identified: identified,
	})
}

// joined has all Subscribers receive an event, and so begin.
func (w *worker) joined() {
	w.open(-1, false)
	for i := range w.subs {
		w.sight(i, "first", true, 0)
	}
}

func (w *worker) settle() ledger.Tally {
	w.book.Judge(math.MaxInt64)
	last := w.book.Last(w.lane, math.MaxInt64)
	for i := range w.subs {
		w.book.Settle(&w.subs[i], int32(i), next(last))
	}
	return w.book.Tally()
}

func TestUnion(t *testing.T) {
	const subscribers = 5
	tests := []struct {
		name string
		got  func(i int) []string // what a Subscriber receives
		want ledger.Tally         // beside the first event
	}{
		{
			"all the same", func(int) []string { return []string{"a", "b", "c"} },
			ledger.Tally{Expected: 15, Received: 15},
		},
		{
			"each in another order", func(i int) []string {
				return append([]string{"a", "b", "c", "d", "e"}[i:], []string{"a", "b", "c", "d", "e"}[:i]...)
			},
			ledger.Tally{Expected: 25, Received: 25},
		},
		{
			"one lost in the middle, and at the end", func(i int) []string {
				return [][]string{{"a", "c"}, {"a", "b"}, {"a", "b", "c"}, {"a", "b", "c"}, {"a", "b", "c"}}[i]
			},
			ledger.Tally{Expected: 15, Received: 13, Lost: 2, Incomplete: 2},
		},
		{
			"doubled", func(int) []string { return []string{"a", "b", "a"} },
			ledger.Tally{Expected: 10, Received: 15, Duplicate: 5},
		},
		{
			"each has a greeting of its own", func(i int) []string { return []string{fmt.Sprint("hello ", i), "a"} },
			ledger.Tally{Expected: 10, Received: 10},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorker(subscribers, ledger.Options{})
			w.joined()
			for i := range w.subs {
				for _, text := range tt.got(i) {
					w.sight(i, text, true, 1)
				}
			}
			tt.want.Add(ledger.Tally{Expected: subscribers, Received: subscribers, Closed: subscribers})
			if diff := cmp.Diff(tt.want, w.settle()); diff != "" {
				t.Errorf("tally (-want +got):\n%s", diff)
			}
		})
	}
}

func TestUnionJudgesManyEvents(t *testing.T) {
	const events, subscribers = 1000, 7
	w := newWorker(subscribers, ledger.Options{MaxEvents: 16})
	w.joined()
	lost := int64(0)
	for n := range events {
		for i := range w.subs {
			if n*13%101 == i { // dropped
				lost++
				continue
			}
			if got := w.sight(i, strconv.Itoa(n), true, int64(n)); got != ledger.New {
				t.Fatalf("event %d: got %v", n, got)
			}
		}
		w.book.Judge(int64(n) - 10)
	}
	got := w.settle()
	if got.Lost != lost || got.Expected != (events+1)*subscribers || lost == 0 {
		t.Errorf("got %+v, want %d lost", got, lost)
	}
}

// TestUnionOfRandomDeliveries compares with what a program would say that keeps a set for
// each Subscriber.
func TestUnionOfRandomDeliveries(t *testing.T) {
	const events, subscribers = 60, 9
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 1))
		w := newWorker(subscribers, ledger.Options{})
		w.joined()
		got, want := [events]uint64{}, ledger.Tally{Expected: subscribers, Received: subscribers, Closed: subscribers}
		for n := range events { // every eighth is for few
			for i := range w.subs {
				if r.IntN(9) == 0 || n%8 == 0 && i > 3 {
					continue
				}
				got[n] |= 1 << i
				for copies := range 1 + r.IntN(4)/3 {
					w.sight(i, strconv.Itoa(n), true, int64(n))
					want.Received++
					want.Duplicate += int64(copies)
				}
			}
		}
		want.Add(judge(got[:], subscribers))
		if diff := cmp.Diff(want, w.settle()); diff != "" {
			t.Fatalf("seed %d: tally (-want +got):\n%s", seed, diff)
		}
	}
}

// judge says what of some events was expected and lost, for each of which there is the set of
// those who received it.
func judge(got []uint64, subscribers int) (want ledger.Tally) {
	complete := uint64(1)<<subscribers - 1
	for _, set := range got {
		count := bits.OnesCount64(set)
		want.Expected += int64(count)
		if 2*count > subscribers {
			want.Lost += int64(subscribers - count)
			want.Expected += int64(subscribers - count)
			complete &= set
		}
	}
	want.Incomplete = int64(subscribers - bits.OnesCount64(complete))
	return want
}

func TestPayloadsRepeat(t *testing.T) {
	w := newWorker(4, ledger.Options{Grace: 100})
	w.open(-1, false)
	for i := range 3 {
		for n, text := range []string{"a", "tick", "b", "tick", "c", "tick"} {
			want := ledger.New
			if n == 3 || n == 5 {
				want = ledger.Repeated
			}
			if got := w.sight(i, text, false, int64(n)); got != want {
				t.Errorf("Subscriber %d, event %d: got %v, want %v", i, n, got, want)
			}
		}
	}
	// One that comes later is owed nothing of what was before, though it gets such a text.
	for i, text := range []string{"tick", "a"} {
		if got := w.sight(3, text, false, int64(6+500*i)); got != ledger.Repeated {
			t.Errorf("%s: got %v, want repeated", text, got)
		}
	}
	for i := range w.subs {
		w.sight(i, "d", false, 501)
	}
	want := ledger.Tally{Expected: 3*5 + 1, Received: 3*7 + 3, Repeated: 3*2 + 2, Closed: 4}
	if diff := cmp.Diff(want, w.settle()); diff != "" {
		t.Errorf("tally (-want +got):\n%s", diff)
	}
}

func TestRepeatedPayloadAfterAConnectionThatDidNotResume(t *testing.T) {
	w := newWorker(4, ledger.Options{})
	w.joined()
	for _, text := range []string{"a", "tick", "b", "tick", "c"} {
		for i := range 3 {
			w.sight(i, text, false, 1)
		}
	}
	w.book.Open(&w.subs[3], 3, opening(-1, false))
	for _, text := range []string{"tick", "d"} {
		for i := range w.subs {
			w.sight(i, text, false, 2)
		}
	}
	want := ledger.Tally{
		Expected: 4 + 3*5 + 1, Received: 4 + 3*7 + 2, Repeated: 3*2 + 1, Missed: 4, Closed: 4,
	}
	if diff := cmp.Diff(want, w.settle()); diff != "" {
		t.Errorf("tally (-want +got):\n%s", diff)
	}
}
