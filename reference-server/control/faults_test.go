package control

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// told is a Stream.
type told struct {
	id    uint64
	since int64
}

func (s told) ID() uint64     { return s.id }
func (s told) Remote() string { return "r" }
func (s told) Since() int64   { return s.since }

// entries returns n events of a log.
func entries(t *testing.T, n int) []*history.Entry {
	t.Helper()
	log := history.New(history.Limits{Count: n, Bytes: 1 << 30, Age: time.Hour}, 1)
	cursor, _ := log.Open([]string{"t"}, "", nil)
	defer cursor.Close()
	defer log.Close()
	var all []*history.Entry
	for i := range n {
		if _, err := log.Append(history.Event{Topic: "t", Data: strconv.Itoa(i)}); err != nil {
			t.Fatal(err)
		}
		var err error
		if all, err = cursor.Next(all); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func started(p plan) *Faults {
	f := newFaults(func(*Faults) {})
	f.start(p)
	return f
}

// inBatches applies f to the events in batches of random sizes.
func inBatches(f *Faults, s Stream, all []*history.Entry, random *rand.Rand) (out []*history.Entry) {
	for len(all) > 0 {
		n := random.IntN(len(all) + 1)
		out = f.Apply(s, all[:n], out)
		all = all[n:]
	}
	return out
}

// seen is what a client sees of a stream of the places from 1 to n.
func seen(out []*history.Entry, n int) (dropped, doubled, reordered []string) {
	count := make([]int, n+1)
	var last int64
	for _, e := range out {
		count[e.Place()]++
		if e.Place() < last {
			reordered = append(reordered, e.ID())
		}
		last = max(last, e.Place())
	}
	for place := 1; place <= n; place++ {
		switch count[place] {
		case 0:
			dropped = append(dropped, strconv.Itoa(place))
		case 2:
			doubled = append(doubled, strconv.Itoa(place))
		}
	}
	return dropped, doubled, reordered
}

// What a client sees is what is reported, whatever the shares, the seed and the
// batches; and the seed alone says what that is.
func TestFaultsAreWhatIsReported(t *testing.T) {
	const events = 600
	all := entries(t, events)
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		p := plan{drop: random.Float64() / 3, double: random.Float64() / 3, reorder: random.Float64() / 3, seed: seed, keep: events}
		f, again := started(p), started(p)
		s := told{id: random.Uint64()}
		out := inBatches(f, s, all, random)
		if other := again.Apply(s, all, nil); !slices.Equal(out, other) {
			t.Fatalf("seed %d: batches change what is written", seed)
		}
		out = f.End(s, true, out)
		r := f.report(1)
		dropped, doubled, reordered := seen(out, events)
		got := r.PerStream[0]
		want := streamFaults{
			ID: s.id, Remote: "r", Ended: true, DroppedIDs: listOf(dropped), DoubledIDs: listOf(doubled), ReorderedIDs: listOf(reordered),
			FaultCounts: FaultCounts{
				Decided: events, Dropped: int64(len(dropped)), Doubled: int64(len(doubled)), Reordered: int64(len(reordered)),
				Passed: int64(events - len(dropped) - len(doubled) - len(reordered)),
			},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: the client sees (-) and the report says (+):\n%s", seed, diff)
		}
		if diff := cmp.Diff(got.FaultCounts, r.FaultCounts); diff != "" {
			t.Fatalf("seed %d: totals (+):\n%s", seed, diff)
		}
	}
}

// A share is a share of the deliveries, over all streams.
func TestFaultsKeepTheirShares(t *testing.T) {
	all := entries(t, 1000)
	f := started(plan{drop: 0.01, double: 0.02, reorder: 0.03, seed: 7})
	for id := range uint64(100) {
		f.Apply(told{id: id}, all, nil)
	}
	got := f.report(0).FaultCounts
	// Six standard deviations of a binomial distribution, for a seed that is fixed.
	for _, c := range []struct {
		name       string
		got        int64
		want, room float64
	}{{"dropped", got.Dropped, 1000, 190}, {"doubled", got.Doubled, 2000, 266}, {"reordered", got.Reordered, 2910, 400}} {
		if diff := float64(c.got) - c.want; diff > c.room || diff < -c.room {
			t.Errorf("%d %s of 100,000, want %v or so", c.got, c.name, c.want)
		}
	}
}

func ids(entries []*history.Entry) (ids []string) {
	for _, e := range entries {
		ids = append(ids, e.ID())
	}
	return ids
}

func TestHeldEventIsLetGo(t *testing.T) {
	all := entries(t, 4)
	s := told{id: 1}
	tests := []struct {
		name string
		do   func(*Faults) []*history.Entry
		want []string
		told FaultCounts
	}{
		{
			"by its successor, held itself",
			func(f *Faults) []*history.Entry { return f.Apply(s, all, nil) },
			[]string{"2", "1", "4", "3"},
			FaultCounts{Decided: 4, Passed: 2, Reordered: 2},
		},
		{
			"by another plan",
			func(f *Faults) []*history.Entry {
				f.Apply(s, all[:1], nil)
				f.start(plan{drop: 1})
				return f.Apply(s, all[1:], nil)
			},
			[]string{"1"},
			FaultCounts{Decided: 3, Dropped: 3},
		},
		{
			"by the end of the stream, in order",
			func(f *Faults) []*history.Entry {
				f.Apply(s, all[:1], nil)
				return f.End(s, false, f.End(s, true, nil))
			},
			[]string{"1"},
			FaultCounts{Decided: 1, Passed: 1},
		},
		{
			"never, where the client has left",
			func(f *Faults) []*history.Entry {
				f.Apply(s, all[:1], nil)
				return f.End(s, false, nil)
			},
			nil,
			FaultCounts{Decided: 1, Held: 1},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := started(plan{reorder: 1, keep: 9})
			if diff := cmp.Diff(tt.want, ids(tt.do(f))); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.told, f.report(9).FaultCounts); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// After the end of a plan streams are passed through until nothing is held.
func TestHeldEventOutlivesItsPlan(t *testing.T) {
	all := entries(t, 4)
	s := told{id: 1}
	var shown *Faults
	f := newFaults(func(f *Faults) { shown = f })
	f.start(plan{reorder: 1})
	f.Apply(s, all[:1], nil)
	want := FaultCounts{Decided: 1, Passed: 1}
	if diff := cmp.Diff(want, f.end(9).FaultCounts); diff != "" {
		t.Error(diff)
	}
	if shown == nil {
		t.Error("nobody is told that an event is held")
	}
	if diff := cmp.Diff([]string{"1", "2"}, ids(f.Apply(s, all[1:2], nil))); diff != "" {
		t.Error(diff)
	}
	if shown != nil || len(f.streams) != 0 {
		t.Error("there is still something to apply")
	}
}

func TestFaultsLeaveAlone(t *testing.T) {
	all := entries(t, 4)
	tests := []struct {
		name   string
		plan   plan
		stream told
		want   []string
	}{
		{"what is replayed", plan{drop: 1}, told{id: 1, since: 3}, []string{"1", "2", "3"}},
		{"other topics", plan{drop: 1, topic: "u"}, told{id: 1}, []string{"1", "2", "3", "4"}},
		{"other streams", plan{drop: 1, streams: []uint64{2, 3}}, told{id: 1}, []string{"1", "2", "3", "4"}},
		{"nothing else", plan{drop: 1, topic: "t", streams: []uint64{1, 3}}, told{id: 1}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, ids(started(tt.plan).Apply(tt.stream, all, nil))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Streams that have ended are forgotten at last, but not their counts.
func TestFaultsAreBounded(t *testing.T) {
	const streams = maxEnded + 5
	all := entries(t, 3)
	f := started(plan{drop: 1, keep: 2})
	for id := range uint64(streams) {
		f.Apply(told{id: id}, all, nil)
		f.End(told{id: id}, true, nil)
	}
	r := f.report(1)
	if r.Dropped != 3*streams || r.Streams != streams || len(f.streams) != maxEnded {
		t.Errorf("%d dropped in %d streams, %d remembered", r.Dropped, r.Streams, len(f.streams))
	}
	if diff := cmp.Diff([]string{"2", "3"}, r.PerStream[0].DroppedIDs); diff != "" {
		t.Error(diff)
	}
}
