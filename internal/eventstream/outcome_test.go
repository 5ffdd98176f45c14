package eventstream_test

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// event is an Event with the place of its frame in the stream, and whether that has an id.
type event struct {
	eventstream.Event
	Offset, End int64
	OwnID       bool
}

func eventOf(v eventstream.View) event { return event{v.Event(), v.Offset, v.End, v.OwnID} }

// outcome is all that a Decoder shows of a stream. No way of cutting the stream
// may change any of it.
type outcome struct {
	Events      []event
	LastEventID string
	Retry       int64
	HasRetry    bool
	Err         *eventstream.LimitError
}

// decode feeds chunks to one decoder. It fails the test if an event is
// dispatched before or after the chunk that holds its last byte, if the decoder
// goes on using a chunk, or if it recovers from an error.
func decode(tb testing.TB, o eventstream.Options, chunks ...[]byte) outcome {
	tb.Helper()
	d := eventstream.NewDecoder(o)
	var got outcome
	for _, chunk := range chunks {
		before, failed := d.Offset(), got.Err
		err := lend(chunk, func(lent []byte) error {
			return d.Feed(lent, func(v eventstream.View) {
				if failed != nil || v.End <= before || v.End > before+int64(len(chunk)) {
					tb.Errorf("bytes %d to %d dispatched the event that ends at %d", before, d.Offset(), v.End)
				}
				got.Events = append(got.Events, eventOf(v))
			})
		})
		got.Err = limitError(tb, err)
		if failed != nil && got.Err != failed {
			tb.Errorf("Feed after the error %v = %v", failed, err)
		}
	}
	got.LastEventID = d.LastEventID()
	got.Retry, got.HasRetry = d.Retry()
	return got
}

// lend calls feed with a copy of chunk that is overwritten once feed returns.
func lend(chunk []byte, feed func([]byte) error) error {
	lent := bytes.Clone(chunk)
	err := feed(lent)
	for i := range lent {
		lent[i] = '#'
	}
	return err
}

func limitError(tb testing.TB, err error) *eventstream.LimitError {
	tb.Helper()
	if err == nil {
		return nil
	}
	limit, ok := errors.AsType[*eventstream.LimitError](err)
	if !ok {
		tb.Fatalf("error is a %T, want a *LimitError: %v", err, err)
	}
	return limit
}

// compare is cmp.Diff, but fast where nothing differs.
func compare(want, got any) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	return cmp.Diff(want, got)
}

// events returns the events of got without their places.
func (got outcome) events() []eventstream.Event {
	var events []eventstream.Event
	for _, e := range got.Events {
		events = append(events, e.Event)
	}
	return events
}

// message is an event of the default type that carries no ID.
func message(data string) eventstream.Event {
	return eventstream.Event{Type: "message", Data: data}
}

// cuts yields, with a name for each, the ways to cut stream that a test tries:
// not at all, into equal pieces with and without empty chunks between them, and
// once at every place.
func cuts(stream []byte) iter.Seq2[string, [][]byte] {
	return func(yield func(string, [][]byte) bool) {
		if !yield("whole", [][]byte{stream}) {
			return
		}
		for size := 1; size <= 3; size++ {
			pieces := slices.Collect(slices.Chunk(stream, size))
			if !yield(fmt.Sprintf("in pieces of %d", size), pieces) || !yield(fmt.Sprintf("in pieces of %d and 0", size), padded(pieces)) {
				return
			}
		}
		for i := range stream {
			if !yield(fmt.Sprintf("cut at %d", i), [][]byte{stream[:i], stream[i:]}) {
				return
			}
		}
	}
}

// padded returns chunks with an empty one before and after each.
func padded(chunks [][]byte) [][]byte {
	all := [][]byte{{}}
	for _, c := range chunks {
		all = append(all, c, nil)
	}
	return all
}

// decodeEveryCut decodes stream whole and requires the same of every cut.
func decodeEveryCut(t *testing.T, o eventstream.Options, stream []byte) outcome {
	t.Helper()
	want := decode(t, o, stream)
	for name, chunks := range cuts(stream) {
		if diff := compare(want, decode(t, o, chunks...)); diff != "" {
			t.Errorf("%s, not as whole (-whole +cut):\n%s", name, diff)
		}
	}
	return want
}

// eventsTable is the shape of the tests that care for events alone.
type eventsTable []struct {
	name   string
	stream string
	want   []eventstream.Event
}

func (table eventsTable) run(t *testing.T) {
	t.Helper()
	for _, tt := range table {
		t.Run(tt.name, func(t *testing.T) {
			got := decodeEveryCut(t, eventstream.Options{}, []byte(tt.stream))
			if diff := compare(tt.want, got.events()); diff != "" {
				t.Errorf("events of %q (-want +got):\n%s", tt.stream, diff)
			}
		})
	}
}
