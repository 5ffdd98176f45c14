package stats

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// archived returns an archive of events with these IDs, of which their log keeps one.
func archived(t *testing.T, ids ...string) *archive {
	t.Helper()
	log := history.New(history.Limits{Count: 1, Bytes: 1 << 20, Age: 1 << 40}, 1)
	t.Cleanup(log.Close)
	cursor, _ := log.Open([]string{topic}, "", nil)
	defer cursor.Close()
	var a archive
	for _, id := range ids {
		if _, err := log.Append(history.Event{Topic: topic, ID: id, Data: "of " + id}); err != nil {
			t.Fatal(err)
		}
		batch, err := cursor.Next(nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range batch {
			a.keep(e)
		}
	}
	return &a
}

// replayed returns the data of the frames.
func replayed(t *testing.T, frames []byte) []string {
	t.Helper()
	var data []string
	for e, err := range eventstream.Events(strings.NewReader(string(frames))) {
		if err != nil {
			t.Fatal(err)
		}
		data = append(data, e.Data)
	}
	return data
}

func TestArchive(t *testing.T) {
	a := archived(t, "8", "9", "blue", "11")
	for _, tt := range []struct {
		last   string
		want   []string
		newest string
	}{
		{"8", []string{"of 8", "of 9", "of 11"}, "11"},
		{"11", []string{"of 11"}, "11"},
		{"12", nil, "11"},
		{"-1", []string{"of 8", "of 9", "of 11"}, "11"},
		{"blue", nil, ""},
		{"9 ", nil, ""},
		{strings.Repeat("9", 20), nil, ""},
	} {
		frames, newest := a.from(tt.last)
		if diff := cmp.Diff(tt.want, replayed(t, frames)); diff != "" || newest != tt.newest {
			t.Errorf("from %q: newest %q, %s", tt.last, newest, diff)
		}
	}
	a.clear()
	if frames, newest := a.from("8"); frames != nil || newest != "" {
		t.Errorf("after clear: %q, %q", frames, newest)
	}
}

func TestArchiveIsBoundedAfterAll(t *testing.T) {
	entry := archived(t, "7").kept[0]
	var a archive
	for range mostArchived {
		a.keep(entry)
	}
	if len(a.kept) != mostArchived {
		t.Fatalf("%d events are kept", len(a.kept))
	}
	a.keep(entry)
	if want := mostArchived/2 + 1; len(a.kept) != want {
		t.Errorf("%d events are kept, want %d", len(a.kept), want)
	}
}

// TestArchiveOfLargeEvents: anybody may publish on the topic, a megabyte at a time.
func TestArchiveOfLargeEvents(t *testing.T) {
	log := history.New(history.Limits{Count: 1, Bytes: 2 << 20, Age: 1 << 40}, 1)
	t.Cleanup(log.Close)
	if _, err := log.Append(history.Event{Topic: topic, Data: strings.Repeat("x", 1<<20)}); err != nil {
		t.Fatal(err)
	}
	cursor := log.OpenOldest([]string{topic}, nil)
	defer cursor.Close()
	batch, err := cursor.Next(nil)
	if err != nil {
		t.Fatal(err)
	}
	var a archive
	for range 200 {
		a.keep(batch[0])
		if size := len(a.kept) * len(batch[0].Frame()); size != a.size || size > mostArchivedBytes+2<<20 {
			t.Fatalf("%d events are kept, of %d bytes, as is thought of %d", len(a.kept), size, a.size)
		}
	}
}
