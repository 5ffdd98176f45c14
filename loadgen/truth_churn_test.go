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

func TestChurnLosesNothing(t *testing.T) {
	t.Parallel()
	const streams, events = 200, 125
	s := startTarget(t, refserver.Config{}, nil)
	plan := s.scenario(streams, events, 50)
	plan.Plan.Churn = schedule.Churn{Rate: 0.3, Away: 200 * time.Millisecond}
	plan.Plan.Stages[1].Duration += time.Second // those who are away at the end have everything
	r := run(t, plan, nil)
	d := r.Load.Deliveries
	if diff := cmp.Diff(found{Expected: streams * r.Load.Publishing.Published}, foundIn(d)); diff != "" || d.Missed != 0 || d.Replayed == 0 {
		t.Errorf("missed %d, replayed %d; %s", d.Missed, d.Replayed, diff)
	}
	if o := r.Load.Outcomes; o.Left < streams/2 || o.Reconnects < o.Left/2 || o.ClosedByServer+o.Failed != 0 {
		t.Errorf("%+v", o)
	}
}

func TestResumeRecoversWhatWasDroppedBehindIt(t *testing.T) {
	t.Parallel()
	const streams, events = 200, 125
	s := startTarget(t, refserver.Config{Retry: 200 * time.Millisecond}, nil)
	s.control(t, http.MethodPost, "/control/faults", `{"drop":0.15,"seed":1,"keep":1000}`, nil)
	plan := s.scenario(streams, events, 50)
	plan.Request.Targets[0].URL += "?n={{seq}}"
	plan.Plan.Storm = schedule.Storm{Every: time.Second, Share: 0.3}
	plan.Plan.Stages[1].Duration += time.Second // all are back at the end
	plan.Drain = 3 * time.Second
	var log requestLog
	r := run(t, plan, func(loadgen.Tick) { log.read(t, s) })

	var did faults
	s.control(t, http.MethodGet, "/control/faults", "", &did)
	lost, recovered := log.lost(t, did)
	d := r.Load.Deliveries
	want := found{Expected: streams * r.Load.Publishing.Published, Lost: lost}
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
	const streams, events = 200, 100
	s := startTarget(t, refserver.Config{Retry: time.Second}, nil)
	plan := s.scenario(streams, events, 100)
	plan.Request.Targets[0].URL += "?n={{seq}}"
	// All are cut in the middle, and come back when everything was published.
	plan.Plan.Storm = schedule.Storm{Every: s.beginOf(streams) + 500*time.Millisecond, Share: 1}
	plan.Plan.Stages[1].Duration += time.Second
	var log requestLog
	r := run(t, plan, func(loadgen.Tick) { log.read(t, s) })

	published := r.Load.Publishing.Published
	replayed, back := int64(0), int64(0)
	for _, request := range log.all {
		if request.LastEventID != "" {
			back++
			replayed += published - number(t, request.LastEventID)
		}
	}
	d := r.Load.Deliveries
	if back != streams || r.Load.Outcomes.Reconnects != streams || d.Replayed != replayed || replayed == 0 {
		t.Errorf("%d of %d came back: %d replayed, the server says %d", r.Load.Outcomes.Reconnects, back, d.Replayed, replayed)
	}
	if diff := cmp.Diff(found{Expected: streams * published}, foundIn(d)); diff != "" || d.Missed != 0 {
		t.Errorf("missed %d, %s", d.Missed, diff)
	}
}
