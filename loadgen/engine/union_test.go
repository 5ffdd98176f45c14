package engine

import (
	"hash/fnv"
	"strconv"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/loadgen/ledger"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
)

// comparing returns a worker that compares what so many open streams receive.
func comparing(t *testing.T, spec stamp.Spec, streams int) (*worker, []*stream) {
	t.Helper()
	extract, err := stamp.Compile(spec)
	if err != nil {
		t.Fatal(err)
	}
	w := &worker{
		cfg: &Config{Union: true}, begin: time.Now(), tags: []int{0}, sheet: measure.NewSheet(1, 1), extract: extract,
		book: ledger.NewBook(ledger.Options{MaxEvents: 64}),
	}
	all := make([]*stream, streams)
	for i := range all {
		all[i] = &stream{w: w, number: int32(i), phase: open}
	}
	return w, all
}

func (w *worker) feed(s *stream, v eventstream.View) {
	w.current = s
	w.arrival++
	w.event(v)
}

func TestSightingsDoNotAllocate(t *testing.T) {
	for name, own := range map[string]bool{"by id": true, "by payload": false} {
		w, streams := comparing(t, stamp.Spec{}, 100)
		text, typ, n := []byte{}, []byte("message"), int64(0)
		if got := testing.AllocsPerRun(1000, func() {
			n++
			text = strconv.AppendInt(text[:0], n, 10)
			for _, s := range streams {
				w.feed(s, eventstream.View{Type: typ, Data: text, LastEventID: text, OwnID: own})
			}
		}); got != 0 {
			t.Errorf("%s: an event for 100 streams allocates %v times", name, got)
		}
		if got := w.book.Tally(); got.Received != 100*n || got.Expected != got.Received || got.Repeated != 0 {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

// Only an id of its own tells one event from the next.
func TestIdentity(t *testing.T) {
	view := func(typ, data, id string, own bool) eventstream.View {
		return eventstream.View{Type: []byte(typ), Data: []byte(data), LastEventID: []byte(id), OwnID: own}
	}
	first := view("a", "x", "1", true)
	for _, tt := range []struct {
		name string
		next eventstream.View
		want ledger.Tally // beside the first event
	}{
		{"the same", first, ledger.Tally{Received: 1, Duplicate: 1}},
		{"the id, with other data", view("b", "y", "1", true), ledger.Tally{Received: 1, Duplicate: 1}},
		{"another id", view("a", "x", "2", true), ledger.Tally{Received: 1, Expected: 1}},
		{"an id from before", view("a", "x", "1", false), ledger.Tally{Received: 1, Expected: 1}},
		{"an empty id", view("a", "x", "", true), ledger.Tally{Received: 1, Expected: 1}},
	} {
		w, streams := comparing(t, stamp.Spec{}, 1)
		w.feed(streams[0], first)
		w.feed(streams[0], tt.next)
		tt.want.Add(ledger.Tally{Received: 1, Expected: 1})
		if got := w.book.Tally(); got != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
	}
	for _, tt := range []struct {
		name string
		next eventstream.View
		want int64 // repeated
	}{
		{"the same", view("a", "x", "1", false), 1},
		{"after another id", view("a", "x", "2", false), 1},
		{"another type", view("b", "x", "1", false), 0},
		{"other data", view("a", "y", "1", false), 0},
	} {
		w, streams := comparing(t, stamp.Spec{}, 1)
		w.feed(streams[0], view("a", "x", "1", false))
		w.feed(streams[0], tt.next)
		if got := w.book.Tally().Repeated; got != tt.want {
			t.Errorf("payload, %s: got %d repeated, want %d", tt.name, got, tt.want)
		}
	}
}

// Topics are compared apart, and events of another run not at all.
func TestUnionOfTopics(t *testing.T) {
	w, streams := comparing(t, stamp.Publisher("now"), 1)
	for _, data := range []string{
		`{"run":"now","topic":"a","seq":1,"due":1,"sent":1}`,
		`{"run":"now","topic":"b","seq":1,"due":1,"sent":1}`,
		`{"run":"before","topic":"c","seq":1,"due":1,"sent":1}`,
		`none`,
	} {
		w.feed(streams[0], eventstream.View{Type: []byte("message"), Data: []byte(data)})
	}
	for _, name := range []string{"a", "b", ""} {
		if l, _ := w.book.Lane([]byte(name)); int(l) > 2 {
			t.Errorf("no events of topic %q", name)
		}
	}
	if got := w.book.Tally(); got != (ledger.Tally{Expected: 3, Received: 3, Foreign: 1}) {
		t.Errorf("got %+v", got)
	}
	if got := w.sheet.Timing(measure.Everything(), measure.Lag).Count(); got != 2 {
		t.Errorf("got %d lags, want 2", got)
	}
}

func TestFNV(t *testing.T) {
	h := fnv.New64a()
	_, _ = h.Write([]byte("ssegauge"))
	if got, want := fnvOf(fnvOffset, []byte("ssegauge")), h.Sum64(); got != want {
		t.Errorf("got %x, want %x", got, want)
	}
}

// Events without a number are unknown where others have one, and nothing where none has.
func TestEventsWithoutANumber(t *testing.T) {
	for sequence, want := range map[string]ledger.Tally{
		"id":   {Expected: 1, Received: 1, Foreign: 1},
		"none": {},
		"":     {},
	} {
		w, streams := comparing(t, stamp.Spec{Sequence: sequence, Due: "json:/due"}, 1)
		w.cfg = &Config{Sequence: stamp.Spec{Sequence: sequence}}
		for _, id := range []string{"7", "hello"} {
			w.feed(streams[0], eventstream.View{Type: []byte("message"), Data: []byte(`{"due":1}`), LastEventID: []byte(id), OwnID: true})
		}
		if got := w.book.Tally(); got != want {
			t.Errorf("sequence %q: got %+v, want %+v", sequence, got, want)
		}
		if got := w.sheet.Timing(measure.Everything(), measure.Lag).Count(); got != 2 {
			t.Errorf("sequence %q: got %d lags, want 2", sequence, got)
		}
	}
}
