package history_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

func TestEntryEvent(t *testing.T) {
	log := history.New(history.Limits{Count: 10, Bytes: 64 << 20, Age: 1 << 40}, 7)
	defer log.Close()
	long := strings.Repeat("x", 5<<20) // longer than a decoder takes by default
	for _, e := range []history.Event{
		{Topic: "t", Data: "one\r\ntwo"}, {Topic: "t", Type: "greeting", ID: "a b", Data: ""}, {Topic: "t", Data: long},
	} {
		if _, err := log.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	cursor := log.OpenOldest([]string{"t"}, nil)
	defer cursor.Close()
	batch, err := cursor.Next(nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []eventstream.Event
	for _, e := range batch {
		got = append(got, e.Event())
	}
	want := []eventstream.Event{
		{Type: "message", Data: "one\ntwo", LastEventID: "7"},
		{Type: "greeting", Data: "", LastEventID: "a b"},
		{Type: "message", Data: long, LastEventID: "9"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
