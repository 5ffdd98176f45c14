package loadgen_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/report"
)

func TestHopelessThresholdEndsTheRun(t *testing.T) {
	t.Parallel()
	s := startTarget(t, refserver.Config{}, nil)
	s.control(t, http.MethodPost, "/control/faults", `{"double":0.5,"seed":1}`, nil)
	plan := s.scenario(10, 6000, 100)
	plan.Thresholds = []string{"duplicate == 0 abort", "lost == 0"}
	r := run(t, plan, nil)
	if r.Verdict != report.Fail || r.DurationMS > plan.Plan.Length().Milliseconds()/2 {
		t.Errorf("verdict %v after %d ms", r.Verdict, r.DurationMS)
	}
	first, second := r.Load.Thresholds[0], r.Load.Thresholds[1]
	if !first.Aborted || first.Held == nil || *first.Held || second.Aborted || second.Held == nil || !*second.Held {
		t.Errorf("%+v", r.Load.Thresholds)
	}
	var did faults
	s.control(t, http.MethodGet, "/control/faults", "", &did)
	if d := r.Load.Deliveries; d.Duplicate != did.Doubled || d.Expected != did.Decided {
		t.Errorf("%d duplicate of %d, the server doubled %d of %d", d.Duplicate, d.Expected, did.Doubled, did.Decided)
	}
}

func TestInterruptedRunReports(t *testing.T) {
	t.Parallel()
	s := startTarget(t, refserver.Config{}, nil)
	s.control(t, http.MethodPost, "/control/faults", `{"drop":0.01,"seed":1}`, nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := loadgen.Run(ctx, s.scenario(20, 6000, 100), loadgen.Watch{Second: func(tick loadgen.Tick) {
		if tick.Published > 100 {
			cancel()
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	readable(t, r)
	var did faults
	s.control(t, http.MethodGet, "/control/faults", "", &did)
	if diff := cmp.Diff(did.done(did.Decided), foundIn(r.Load.Deliveries)); diff != "" || did.Decided != 20*r.Load.Publishing.Published {
		t.Errorf("%d of %d published, server against report: %s", r.Load.Publishing.Published, r.Load.Publishing.Planned, diff)
	}
}

// A server that stands still at the end of a run delivers everything afterwards.
func TestWhatIsLateIsNotLost(t *testing.T) {
	t.Parallel()
	const streams, events = 50, 100
	s := startTarget(t, refserver.Config{}, nil)
	resumed := make(chan error, 1) // the timer's function sends
	r := run(t, s.scenario(streams, events, 100), once(func() {
		s.control(t, http.MethodPost, "/control/delivery", `{"paused":true}`, nil)
		time.AfterFunc(3*time.Second, func() {
			resumed <- s.ask(context.WithoutCancel(t.Context()), http.MethodPost, "/control/delivery", `{"paused":false}`, nil)
		})
	}))
	if err := <-resumed; err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(found{Expected: streams * r.Load.Publishing.Published}, foundIn(r.Load.Deliveries)); diff != "" {
		t.Error(diff)
	}
	if lag := timing(t, r, measure.Lag); lag.Max() < 2*time.Second {
		t.Errorf("the longest lag is %v, and the server stood still for 3s", lag.Max())
	}
}

// Streams are opened while the publisher is far behind, and the rest is never published.
func TestWhatIsNeverPublishedIsNotLost(t *testing.T) {
	t.Parallel()
	const streams, events = 20, 200
	s := startTarget(t, refserver.Config{}, nil)
	s.control(t, http.MethodPost, "/control/publish-delay", `{"distribution":"constant","delay":"50ms"}`, nil)
	plan := s.scenario(streams, events, 100)
	plan.Publish.Start = time.Millisecond // before the ramp
	plan.Plan.Stages = schedule.Ramp(streams, 2*time.Second, time.Second)
	r := run(t, plan, nil)
	d, p := r.Load.Deliveries, r.Load.Publishing
	if p.Published > p.Planned/2 || d.Expected > streams*p.Published || d.Lost != 0 || d.Expected < streams*p.Published/3 {
		t.Errorf("%d of %d published; %d expected, %d lost", p.Published, p.Planned, d.Expected, d.Lost)
	}
	if g := r.Load.Generator; !g.Limited || !strings.Contains(strings.Join(g.Reasons, "\n"), "publishes of a topic wait for each other") {
		t.Errorf("it does not say that the plan cannot be kept, but %q", g.Reasons)
	}
}

func TestTargetThatRefusesIsNotJudged(t *testing.T) {
	t.Parallel()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	missing := startTarget(t, refserver.Config{}, nil)
	silent := "http://" + l.Addr().String()
	for _, test := range []struct{ name, url, reason string }{
		{"no such page", missing.url + "/nothing", "404 Not Found"},
		{"nobody answers", silent, "no head after 500ms"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plan := loadgen.Scenario{
				Request:    request.Spec{Targets: []request.Target{{URL: test.url}}},
				Plan:       schedule.Plan{Stages: schedule.Ramp(10, time.Second/5, 2*time.Second)},
				Thresholds: []string{"lag.p99 < 1s", "failed == 0"},
			}
			plan.Limits.Head = time.Second / 2
			r := run(t, plan, nil)
			if r.Verdict != report.Error || !strings.Contains(r.Reason, test.reason) {
				t.Errorf("verdict %v: %s; want %s", r.Verdict, r.Reason, test.reason)
			}
			if o := r.Load.Outcomes; o.Started != 10 || o.Opened != 0 || o.Failed < 10 {
				t.Errorf("%+v", o)
			}
		})
	}
}
