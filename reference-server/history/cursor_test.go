package history

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// read returns all frames that the cursor can read now.
func read(t *testing.T, c *Cursor) []string {
	t.Helper()
	var frames []string
	for {
		batch, err := c.Next(nil)
		if err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		if len(batch) == 0 {
			return frames
		}
		for _, frame := range batch {
			frames = append(frames, string(frame.Frame()))
		}
	}
}

// readIDs returns the IDs of the events that the cursor can read now.
func readIDs(t *testing.T, c *Cursor) []string {
	t.Helper()
	var ids []string
	for _, e := range decode(t, read(t, c)) {
		ids = append(ids, e.LastEventID)
	}
	return ids
}

func TestOpenResumes(t *testing.T) {
	// a 1, b 2, a "blue" (3), b 9, a 10, of which the first two are evicted.
	build := func(t *testing.T) *Log {
		t.Helper()
		limits := roomy()
		limits.Count = 3
		log := New(limits, 1)
		t.Cleanup(log.Close)
		for _, e := range [][2]string{{"a", ""}, {"b", ""}, {"a", "blue"}, {"b", "9"}, {"a", ""}} {
			mustAppend(t, log, e[0], e[1])
		}
		return log
	}
	tests := []struct {
		name   string
		id     string
		topics []string
		missed Missed
		want   []string
	}{
		{"without ID", "", []string{"a"}, Nothing, nil},
		{"newest", "10", []string{"a", "b"}, Nothing, nil},
		{"several topics in order", "2", []string{"b", "a"}, Nothing, []string{"blue", "9", "10"}},
		{"one topic only", "2", []string{"a"}, Nothing, []string{"blue", "10"}},
		{"ID of another topic", "9", []string{"a"}, Nothing, []string{"10"}},
		{"opaque", "blue", []string{"a", "b"}, Nothing, []string{"9", "10"}},
		{"over the change of width", "9", []string{"a", "b"}, Nothing, []string{"10"}},
		{"newest evicted", "2", []string{"b"}, Nothing, []string{"9"}},
		{"evicted", "1", []string{"a"}, Evicted, nil},
		{"start of the log", "0", []string{"a"}, Evicted, nil},
		{"place of an opaque ID", "3", []string{"a"}, Unknown, nil},
		{"skipped place", "5", []string{"a"}, Unknown, nil},
		{"beyond the end", "11", []string{"a"}, Unknown, nil},
		{"far beyond", strings.Repeat("9", 400), []string{"a"}, Unknown, nil},
		{"leading zero", "09", []string{"a"}, Unknown, nil},
		{"negative", "-1", []string{"a"}, Unknown, nil},
		{"never seen", "green", []string{"a"}, Unknown, nil},
		{"not UTF-8", "\xff", []string{"a"}, Unknown, nil},
		{"topic without events", "2", []string{"c"}, Nothing, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			log := build(t)
			cursor, start := log.Open(test.topics, test.id, nil)
			defer cursor.Close()
			if want := (Start{Missed: test.missed, EndID: "10", EndPlace: 10}); start != want {
				t.Errorf("start is %+v, want %+v", start, want)
			}
			if diff := cmp.Diff(test.want, readIDs(t, cursor)); diff != "" {
				t.Errorf("replayed (-want +got):\n%s", diff)
			}
			mustAppend(t, log, test.topics[0], "")
			if diff := cmp.Diff([]string{"11"}, readIDs(t, cursor)); diff != "" {
				t.Errorf("live (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEmptyLogHasAnEnd(t *testing.T) {
	log := New(roomy(), 1)
	defer log.Close()
	early, start := log.Open([]string{"a"}, "", nil)
	early.Close()
	mustAppend(t, log, "a", "")
	mustAppend(t, log, "a", "")
	cursor, again := log.Open([]string{"a"}, start.EndID, nil)
	defer cursor.Close()
	if again.Missed != Nothing {
		t.Fatalf("resume after %q: %s", start.EndID, again.Missed)
	}
	if diff := cmp.Diff([]string{"1", "2"}, readIDs(t, cursor)); diff != "" {
		t.Errorf("replayed (-want +got):\n%s", diff)
	}
}

func TestIDsOfAnEarlierProcessAreEvicted(t *testing.T) {
	log := New(roomy(), 1000)
	defer log.Close()
	cursor, start := log.Open([]string{"a"}, "57", nil)
	defer cursor.Close()
	if want := (Start{Missed: Evicted, EndID: "999", EndPlace: 999}); start != want {
		t.Errorf("start is %+v, want %+v", start, want)
	}
}

func TestNextBoundsABatch(t *testing.T) {
	tests := []struct {
		name   string
		events int
		size   int
		want   int
	}{
		{"nothing", 0, 0, 0},
		{"few", 3, 10, 3},
		{"by number", maxBatchFrames + 10, 10, maxBatchFrames},
		{"by size", 100, 10_000, 7},
		{"one larger than a batch", 3, maxBatchBytes, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			log := New(roomy(), 1)
			defer log.Close()
			cursor, _ := log.Open([]string{"t"}, "", nil)
			defer cursor.Close()
			for range test.events {
				if _, err := log.Append(Event{Topic: "t", Data: strings.Repeat("x", test.size)}); err != nil {
					t.Fatal(err)
				}
			}
			batch, err := cursor.Next(nil)
			if err != nil || len(batch) != test.want {
				t.Errorf("first batch has %d frames (error %v), want %d", len(batch), err, test.want)
			}
			if rest := len(read(t, cursor)); rest != test.events-test.want {
				t.Errorf("then %d frames follow, want %d", rest, test.events-test.want)
			}
		})
	}
}

func TestNextKeepsWhatTheBatchHolds(t *testing.T) {
	log := New(roomy(), 1)
	defer log.Close()
	cursor, _ := log.Open([]string{"t"}, "", nil)
	defer cursor.Close()
	mustAppend(t, log, "t", "")
	before := new(Entry)
	batch, err := cursor.Next([]*Entry{before})
	if err != nil || len(batch) != 2 || batch[0] != before {
		t.Errorf("got %v, error %v", batch, err)
	}
}

func TestNextUntil(t *testing.T) {
	log := New(roomy(), 1)
	cursor, _ := log.Open([]string{"a"}, "", nil)
	defer cursor.Close()
	for range 3 {
		mustAppend(t, log, "a", "")
	}
	mustAppend(t, log, "b", "")
	log.Close()
	for _, step := range []struct {
		until  int64
		events int
		place  int64
		err    error
	}{
		{0, 0, 0, nil},
		{2, 2, 2, nil},
		{2, 0, 2, nil},
		{4, 1, 4, nil},
		{4, 0, 4, io.EOF},
	} {
		batch, err := cursor.NextUntil(nil, step.until)
		if len(batch) != step.events || !errors.Is(err, step.err) {
			t.Errorf("until %d: %d events, error %v, want %d, %v", step.until, len(batch), err, step.events, step.err)
		}
		if got := cursor.Place(); got != step.place {
			t.Errorf("until %d: at place %d, want %d", step.until, got, step.place)
		}
	}
}

func TestWokenByItsTopicsAndTheEnd(t *testing.T) {
	log := New(roomy(), 1)
	defer log.Close()
	woken := 0
	cursor, _ := log.Open([]string{"a", "b"}, "", func() { woken++ })
	defer cursor.Close()
	for _, step := range []struct {
		name string
		do   func()
		want int
	}{
		{"nothing", func() {}, 0},
		{"another topic", func() { mustAppend(t, log, "c", "") }, 0},
		{"one topic", func() { mustAppend(t, log, "a", "") }, 1},
		{"the other", func() { mustAppend(t, log, "b", "") }, 1},
	} {
		woken = 0
		if step.do(); woken != step.want {
			t.Errorf("%s: woken %d times, want %d", step.name, woken, step.want)
		}
	}
	if log.Close(); woken == 0 {
		t.Error("not woken by Close")
	}
}

func TestCloseLetsCursorsFinish(t *testing.T) {
	tests := []struct {
		name string
		end  func(*Log)
		want string
	}{
		{"close", (*Log).Close, "[1 2] EOF"},
		{"cut", (*Log).Cut, "[] EOF"},
		{"close, then cut", func(l *Log) { l.Close(); l.Cut() }, "[] EOF"},
		{"cut, then close", func(l *Log) { l.Cut(); l.Close() }, "[] EOF"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			log := New(roomy(), 1)
			cursor, _ := log.Open([]string{"a"}, "", nil)
			defer cursor.Close()
			mustAppend(t, log, "a", "")
			mustAppend(t, log, "a", "")
			test.end(log)
			if _, err := log.Append(Event{Topic: "a"}); !errors.Is(err, ErrClosed) {
				t.Errorf("append after the end: error %v, want ErrClosed", err)
			}
			if !log.Closed() {
				t.Error("not closed")
			}
			ids := readIDs(t, cursor)
			_, err := cursor.Next(nil)
			if got := fmt.Sprint(ids, " ", err); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
