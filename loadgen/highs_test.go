package loadgen_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
)

// TestTheLastEventIsMissed loads a server that numbers events itself and keeps the last one
// from some.
func TestTheLastEventIsMissed(t *testing.T) {
	t.Parallel()
	const streams, events = 6, 5
	var opened atomic.Int64
	all := make(chan struct{}) // closed by the last stream that is opened
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_ = http.NewResponseController(w).Flush()
		n := opened.Add(1)
		if n == streams {
			close(all)
		}
		<-all
		for id := 1; id <= events; id++ {
			if id < events || n%3 != 0 {
				_, _ = fmt.Fprintf(w, "id: %d\ndata: x\n\n", id)
			}
		}
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	defer server.Close()
	s := scenario(server.URL)
	s.Plan = schedule.Plan{Stages: schedule.Ramp(streams, 50*time.Millisecond, 200*time.Millisecond)}
	s.Sequence = stamp.Spec{Sequence: "id"}
	s.Drain = 2 * time.Second
	run, err := loadgen.Run(t.Context(), s, loadgen.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	if d := run.Load.Deliveries; d.Expected != streams*events || d.Lost != 2 || d.Incomplete != 2 {
		t.Errorf("%d lost of %d, by %d; want 2 of %d", d.Lost, d.Expected, d.Incomplete, streams*events)
	}
}

// TestWhatIsOnItsWayIsNotLost ends a run amid events that do not end.
func TestWhatIsOnItsWayIsNotLost(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for id := 1; r.Context().Err() == nil; id++ {
			_, _ = fmt.Fprintf(w, "id: %d\ndata: x\n\n", id)
		}
	}))
	defer server.Close()
	s := scenario(server.URL)
	s.Plan = schedule.Plan{Stages: schedule.Ramp(6, 50*time.Millisecond, 500*time.Millisecond)}
	s.Sequence = stamp.Spec{Sequence: "id"}
	s.Drain = time.Nanosecond
	run, err := loadgen.Run(t.Context(), s, loadgen.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	if d := run.Load.Deliveries; d.Received == 0 || d.Lost != 0 {
		t.Errorf("%d received, %d lost, want none lost", d.Received, d.Lost)
	}
}
