package publish

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// after answers once a time has passed, or when it is given up.
func after(ctx context.Context, d time.Duration) answer {
	sent, timer := time.Now(), time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return answer{sent: &sent, class: Accepted, status: 200}
	case <-ctx.Done():
		return answer{sent: &sent, class: Timeout}
	}
}

// published runs a Plan for a time, on the clock of a test.
func published(t *testing.T, p Plan, runFor time.Duration, send sendFunc) (results []Result, tally Tally, took time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), runFor)
		defer cancel()
		start := time.Now()
		tally = newPublisher(p, send).Run(ctx, start, func(r Result) { results = append(results, r) })
		took = time.Since(start)
	})
	return results, tally, took
}

const ms = time.Millisecond

func TestEventsArePublishedWhenTheyAreDue(t *testing.T) {
	results, tally, took := published(t, Plan{Rate: 10, Start: 50 * ms, Stop: 350 * ms}, time.Hour, func(ctx context.Context, e *event) answer {
		if got, want := time.Now().UnixNano(), e.stamp.Due; got != want {
			t.Errorf("event %d: its due stamp is %d, it is %d", e.seq, want, got)
		}
		return after(ctx, 3*ms)
	})
	want := []Result{
		{Seq: 1, Due: 50 * ms, Free: 50 * ms, Started: 50 * ms, Answered: 53 * ms, Class: Accepted, Status: 200},
		{Seq: 2, Due: 150 * ms, Free: 150 * ms, Started: 150 * ms, Answered: 153 * ms, Class: Accepted, Status: 200},
		{Seq: 3, Due: 250 * ms, Free: 250 * ms, Started: 250 * ms, Answered: 253 * ms, Class: Accepted, Status: 200},
	}
	if diff := cmp.Diff(want, results); diff != "" {
		t.Error(diff)
	}
	if want := (Tally{3, 3, 3}); tally != want || took != 253*ms {
		t.Errorf("%+v after %v, want %+v after 253ms", tally, took, want)
	}
}

// A Target that does not answer for two seconds makes events late, and they say so.
func TestAStallIsSeenInWhatWasDueMeanwhile(t *testing.T) {
	results, tally, _ := published(t, Plan{Rate: 10, Stop: 3 * time.Second}, time.Hour, func(ctx context.Context, e *event) answer {
		if e.seq == 1 {
			return after(ctx, 2*time.Second)
		}
		return after(ctx, 0)
	})
	for i, r := range results {
		due := time.Duration(i) * 100 * ms
		if started := max(due, 2*time.Second); r.Seq != int64(i)+1 || r.Due != due || i > 0 && (r.Started != started || r.Free != started) {
			t.Errorf("publish %d was event %d, due at %v and begun at %v, want due at %v and begun at %v", i, r.Seq, r.Due, r.Started, due, started)
		}
	}
	if want := (Tally{30, 30, 30}); tally != want {
		t.Errorf("%+v, want %+v", tally, want)
	}
}

func TestTopicsDoNotWaitForEachOther(t *testing.T) {
	plan := Plan{Rate: 20, Stop: time.Second, Topics: []Topic{{Name: "slow"}, {Name: "quick"}}}
	results, _, _ := published(t, plan, time.Hour, func(ctx context.Context, e *event) answer {
		if e.topicName == "slow" {
			return after(ctx, 150*ms)
		}
		return after(ctx, ms)
	})
	next := []int64{1, 1}
	for _, r := range results {
		if r.Seq != next[r.Topic] || r.Topic == 1 && r.Started != r.Due {
			t.Errorf("topic %d: event %d, due at %v, was begun at %v; want event %d", r.Topic, r.Seq, r.Due, r.Started, next[r.Topic])
		}
		next[r.Topic]++
	}
	if want := []int64{11, 11}; !cmp.Equal(next, want) {
		t.Errorf("the next numbers are %v, want %v", next, want)
	}
}

func TestPublishesUnderWayAreBounded(t *testing.T) {
	for _, test := range []struct{ topics, perTopic, most, want int }{{1, 0, 0, 1}, {5, 0, 3, 3}, {1, 4, 8, 4}, {2, 4, 8, 8}} {
		plan := Plan{Rate: 1000, Stop: time.Second, PerTopic: test.perTopic, MaxInFlight: test.most, Topics: make([]Topic, test.topics)}
		var now, most atomic.Int64
		results, _, _ := published(t, plan, time.Hour, func(ctx context.Context, _ *event) answer {
			n := now.Add(1)
			defer now.Add(-1)
			for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
			}
			return after(ctx, 20*ms)
		})
		if int(most.Load()) != test.want || len(results) != 1000 {
			t.Errorf("%+v: %d at a time, %d in all", test, most.Load(), len(results))
		}
	}
}

func TestTheEndOfTheRun(t *testing.T) {
	tests := []struct {
		name   string
		answer time.Duration
		last   Class
		tally  Tally
		took   time.Duration
	}{
		{"what is under way is waited for", 400 * ms, Accepted, Tally{11, 3, 3}, 1200 * ms},
		{"not for ever", time.Hour, Timeout, Tally{11, 1, 0}, 1050*ms + 2*time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			results, tally, took := published(t, Plan{Rate: 10, Drain: 2 * time.Second}, 1050*ms, func(ctx context.Context, _ *event) answer { return after(ctx, test.answer) })
			if last := results[len(results)-1]; tally != test.tally || took != test.took || last.Class != test.last {
				t.Errorf("%+v after %v, the last one %s; want %+v after %v, %s", tally, took, last.Class, test.tally, test.took, test.last)
			}
			if got, want := tally.Shortfall(), test.tally.Due-test.tally.Started; got != want {
				t.Errorf("the shortfall is %d, want %d", got, want)
			}
		})
	}
}

// answersBy publishes 5 events to each of two topics, the first of which is answered by
// its turn.
func answersBy(t *testing.T, perTopic int, classes ...Class) (p *Publisher, numbers []int64) {
	t.Helper()
	var turn atomic.Int64
	p = newPublisher(Plan{Rate: 10, Stop: time.Second, PerTopic: perTopic, Topics: []Topic{{Name: "a"}, {Name: "b"}}}, func(ctx context.Context, e *event) answer {
		a := after(ctx, ms)
		if e.topicName == "a" {
			a.class = classes[turn.Add(1)-1]
		}
		return a
	})
	p.Run(t.Context(), time.Now(), func(r Result) {
		if r.Topic == 0 {
			numbers = append(numbers, r.Seq)
		}
	})
	return p, numbers
}

func TestNumbersThatWereNotAccepted(t *testing.T) {
	tests := []struct {
		name     string
		perTopic int
		classes  []Class
		numbers  []int64
		failures []int64
		last     int64
	}{
		{"accepted", 1, []Class{Accepted, Accepted, Accepted, Accepted, Accepted}, []int64{1, 2, 3, 4, 5}, nil, 5},
		{"stored nowhere", 1, []Class{Refused, Accepted, Busy, Unreachable, Accepted}, []int64{1, 1, 2, 2, 2}, nil, 2},
		{"perhaps stored", 1, []Class{Accepted, Failed, Lost, Accepted, Timeout}, []int64{1, 2, 3, 4, 5}, []int64{2, 3, 5}, 4},
		{"several at a time", 2, []Class{Refused, Accepted, Busy, Lost, Accepted}, []int64{1, 2, 3, 4, 5}, []int64{1, 3, 4}, 5},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, numbers := answersBy(t, test.perTopic, test.classes...)
				failures, whole := p.Failures(0)
				if diff := cmp.Diff(test.numbers, numbers) + cmp.Diff(test.failures, failures, cmpopts.EquateEmpty()); diff != "" || !whole {
					t.Errorf("whole is %t, %s", whole, diff)
				}
				var each []int64
				for n, ok := p.NextFailure(0, 0); ok; n, ok = p.NextFailure(0, n+1) {
					each = append(each, n)
				}
				if diff := cmp.Diff(failures, each, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("one by one: %s", diff)
				}
				next := test.numbers[4] + 1
				if test.classes[4].isStoredNowhere() && test.perTopic == 1 {
					next--
				}
				if p.Last(0) != test.last || p.Last(1) != 5 || p.Next(0) != next || p.Next(1) != 6 {
					t.Errorf("last %d and %d, next %d and %d; want %d, 5, %d, 6", p.Last(0), p.Last(1), p.Next(0), p.Next(1), test.last, next)
				}
			})
		})
	}
}

// What is due and has not begun is still to come for everybody.
func TestNextHasNotBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p *Publisher
		p = newPublisher(Plan{Rate: 10, Stop: time.Second}, func(ctx context.Context, e *event) answer {
			a := after(ctx, time.Second)
			if got := p.Next(0); got != e.seq+1 {
				t.Errorf("while event %d is published, %d is the next, want %d", e.seq, got, e.seq+1)
			}
			return a
		})
		if got := p.Next(0); got != 1 {
			t.Errorf("%d is the first, want 1", got)
		}
		p.Run(t.Context(), time.Now(), func(Result) {})
		if got := p.Next(0); got != 11 {
			t.Errorf("%d is the next at last, want 11", got)
		}
	})
}

func TestTopicsByName(t *testing.T) {
	p := newPublisher(Plan{Rate: 1, Topics: []Topic{{Name: "a"}, {Name: "b"}}}, nil)
	name := []byte("b")
	if got := testing.AllocsPerRun(10, func() {
		if i, ok := p.Topic(name); i != 1 || !ok {
			t.Errorf("topic b has the place %d, %t", i, ok)
		}
	}); got != 0 {
		t.Errorf("%v allocations, want none", got)
	}
	if _, ok := p.Topic([]byte("c")); ok {
		t.Error("there is a topic c")
	}
}
