package history

import (
	"errors"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// roomy is more than any test fills.
func roomy() Limits { return Limits{Count: 1 << 20, Bytes: 1 << 30, Age: time.Hour} }

func TestIsNumber(t *testing.T) {
	tests := []struct {
		id   string
		want bool
	}{
		{"0", true},
		{"7", true},
		{"10", true},
		{"9007199254740991", true},
		{strings.Repeat("9", 40), true},
		{"", false},
		{"00", false},
		{"07", false},
		{"-1", false},
		{"+1", false},
		{"1.0", false},
		{"1e3", false},
		{" 1", false},
		{"1 ", false},
		{"0x1", false},
		{"1_000", false},
		{"１", false},
		{"٣", false},
		{"a1", false},
	}
	for _, test := range tests {
		t.Run(test.id, func(t *testing.T) {
			if got := isNumber(test.id); got != test.want {
				t.Errorf("isNumber(%q) = %t, want %t", test.id, got, test.want)
			}
		})
	}
}

func TestAppendAssignsIDs(t *testing.T) {
	tests := []struct {
		name  string
		first int64
		names []string // what the publishers name, one after the other
		want  []string // the IDs they get, or the error
	}{
		{"automatic", 1, []string{"", "", ""}, []string{"1", "2", "3"}},
		{"automatic from elsewhere", 1_700_000_000_000, []string{"", ""}, []string{"1700000000000", "1700000000001"}},
		{"over the change of width", 8, []string{"", "", "", ""}, []string{"8", "9", "10", "11"}},
		{"a number is a place", 1, []string{"", "7", ""}, []string{"1", "7", "8"}},
		{"the very next number", 1, []string{"1", "2", ""}, []string{"1", "2", "3"}},
		{"a number in the past", 1, []string{"7", "6"}, []string{"7", ErrPassed.Error()}},
		{"the last number again", 1, []string{"7", "7"}, []string{"7", ErrPassed.Error()}},
		{"zero", 1, []string{"0"}, []string{ErrPassed.Error()}},
		{"before the first", 100, []string{"99", ""}, []string{ErrPassed.Error(), "100"}},
		{"an opaque ID takes a place", 1, []string{"", "blue", ""}, []string{"1", "blue", "3"}},
		{"a number is not hidden by an opaque ID", 1, []string{"blue", "1", "2"}, []string{"blue", ErrPassed.Error(), "2"}},
		{"an opaque ID again", 1, []string{"blue", "blue", ""}, []string{"blue", ErrTaken.Error(), "2"}},
		{"leading zeros are opaque", 1, []string{"007", "", "007"}, []string{"007", "2", ErrTaken.Error()}},
		{"the largest number", 1, []string{"9007199254740991", ""}, []string{"9007199254740991", ErrExhausted.Error()}},
		{"an opaque ID at the end", 1, []string{"9007199254740991", "blue"}, []string{"9007199254740991", ErrExhausted.Error()}},
		{"too large", 1, []string{"9007199254740992", ""}, []string{ErrTooLarge.Error(), "1"}},
		{"far too large", 1, []string{strings.Repeat("9", 300), ""}, []string{ErrTooLarge.Error(), "1"}},
		{"crossing from 9 to 10", 1, []string{"9", "10", "", "99", ""}, []string{"9", "10", "11", "99", "100"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			log := New(roomy(), test.first)
			defer log.Close()
			for i, id := range test.names {
				got, err := log.Append(Event{Topic: "t", ID: id})
				if err != nil {
					got = strings.TrimPrefix(err.Error(), "append event: ")
				}
				if got != test.want[i] {
					t.Errorf("event %d named %q: got %q, want %q", i, id, got, test.want[i])
				}
			}
		})
	}
}

func TestRefusedEventLeavesNoTrace(t *testing.T) {
	tests := []struct {
		name string
		e    Event
	}{
		{"id taken", Event{Topic: "new", ID: "blue"}},
		{"id passed", Event{Topic: "new", ID: "1"}},
		{"id too large", Event{Topic: "new", ID: "99999999999999999"}},
		{"id with LF", Event{Topic: "new", ID: "a\nb"}},
		{"id with NUL", Event{Topic: "new", ID: "a\x00b"}},
		{"type with CR", Event{Topic: "new", Type: "a\rb"}},
	}
	log := New(roomy(), 1)
	defer log.Close()
	mustAppend(t, log, "t", "blue")
	before := log.Stats()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if id, err := log.Append(test.e); err == nil {
				t.Errorf("appended as %q", id)
			}
			if after := log.Stats(); after != before {
				t.Errorf("state changed from %+v to %+v", before, after)
			}
		})
	}
}

func TestEvictedOpaqueIDMayBeUsedAgain(t *testing.T) {
	limits := roomy()
	limits.Count = 2
	log := New(limits, 1)
	defer log.Close()
	mustAppend(t, log, "t", "blue")
	mustAppend(t, log, "t", "")
	mustAppend(t, log, "t", "")
	if _, err := log.Append(Event{Topic: "t", ID: "blue"}); !errors.Is(err, ErrTaken) {
		t.Errorf("newest evicted ID: got error %v, want ErrTaken, since it still resumes", err)
	}
	mustAppend(t, log, "t", "")
	mustAppend(t, log, "t", "blue")
}

func mustAppend(t *testing.T, log *Log, topic, id string) string {
	t.Helper()
	got, err := log.Append(Event{Topic: topic, ID: id, Data: "data of " + topic})
	if err != nil {
		t.Error(err)
	}
	return got
}

// An event keeps its ID, and not the text that it was cut from, which no limit
// bounds.
func TestIDDoesNotKeepItsSource(t *testing.T) {
	const events, size = 64, 1 << 20
	for _, first := range []int64{1, 1 << 40} {
		log := New(Limits{Count: events, Bytes: 1 << 20, Age: time.Hour}, 1)
		before := heapBytes()
		for i := range events {
			id := "x" + strconv.Itoa(i)
			if first > 1 {
				id = strconv.FormatInt(first+int64(i), 10)
			}
			source := id + strings.Repeat(" ", size)
			if _, err := log.Append(Event{Topic: "t", ID: source[:len(id)]}); err != nil {
				t.Fatal(err)
			}
		}
		if grown := heapBytes() - before; grown > events*size/2 {
			t.Errorf("%d events keep %d bytes", events, grown)
		}
		log.Cut()
	}
}

func heapBytes() int64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}
