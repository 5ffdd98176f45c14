package loadgen_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	refserver "github.com/ssegauge/ssegauge/reference-server"
)

func TestChurnLosesOnlyWhatWasDropped(t *testing.T) {
	t.Parallel()
	const streams, events = 200, 300
	s := startTarget(t, refserver.Config{}, nil)
	s.control(t, http.MethodPost, "/control/faults", `{"drop":0.01,"seed":1,"keep":1000}`, nil)
	plan := s.scenario(streams, events, 100)
	plan.Request.Targets[0].URL += "?n={{seq}}"
	plan.Plan.Churn = schedule.Churn{Rate: 0.2, Away: 200 * time.Millisecond}
	var log requestLog
	r := run(t, plan, func(loadgen.Tick) { log.read(t, s) })

	var did faults
	s.control(t, http.MethodGet, "/control/faults", "", &did)
	lost, recovered := log.lost(t, did)
	d := r.Load.Deliveries
	want := found{Expected: streams * events, Lost: lost}
	if diff := cmp.Diff(want, found{d.Expected, d.Lost, d.Duplicate, d.Reordered, 0}); diff != "" {
		t.Errorf("server against report: %s", diff)
	}
	if d.Missed != 0 || d.Replayed == 0 || recovered == 0 || r.Load.Outcomes.Reconnects < streams/2 {
		t.Errorf("missed %d, replayed %d, %d reconnects, %d dropped events replayed", d.Missed, d.Replayed, r.Load.Outcomes.Reconnects, recovered)
	}
}

// lost returns how many of the dropped events have not come by a resume, and how many have:
// those after which the Subscriber has resumed the stream that they were dropped from.
func (l *requestLog) lost(t *testing.T, did faults) (lost, recovered int64) {
	t.Helper()
	for _, stream := range did.PerStream {
		from := l.resumedFrom(t, stream.Remote)
		for _, id := range stream.DroppedIDs {
			if number(t, id) > from {
				recovered++
			} else {
				lost++
			}
		}
	}
	return lost, recovered
}

// resumedFrom returns the Last-Event-ID with which the Subscriber came back that had asked
// from an address; it is above all others if it never did.
func (l *requestLog) resumedFrom(t *testing.T, remote string) int64 {
	t.Helper()
	const never = 1 << 62
	i := slices.IndexFunc(l.all, func(r seenRequest) bool { return r.Remote == remote })
	if i < 0 {
		t.Fatalf("no request from %s", remote)
	}
	for _, r := range l.all[i+1:] {
		if r.subscriber() == l.all[i].subscriber() {
			return number(t, r.LastEventID)
		}
	}
	return never
}

func TestReplaysAreCountedExactly(t *testing.T) {
	t.Parallel()
	const streams, events = 200, 200
	s := startTarget(t, refserver.Config{Retry: time.Second}, nil)
	plan := s.scenario(streams, events, 200)
	plan.Request.Targets[0].URL += "?n={{seq}}"
	// All are cut in the middle, and come back when everything was published.
	plan.Plan.Storm = schedule.Storm{Every: beginOf(streams) + 500*time.Millisecond, Share: 1}
	plan.Plan.Stages[1].Duration += time.Second
	var log requestLog
	r := run(t, plan, func(loadgen.Tick) { log.read(t, s) })

	replayed, back := int64(0), int64(0)
	for _, request := range log.all {
		if request.LastEventID != "" {
			back++
			replayed += events - number(t, request.LastEventID)
		}
	}
	d := r.Load.Deliveries
	if back != streams || r.Load.Outcomes.Reconnects != streams || d.Replayed != replayed || replayed < streams*events/4 {
		t.Errorf("%d of %d came back: %d replayed, the server says %d", r.Load.Outcomes.Reconnects, back, d.Replayed, replayed)
	}
	if diff := cmp.Diff(found{Expected: streams * events}, foundIn(d)); diff != "" || d.Missed != 0 {
		t.Errorf("missed %d, %s", d.Missed, diff)
	}
}
