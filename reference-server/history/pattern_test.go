package history

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPatterns(t *testing.T) {
	tests := []struct {
		name      string
		isPattern bool
		matches   []string
		others    []string
	}{
		{"news", false, []string{"news"}, []string{"", "new", "news.", "news.a"}},
		{"", false, []string{""}, []string{"a", "."}},
		{"*", true, []string{"news", ""}, []string{"news.a", "."}},
		{">", true, []string{"news", "", "news.a", "a.b.c", "."}, nil},
		{"news.*", true, []string{"news.a", "news."}, []string{"news", "new.a", "news.a.b", "a.news"}},
		{"news.>", true, []string{"news.a", "news.a.b", "news."}, []string{"news", "new.a", "newsa"}},
		{"*.a", true, []string{"news.a", ".a"}, []string{"a", "news.b", "news.a.a"}},
		{"a.*.c", true, []string{"a.b.c", "a..c"}, []string{"a.c", "a.b.b.c", "a.b"}},
		{"a.*.>", true, []string{"a.b.c", "a.b.c.d"}, []string{"a.b", "a"}},
		{"news*", false, []string{"news*"}, []string{"newsy"}},
		{"a.*b", false, []string{"a.*b"}, []string{"a.b"}},
		{"a.>b", false, []string{"a.>b"}, []string{"a.b"}},
		{">.a", false, []string{">.a"}, []string{"b.a"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := IsPattern(test.name); got != test.isPattern {
				t.Errorf("is a pattern: %t", got)
			}
			for _, topic := range test.matches {
				if !matches(test.name, topic) {
					t.Errorf("does not match %q", topic)
				}
			}
			for _, topic := range test.others {
				if matches(test.name, topic) {
					t.Errorf("matches %q", topic)
				}
			}
		})
	}
}

func TestPatternReadsWhatItStandsFor(t *testing.T) {
	for _, topics := range [][]string{{"a.>"}, {"a.*", "a.b.c"}, {"a.*", "a.b", "a.>"}, {"*.*", "*.*.*"}} {
		t.Run(fmt.Sprint(topics), func(t *testing.T) {
			log := New(roomy(), 1)
			defer log.Close()
			for _, topic := range []string{"a", "a.b", "x", "a.b.c"} {
				mustAppend(t, log, topic, "")
			}
			woken := 0
			cursor, start := log.Open(topics, "0", func() { woken++ })
			defer cursor.Close()
			if diff := cmp.Diff([]string{"2", "4"}, readIDs(t, cursor)); diff != "" || start.Missed != Nothing {
				t.Errorf("replayed (-want +got):\n%s", diff)
			}
			for _, topic := range []string{"a", "a.late", "a.b.c", "x"} {
				mustAppend(t, log, topic, "")
			}
			if diff := cmp.Diff([]string{"6", "7"}, readIDs(t, cursor)); diff != "" || woken < 2 {
				t.Errorf("woken %d times, live (-want +got):\n%s", woken, diff)
			}
		})
	}
}

func TestPatternFallsBehindByItsOwnEventsOnly(t *testing.T) {
	limits := roomy()
	limits.Count = 5
	log := New(limits, 1)
	defer log.Close()
	quiet, _ := log.Open([]string{"quiet.*"}, "", nil)
	defer quiet.Close()
	mustAppend(t, log, "quiet.a", "")
	want := readIDs(t, quiet)
	for range 100 {
		mustAppend(t, log, "busy.a", "")
	}
	if got := readIDs(t, quiet); got != nil {
		t.Errorf("read %v, of other topics", got)
	}
	want = append(want, mustAppend(t, log, "quiet.b", ""))
	if diff := cmp.Diff([]string{"1", "102"}, want); diff != "" {
		t.Error(diff)
	}
	for range 5 {
		mustAppend(t, log, "busy.a", "")
	}
	if batch, err := quiet.Next(nil); !errors.Is(err, ErrBehind) || len(batch) > 0 {
		t.Errorf("got %d events and error %v, want ErrBehind", len(batch), err)
	}
}

func TestPatternsAreBounded(t *testing.T) {
	limits := roomy()
	limits.Patterns = 2
	log := New(limits, 1)
	defer log.Close()
	first, _ := log.Open([]string{"a.*", "topic", "b.>"}, "", nil)
	for _, test := range []struct {
		topics []string
		want   bool
	}{
		{[]string{"topic", "other"}, true},
		{[]string{"a.*", "b.>"}, true},
		{[]string{"a.*", "c.*"}, false},
	} {
		if got := log.Room(test.topics); got != test.want {
			t.Errorf("room for %v: %t", test.topics, got)
		}
	}
	third, _ := log.Open([]string{"topic", "c.*"}, "", nil)
	defer third.Close()
	if _, err := third.Next(nil); !errors.Is(err, ErrPatterns) {
		t.Errorf("one pattern too many: error %v, want ErrPatterns", err)
	}
	if got := log.Stats().Patterns; got != 2 {
		t.Errorf("%d patterns, want 2", got)
	}
	first.Close()
	if got := log.Stats().Patterns; got != 0 || !log.Room([]string{"c.*", "d.*"}) {
		t.Errorf("%d patterns without cursors", got)
	}
}

func TestNothingIsAppendedToAPattern(t *testing.T) {
	log := New(roomy(), 1)
	defer log.Close()
	if id, err := log.Append(Event{Topic: "a.*"}); !errors.Is(err, ErrWildcard) {
		t.Errorf("appended as %q, error %v", id, err)
	}
}

func TestCloseWakesPatterns(t *testing.T) {
	log := New(roomy(), 1)
	woken := false
	cursor, _ := log.Open([]string{">"}, "", func() { woken = true })
	defer cursor.Close()
	if log.Close(); !woken {
		t.Error("not woken")
	}
}

// What a view has missed is missing for patterns too, which match it or not: nobody
// knows.
func TestPatternOfAViewFallsBehindAGap(t *testing.T) {
	log := NewView(roomy(), 0)
	defer log.Close()
	cursor, _ := log.Open([]string{"a.*"}, "", nil)
	defer cursor.Close()
	for place := range int64(2) {
		if err := log.Insert(place+1, time.Now(), Event{Topic: "a.b"}); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"1", "2"}, readIDs(t, cursor)); diff != "" {
		t.Errorf("before the gap (-want +got):\n%s", diff)
	}
	if err := log.Insert(4, time.Now(), Event{Topic: "a.b"}); err != nil {
		t.Fatal(err)
	}
	if batch, err := cursor.Next(nil); !errors.Is(err, ErrBehind) || len(batch) > 0 {
		t.Errorf("got %d events and error %v, want ErrBehind", len(batch), err)
	}
}
