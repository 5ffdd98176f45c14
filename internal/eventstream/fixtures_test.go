package eventstream_test

import (
	"slices"
	"testing"

	"github.com/ssegauge/ssegauge/fixtures"
	"github.com/ssegauge/ssegauge/internal/eventstream"
)

func loadFixtures(tb testing.TB) []fixtures.Stream {
	tb.Helper()
	streams, err := fixtures.Streams()
	if err != nil {
		tb.Fatal(err)
	}
	return streams
}

func fixtureOptions(tb testing.TB, s fixtures.Stream) eventstream.Options {
	tb.Helper()
	o := eventstream.Options{LastEventID: s.Seed}
	switch s.Limit {
	case "":
	case "line":
		o.MaxLineBytes = s.LimitMax
	case "event":
		o.MaxEventBytes = s.LimitMax
	case "id":
		o.MaxIDBytes = s.LimitMax
	default:
		tb.Fatalf("unknown limit %q", s.Limit)
	}
	return o
}

// requireFixture compares what came out of a decoder with what s wants.
func requireFixture(t *testing.T, s fixtures.Stream, got outcome) {
	t.Helper()
	var ends []int
	for i, e := range got.Events {
		ends = append(ends, int(e.End))
		if i < len(s.Events) {
			if err := s.Events[i].Check(e.Type, e.Data, e.LastEventID); err != nil {
				t.Errorf("event %d: %v", i, err)
			}
		}
	}
	if diff := compare(s.DispatchedAt, ends); diff != "" {
		t.Errorf("dispatched at (-want +got):\n%s", diff)
	}
	if got.LastEventID != s.LastEventID {
		t.Errorf("LastEventID = %q, want %q", got.LastEventID, s.LastEventID)
	}
	var retry *int64
	if got.HasRetry {
		retry = &got.Retry
	}
	if diff := compare(s.Retry, retry); diff != "" {
		t.Errorf("Retry (-want +got):\n%s", diff)
	}
	requireFixtureLimit(t, s, got.Err)
}

func requireFixtureLimit(t *testing.T, s fixtures.Stream, got *eventstream.LimitError) {
	t.Helper()
	var want *eventstream.LimitError
	if s.Limit != "" {
		want = &eventstream.LimitError{Limit: s.Limit, Offset: s.LimitOffset, Max: s.LimitMax}
		if want.Max == 0 {
			want.Max = map[string]int{
				"line":  eventstream.DefaultMaxLineBytes,
				"event": eventstream.DefaultMaxEventBytes,
				"id":    eventstream.DefaultMaxIDBytes,
			}[s.Limit]
		}
	}
	if diff := compare(want, got); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
}

func TestFixtures(t *testing.T) {
	for _, s := range loadFixtures(t) {
		t.Run(s.Name, func(t *testing.T) {
			o := fixtureOptions(t, s)
			whole := decode(t, o, s.Body)
			requireFixture(t, s, whole)
			for size := 1; size <= 2; size++ {
				if diff := compare(whole, decode(t, o, slices.Collect(s.Chunks(size))...)); diff != "" {
					t.Errorf("in pieces of %d, not as whole (-whole +pieces):\n%s", size, diff)
				}
			}
			if diff := compare(whole, decode(t, o, slices.Collect(s.Cut(s.Splits...))...)); diff != "" {
				t.Errorf("cut at %d, not as whole (-whole +cut):\n%s", s.Splits, diff)
			}
			for _, at := range cutPlaces(s) {
				if diff := compare(whole, decode(t, o, s.Body[:at], s.Body[at:])); diff != "" {
					t.Fatalf("cut at %d, not as whole (-whole +cut):\n%s", at, diff)
				}
			}
		})
	}
}

// cutPlaces returns every place in a stream of ordinary size, and for a large one
// those that the fixture names and some 300 more.
func cutPlaces(s fixtures.Stream) []int {
	places := slices.Clone(s.Splits)
	for at := 0; at < len(s.Body); at += 1 + len(s.Body)/4096*16 {
		places = append(places, at)
	}
	return places
}

func TestFixtureFrames(t *testing.T) {
	for _, s := range loadFixtures(t) {
		t.Run(s.Name, func(t *testing.T) {
			whole := cutFrames(t, eventstream.Options{}, s.Body)
			requireFrameLaws(t, s.Body, whole)
			for size := 1; size <= 2; size++ {
				if diff := compare(whole, cutFrames(t, eventstream.Options{}, slices.Collect(s.Chunks(size))...)); diff != "" {
					t.Errorf("in pieces of %d, not as whole (-whole +pieces):\n%s", size, diff)
				}
			}
			if s.Limit == "" {
				requireFixture(t, s, dispatchFrames(whole.Frames, s.Seed))
			}
		})
	}
}

// FuzzFixtureCuts cuts any fixture at any two places.
func FuzzFixtureCuts(f *testing.F) {
	streams := loadFixtures(f)
	for i, s := range streams {
		f.Add(uint16(i), uint32(len(s.Body)/2), uint32(1))
	}
	f.Fuzz(func(t *testing.T, i uint16, first, second uint32) {
		s := streams[int(i)%len(streams)]
		at := int(first) % (len(s.Body) + 1)
		then := at + int(second)%(len(s.Body)-at+1)
		requireFixture(t, s, decode(t, fixtureOptions(t, s), s.Body[:at], s.Body[at:then], s.Body[then:]))
	})
}
