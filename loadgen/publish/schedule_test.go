package publish

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDue(t *testing.T) {
	s := newSchedule(Plan{Rate: 3, Start: time.Second})
	for n, want := range []time.Duration{time.Second, 1333333333, 1666666667, 2 * time.Second} {
		if got := s.due(int64(n)); got != want {
			t.Errorf("event %d is due at %v, want %v", n, got, want)
		}
	}
	if got, want := s.due(3*86400*365), 365*24*time.Hour+time.Second; got != want {
		t.Errorf("after a year an event is due at %v, want %v", got, want)
	}
	if got := s.due(math.MaxInt64); got != math.MaxInt64 {
		t.Errorf("the last event is due at %v, want never", got)
	}
}

func TestDueAt(t *testing.T) {
	tests := []struct {
		name string
		plan Plan
		at   time.Duration
		want int64
	}{
		{"before the start", Plan{Rate: 10, Start: time.Second}, time.Second - 1, 0},
		{"at the start", Plan{Rate: 10, Start: time.Second}, time.Second, 1},
		{"just before the next", Plan{Rate: 10}, 100*time.Millisecond - 1, 1},
		{"at the next", Plan{Rate: 10}, 100 * time.Millisecond, 2},
		{"a stop ends before its instant", Plan{Rate: 10, Stop: time.Second}, time.Hour, 10},
		{"a rate that does not divide", Plan{Rate: 3, Stop: time.Second}, time.Hour, 3},
		{"a rate below one", Plan{Rate: 0.001}, time.Hour, 4},
		{"a high rate", Plan{Rate: 1e6}, time.Hour, 3600*1e6 + 1},
		{"long ago", Plan{Rate: 1}, math.MaxInt64 / 4, math.MaxInt64/4/1_000_000_000 + 1},
	}
	for _, test := range tests {
		s := newSchedule(test.plan)
		if got := s.dueAt(test.at); got != test.want {
			t.Errorf("%s: %d are due, want %d", test.name, got, test.want)
		}
	}
}

// Formula and walk agree: which topic, which number, which comes next.
func TestScheduleIsWhatAWalkGives(t *testing.T) {
	plan := Plan{Rate: 7, Start: 300 * time.Millisecond, Topics: []Topic{{"a", 5}, {"b", 2}, {"c", 0.5}}}
	p := newPublisher(plan, nil)
	s, counts := &p.schedule, make([]int64, 3)
	for n := range int64(990) {
		due := s.due(n)
		for topic, count := range counts {
			if got := s.ofTopic(topic, s.dueAt(due-1)); got != count {
				t.Fatalf("before event %d, %d of topic %d are due, want %d", n, got, topic, count)
			}
		}
		topic := s.turns[n%s.period]
		counts[topic]++
		if got := s.ofTopic(int(topic), n) + 1; got != counts[topic] {
			t.Fatalf("event %d has the number %d in topic %d, want %d", n, got, topic, counts[topic])
		}
		if got := s.ofTopic(int(topic), s.dueAt(due)); got != counts[topic] {
			t.Fatalf("once event %d is due, %d are in topic %d, want %d", n, got, topic, counts[topic])
		}
	}
	if want := []int64{660, 264, 66}; !cmp.Equal(counts, want) {
		t.Errorf("the topics had %v events, want %v", counts, want)
	}
}

// Every event is in one lane, all of a topic in the same one, in order.
func TestLanesHaveAllEvents(t *testing.T) {
	s := newSchedule(Plan{Rate: 1, Topics: []Topic{{"a", 3}, {"b", 1}, {"c", 1}, {"d", 2}, {"e", 1}}})
	for _, most := range []int{1, 2, 5, 64} {
		seen, home := map[int64]bool{}, map[uint16]int{}
		for i, l := range lanes(&s, most) {
			for last := int64(-1); ; {
				n := l.take(&s)
				if n >= 800 {
					break
				}
				topic := s.turns[n%s.period]
				if other, ok := home[topic]; n <= last || seen[n] || ok && other != i {
					t.Fatalf("with %d lanes, lane %d has event %d of topic %d after event %d", most, i, n, topic, last)
				}
				last, seen[n], home[topic] = n, true, i
			}
		}
		if len(seen) != 800 {
			t.Errorf("with %d lanes, %d of 800 events are in a lane", most, len(seen))
		}
	}
}

func TestSizes(t *testing.T) {
	s := newSizes(Plan{Sizes: []Size{{Min: 100, Max: 100, Weight: 3}, {Min: 200, Max: 202}}, Seed: 1})
	counts := map[int]int{}
	for n := range int64(12_000) {
		size := s.of(n)
		counts[size]++
		if again := s.of(n); again != size {
			t.Fatalf("event %d has %d bytes, then %d", n, size, again)
		}
	}
	for size, want := range map[int]int{100: 9000, 200: 1000, 201: 1000, 202: 1000} {
		if got := counts[size]; got < want*9/10 || got > want*11/10 {
			t.Errorf("%d events have %d bytes, want about %d", got, size, want)
		}
	}
	if len(counts) != 4 {
		t.Errorf("the sizes are %v", counts)
	}
	none := newSizes(Plan{})
	if got := none.of(7); got != 0 {
		t.Errorf("without sizes it is %d, want 0", got)
	}
}

func TestTurnIsThatOfTheBusiestLane(t *testing.T) {
	tests := []struct {
		name string
		plan Plan
		want time.Duration
	}{
		{"one topic", Plan{Rate: 50}, 20 * ms},
		{"several at a time", Plan{Rate: 50, PerTopic: 4}, 80 * ms},
		{"two topics", Plan{Rate: 50, Topics: []Topic{{Name: "a"}, {Name: "b"}}}, 40 * ms},
		{"a heavy topic", Plan{Rate: 50, Topics: []Topic{{Name: "a", Weight: 4}, {Name: "b"}}}, 25 * ms},
		{"topics that share a lane", Plan{Rate: 50, Topics: []Topic{{Name: "a"}, {Name: "b"}, {Name: "c"}, {Name: "d"}}, MaxInFlight: 2}, 40 * ms},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := newPublisher(test.plan, nil).Turn(); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
