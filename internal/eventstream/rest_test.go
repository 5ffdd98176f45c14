package eventstream_test

import (
	"slices"
	"testing"
	"unsafe"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// share is decode with two decoders: wherever one is at rest, the other one goes on, after
// it has read of something else.
func share(tb testing.TB, o eventstream.Options, chunks ...[]byte) outcome {
	tb.Helper()
	d, other := eventstream.NewDecoder(o), eventstream.NewDecoder(o)
	var got outcome
	for i, chunk := range chunks {
		if rest, ok := d.Rest(); ok {
			if ms, set := d.Retry(); set {
				got.Retry, got.HasRetry = ms, true
			}
			disturb(other, i)
			id := d.AppendLastEventID(nil)
			other.Resume(rest, id)
			clear(id)
			d, other = other, d
		}
		err := lend(chunk, func(lent []byte) error {
			return d.Feed(lent, func(v eventstream.View) {
				got.Events = append(got.Events, eventOf(v))
			})
		})
		got.Err = limitError(tb, err)
	}
	got.LastEventID = d.LastEventID()
	if ms, set := d.Retry(); set {
		got.Retry, got.HasRetry = ms, true
	}
	return got
}

// disturb feeds d with one of many things that leave something behind.
func disturb(d *eventstream.Decoder, i int) {
	streams := []string{"", "\xEF\xBB", "data: x", "data: x\n", "event: y\n", "id: other\n", "id: other\n\n", "data: x\n\r", ": \x00\xFF\nretry: 9\n"}
	_ = d.Feed([]byte(streams[i%len(streams)]), func(eventstream.View) {})
}

func TestFixturesShared(t *testing.T) {
	for _, s := range loadFixtures(t) {
		t.Run(s.Name, func(t *testing.T) {
			o := fixtureOptions(t, s)
			whole := decode(t, o, s.Body)
			for size := 1; size <= 3; size++ {
				if diff := compare(whole, share(t, o, slices.Collect(s.Chunks(size))...)); diff != "" {
					t.Errorf("in pieces of %d, not as whole (-whole +shared):\n%s", size, diff)
				}
			}
			for _, at := range cutPlaces(s) {
				if diff := compare(whole, share(t, o, s.Body[:at], s.Body[at:])); diff != "" {
					t.Fatalf("cut at %d, not as whole (-whole +shared):\n%s", at, diff)
				}
			}
		})
	}
}

// FuzzShare holds decoders to the law that nobody sees whether a stream had one or many.
func FuzzShare(f *testing.F) {
	for _, stream := range []string{
		"data: a\r\n\r\ndata: b\r\rid: 1\n\rdata: c\n\n",
		"\uFEFFdata: a\n\n\uFEFFdata: b\n\n",
		": ping\n\nid: 1\n\n: ping\nretry: 10\n\ndata: a\n\nid\n\ndata: b\n\n",
		"data: a\nid: 0123456789\n\ndata: b\n\n",
	} {
		for _, lengths := range []string{"", "\x01", "\x09\x01\x01\x09", "\x00\x03\x01\x00\x01\x01\x01\x01"} {
			f.Add([]byte(stream), []byte(lengths), uint8(0))
			f.Add([]byte(stream), []byte(lengths), uint8(8))
		}
	}
	f.Fuzz(func(t *testing.T, stream, lengths []byte, most uint8) {
		o := eventstream.Options{LastEventID: "seed", MaxLineBytes: 2 * int(most), MaxEventBytes: int(most), MaxIDBytes: int(most)}
		chunks := split(stream, lengths)
		if diff := compare(decode(t, o, stream), share(t, o, chunks...)); diff != "" {
			t.Errorf("%q in %q (-whole +shared):\n%s", stream, chunks, diff)
		}
	})
}

func TestRest(t *testing.T) {
	tests := []struct {
		stream string
		want   bool
	}{
		{"", true},
		{"data: a\n\n", true},
		{"data: a\r\n\r", true},
		{"id: 1\n\n", true},
		{"event: a\n\n", true},
		{": ping\n", true},
		{"retry: 10\n", true},
		{"unknown\r", true},
		{"\xEF\xBB\xBF\n", true},
		{"\xEF\xBB\xBF", false},
		{"\xEF", false},
		{":", false},
		{"data: a", false},
		{"data: a\n", false},
		{"data\n", false},
		{"event\n", false},
		{"id\n", false},
		{"id: 1\r", false},
		{"data: a\n\nd", false},
		{"data: longer than it may be\n\n", false},
	}
	for _, test := range tests {
		d := eventstream.NewDecoder(eventstream.Options{MaxLineBytes: 12})
		_ = d.Feed([]byte(test.stream), func(eventstream.View) {})
		rest, ok := d.Rest()
		if ok != test.want {
			t.Errorf("after %q at rest: %t, want %t", test.stream, ok, test.want)
		}
		if zero := rest == (eventstream.Rest{}); zero != (!ok || test.stream == "") {
			t.Errorf("after %q the rest is %+v", test.stream, rest)
		}
	}
	if size := unsafe.Sizeof(eventstream.Rest{}); size > 16 {
		t.Errorf("a Rest has %d bytes, want 16 at most", size)
	}
}

// A decoder that has failed, and reads another stream, begins anew.
func TestResumeAfterError(t *testing.T) {
	d := eventstream.NewDecoder(eventstream.Options{MaxLineBytes: 12, LastEventID: "old"})
	if err := d.Feed([]byte("retry: 5\nid: 1\ndata: longer than it may be"), func(eventstream.View) {}); err == nil {
		t.Fatal("no error")
	}
	d.Resume(eventstream.Rest{}, []byte("new"))
	var got []event
	err := d.Feed([]byte("\xEF\xBB\xBFdata: a\n\n"), func(v eventstream.View) { got = append(got, eventOf(v)) })
	want := []event{{eventstream.Event{Type: "message", Data: "a", LastEventID: "new"}, 0, 12, false}}
	if diff := compare(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if _, set := d.Retry(); set || d.Offset() != 12 {
		t.Errorf("retry set: %t; %d bytes", set, d.Offset())
	}
}

// Sharing a decoder allocates nothing.
func TestResumeDoesNotAllocate(t *testing.T) {
	d := eventstream.NewDecoder(eventstream.Options{})
	var rest eventstream.Rest
	id := make([]byte, 0, 16)
	chunk := []byte("id: 1\ndata: a\n\n")
	n := 0
	emit := func(eventstream.View) { n++ }
	if allocs := testing.AllocsPerRun(100, func() {
		d.Resume(rest, id)
		if err := d.Feed(chunk, emit); err != nil {
			t.Error(err)
		}
		id = d.AppendLastEventID(id[:0])
		rest, _ = d.Rest()
	}); allocs > 0 {
		t.Errorf("%v allocations", allocs)
	}
	if got := d.Offset(); got != int64(n*len(chunk)) || string(id) != "1" {
		t.Errorf("%d bytes of %d events, last ID %q", got, n, id)
	}
}
