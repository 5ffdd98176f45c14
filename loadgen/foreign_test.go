package loadgen_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/publish"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	"github.com/ssegauge/ssegauge/report"
)

// ticking starts a server that sends an event every 20 ms and takes no publishes.
func ticking(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			_, _ = fmt.Fprintf(w, "id: %d\ndata: x\n\n", time.Now().UnixMilli()/20)
			_ = http.NewResponseController(w).Flush()
			select {
			case <-tick.C:
			case <-r.Context().Done():
				return
			}
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestNothingPublishedIsNoVerdict(t *testing.T) {
	t.Parallel()
	url := ticking(t)
	s := scenario(url)
	s.Plan.Stages = schedule.Ramp(2, 0, time.Second)
	s.Publish = &publish.Plan{Rate: 20, Hook: publish.Hook{Request: "POST " + url}, Run: "nowhere"}
	run, err := loadgen.Run(t.Context(), s, loadgen.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	if want := "nothing was published: 404 Not Found"; run.Verdict != report.Skip || run.Load.Inconclusive != want {
		t.Errorf("got %v, %q", run.Verdict, run.Load.Inconclusive)
	}
}

// A server that wraps data in something of its own hides the numbers in it: that is no loss.
func TestNumbersThatNobodyFindsAreNoVerdict(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(server.Close)
	s := scenario(ticking(t))
	s.Plan.Stages = schedule.Ramp(2, 0, time.Second)
	s.Drain = time.Second
	s.Publish = &publish.Plan{Rate: 20, Hook: publish.Hook{Request: "POST " + server.URL}, Run: "wrapped"}
	run, err := loadgen.Run(t.Context(), s, loadgen.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	if want := "no event had the publisher's number"; run.Verdict != report.Skip || !strings.HasPrefix(run.Load.Inconclusive, want) {
		t.Errorf("got %v, %q", run.Verdict, run.Load.Inconclusive)
	}
}

// What others publish never ends, and is not waited for.
func TestTheDrainDoesNotWaitForOthers(t *testing.T) {
	t.Parallel()
	s := scenario(ticking(t))
	s.Plan.Stages = schedule.Ramp(2, 0, 500*time.Millisecond)
	s.Drain = time.Hour // without an end, the test does not end
	run, err := loadgen.Run(t.Context(), s, loadgen.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	if o := run.Load.Outcomes; o.Opened != 2 || o.Completed != 2 {
		t.Errorf("got %+v", o)
	}
}
