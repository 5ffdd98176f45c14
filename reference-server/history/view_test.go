package history

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func mustInsert(t *testing.T, l *Log, place int64, topic, id string) {
	t.Helper()
	if err := l.Insert(place, time.Now(), Event{Topic: topic, ID: id, Data: "data of " + topic}); err != nil {
		t.Error(err)
	}
}

func TestViewTakesPlacesAsGiven(t *testing.T) {
	l := NewView(roomy(), 41)
	defer l.Close()
	cursor, start := l.Open([]string{"a", "b"}, "", nil)
	defer cursor.Close()
	if want := (Start{EndID: "41", EndPlace: 41}); start != want {
		t.Errorf("an empty view starts at %+v, want %+v", start, want)
	}
	mustInsert(t, l, 42, "a", "")
	mustInsert(t, l, 43, "b", "blue")
	mustInsert(t, l, 44, "a", "7")    // a number gives way
	mustInsert(t, l, 45, "a", "blue") // so does one that is taken
	if diff := cmp.Diff([]string{"42", "blue", "44", "45"}, readIDs(t, cursor)); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	for id, want := range map[string]bool{"42": true, "43": false, "blue": true, "46": false, "red": false, "": false} {
		if got := l.Has(id); got != want {
			t.Errorf("has %q: %t, want %t", id, got, want)
		}
	}
	if got := l.End(); got != 45 {
		t.Errorf("ends at %d, want 45", got)
	}
}

func TestViewRefuses(t *testing.T) {
	l := NewView(roomy(), 0)
	mustInsert(t, l, 3, "t", "")
	before := l.Stats()
	if _, err := l.Append(Event{Topic: "t"}); !errors.Is(err, ErrView) {
		t.Errorf("append: %v, want ErrView", err)
	}
	for _, place := range []int64{-1, 0, 2, 3, MaxPlace + 1} {
		if err := l.Insert(place, time.Now(), Event{Topic: "t"}); !errors.Is(err, ErrOutOfOrder) {
			t.Errorf("insert at %d: %v, want ErrOutOfOrder", place, err)
		}
		if err := l.Skip(place); !errors.Is(err, ErrOutOfOrder) {
			t.Errorf("skip to %d: %v, want ErrOutOfOrder", place, err)
		}
	}
	if err := l.Insert(4, time.Now(), Event{Topic: "t", Type: "a\nb"}); err == nil {
		t.Error("a type with a line end was taken")
	}
	if after := l.Stats(); after != before {
		t.Errorf("state changed from %+v to %+v", before, after)
	}
	l.Close()
	if err := l.Insert(4, time.Now(), Event{Topic: "t"}); !errors.Is(err, ErrClosed) {
		t.Errorf("insert after Close: %v, want ErrClosed", err)
	}
}

// A jump in places means that events are missing. Nobody may read over it.
func TestViewNeverHidesAGap(t *testing.T) {
	l := NewView(roomy(), 0)
	defer l.Close()
	for place := range int64(3) {
		mustInsert(t, l, place+1, "a", "")
	}
	woken := 0
	atEnd, _ := l.Open([]string{"quiet"}, "3", func() { woken++ })
	defer atEnd.Close()
	behind, _ := l.Open([]string{"a"}, "1", nil)
	defer behind.Close()
	mustInsert(t, l, 6, "a", "")
	for name, cursor := range map[string]*Cursor{"at the end": atEnd, "behind": behind} {
		if got, err := cursor.Next(nil); !errors.Is(err, ErrBehind) {
			t.Errorf("the cursor %s got %d events, %v, want ErrBehind", name, len(got), err)
		}
	}
	if woken == 0 {
		t.Error("the cursor on a quiet topic was not woken")
	}
	for id, want := range map[string]Missed{"0": Evicted, "2": Evicted, "3": Evicted, "4": Evicted, "5": Nothing, "6": Nothing, "7": Unknown} {
		cursor, start := l.Open([]string{"a"}, id, nil)
		if start.Missed != want {
			t.Errorf("resume after %s: %q, want %q", id, start.Missed, want)
		}
		cursor.Close()
	}
}

// A place without an event is passed, and missed by nobody.
func TestViewSkips(t *testing.T) {
	l := NewView(roomy(), 0)
	defer l.Close()
	mustInsert(t, l, 1, "a", "")
	early, _ := l.Open([]string{"a"}, "", nil)
	defer early.Close()
	if err := l.Skip(2); err != nil {
		t.Fatal(err)
	}
	end := l.Stats().LastEventID
	mustInsert(t, l, 3, "a", "")
	late, start := l.Open([]string{"a"}, end, nil)
	defer late.Close()
	if start.Missed != Nothing {
		t.Errorf("resume after the end %q: %s", end, start.Missed)
	}
	for _, cursor := range []*Cursor{early, late} {
		if diff := cmp.Diff([]string{"3"}, readIDs(t, cursor)); diff != "" {
			t.Errorf("read (-want +got):\n%s", diff)
		}
	}
}

func TestViewEvicts(t *testing.T) {
	limits := roomy()
	limits.Count = 2
	l := NewView(limits, 9)
	defer l.Close()
	for place := range int64(4) {
		mustInsert(t, l, place+10, "t", map[int64]string{1: "blue"}[place])
	}
	for id, want := range map[string]Missed{"9": Evicted, "10": Evicted, "blue": Nothing, "12": Nothing, "13": Nothing} {
		cursor, start := l.Open([]string{"t"}, id, nil)
		if start.Missed != want {
			t.Errorf("resume after %s: %q, want %q", id, start.Missed, want)
		}
		cursor.Close()
	}
	old := time.Now().Add(-2 * limits.Age)
	if err := l.Insert(14, old, Event{Topic: "t"}); err != nil {
		t.Fatal(err)
	}
	if got := l.Stats(); got.Events != 2 {
		t.Errorf("an event that is too old pushed others out: %+v", got)
	}
}

func TestRenewKeepsEvents(t *testing.T) {
	limits := roomy()
	limits.Count = 3
	old := NewView(limits, 0)
	reader, _ := old.Open([]string{"t"}, "", nil)
	defer reader.Close()
	for place, id := range []string{"", "", "blue", ""} {
		mustInsert(t, old, int64(place+1), "t", id)
	}
	l := old.Renew()
	defer l.Close()
	if _, err := reader.Next(nil); err == nil {
		t.Error("a reader of the old log goes on")
	}
	if diff := cmp.Diff(old.Stats(), l.Stats(), cmp.FilterPath(isTopics, cmp.Ignore())); diff != "" {
		t.Errorf("state (-old +new):\n%s", diff)
	}
	if _, err := l.Append(Event{}); !errors.Is(err, ErrView) {
		t.Errorf("it is no view: %v", err)
	}
	mustInsert(t, l, 5, "t", "")
	for id, want := range map[string][]string{"1": nil, "2": {"blue", "4", "5"}, "blue": {"4", "5"}} {
		cursor, start := l.Open([]string{"t"}, id, nil)
		if diff := cmp.Diff(want, readIDs(t, cursor)); diff != "" {
			t.Errorf("after %s, %q (-want +got):\n%s", id, start.Missed, diff)
		}
		cursor.Close()
	}
}

func isTopics(p cmp.Path) bool { return p.String() == "Topics" }

// Readers of a view that come and go while it grows see what the readers of a log
// see; see TestSeam.
func TestSeamOfAView(t *testing.T) {
	const events, readers, perVisit = 20_000, 4, 7
	l := NewView(roomy(), 0)
	done := make(chan struct{})
	for r := range readers {
		go func() {
			defer func() { done <- struct{}{} }()
			follow(t, l, r, events, perVisit)
		}()
	}
	for place := range int64(events) {
		mustInsert(t, l, place+1, "t"+strconv.FormatInt(place%3, 10), "")
	}
	l.Close()
	for range readers {
		<-done
	}
}
