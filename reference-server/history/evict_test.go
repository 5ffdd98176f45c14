package history

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// kept returns the IDs that are in the log.
func kept(t *testing.T, log *Log, topics ...string) []string {
	t.Helper()
	log.mu.RLock()
	oldest := log.evicted.id
	log.mu.RUnlock()
	cursor, start := log.Open(topics, oldest, nil)
	defer cursor.Close()
	if start.Missed != Nothing {
		t.Fatalf("newest evicted ID %q: %s", oldest, start.Missed)
	}
	return readIDs(t, cursor)
}

// advance lets d pass on the clock of a synctest bubble, and all that is due happen.
func advance(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func TestEvictionByCount(t *testing.T) {
	limits := roomy()
	limits.Count = 3
	log := New(limits, 1)
	defer log.Close()
	for i := range 10 {
		mustAppend(t, log, fmt.Sprintf("t%d", i%2), "")
	}
	if diff := cmp.Diff([]string{"8", "9", "10"}, kept(t, log, "t0", "t1")); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

func TestEvictionByBytes(t *testing.T) {
	frame := len("id: 1\ndata: \n\n")
	tests := []struct {
		name  string
		sizes []int // of the data
		want  []string
	}{
		{"all fit exactly", []int{100 - frame, 100 - frame, 100 - frame}, []string{"1", "2", "3"}},
		{"one byte too many", []int{100 - frame, 100 - frame, 101 - frame}, []string{"2", "3"}},
		{"one pushes out two", []int{50, 50, 250}, []string{"3"}},
		{"larger than the limit", []int{50, 50, 1000}, []string{"3"}},
		{"and goes when the next comes", []int{1000, 50}, []string{"2"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			limits := roomy()
			limits.Bytes = 300
			log := New(limits, 1)
			defer log.Close()
			for _, size := range test.sizes {
				if _, err := log.Append(Event{Topic: "t", Data: strings.Repeat("x", size)}); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(test.want, kept(t, log, "t")); diff != "" {
				t.Errorf("kept (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEvictionByAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := roomy()
		limits.Age = time.Minute
		log := New(limits, 1)
		defer log.Close()
		steps := []struct {
			name   string
			wait   time.Duration
			append bool
			want   int
		}{
			{"first", 0, true, 1},
			{"second", 30 * time.Second, true, 2},
			{"just before the first expires", 30*time.Second - 1, false, 2},
			{"the first expires, with nothing published", 1, false, 1},
			{"just before the second expires", 30*time.Second - 1, false, 1},
			{"the second expires", 1, false, 0},
			{"a third after a silence", time.Hour, true, 1},
			{"and its end", time.Minute, false, 0},
		}
		for _, step := range steps {
			advance(step.wait)
			if step.append {
				mustAppend(t, log, "t", "")
			}
			stats := log.Stats()
			if stats.Events != step.want || (stats.Bytes == 0) != (step.want == 0) || stats.Topics != min(1, step.want) {
				t.Errorf("%s: %+v, want %d events", step.name, stats, step.want)
			}
		}
		cursor, start := log.Open([]string{"t"}, "3", nil)
		defer cursor.Close()
		if start.Missed != Nothing {
			t.Errorf("the end of an emptied log does not resume: %s", start.Missed)
		}
	})
}

func TestAgeEvictsWhatACursorHasNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := roomy()
		limits.Age = time.Minute
		log := New(limits, 1)
		defer log.Close()
		cursor, _ := log.Open([]string{"t"}, "", nil)
		defer cursor.Close()
		mustAppend(t, log, "t", "")
		advance(limits.Age)
		if _, err := cursor.Next(nil); !errors.Is(err, ErrBehind) {
			t.Errorf("got error %v, want ErrBehind", err)
		}
	})
}

func TestClosedLogHasNoTimer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := New(roomy(), 1)
		mustAppend(t, log, "t", "")
		log.Close()
		advance(2 * time.Hour)
		if got := log.Stats().Events; got != 1 {
			t.Errorf("%d events after the timer was stopped, want 1", got)
		}
		cursor, start := log.Open([]string{"t"}, "0", nil)
		defer cursor.Close()
		if start.Missed != Evicted {
			t.Errorf("resumed after an expired event: %+v", start)
		}
	})
}

func TestTopicsAreForgotten(t *testing.T) {
	limits := roomy()
	limits.Count = 10
	log := New(limits, 1)
	defer log.Close()
	for i := range 1000 {
		cursor, _ := log.Open([]string{fmt.Sprintf("t%d", i), fmt.Sprintf("u%d", i)}, "", nil)
		mustAppend(t, log, fmt.Sprintf("t%d", i), "")
		cursor.Close()
	}
	if got := log.Stats().Topics; got != 10 {
		t.Errorf("%d topics are remembered, want those of the 10 events kept", got)
	}
}
