package loadgen_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/engine"
	"github.com/ssegauge/ssegauge/loadgen/host"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	"github.com/ssegauge/ssegauge/report"
)

// drops are the Subscribers whose streams a server has ended, by how.
type drops map[string][]int64

// drop has a server end three streams.
func (d drops) drop(t *testing.T, s *target, how string) {
	t.Helper()
	var did struct{ Streams []struct{ Topics []string } }
	s.control(t, http.MethodPost, "/control/streams/drop", fmt.Sprintf(`{"count":3,"seed":7,"how":%q}`, how), &did)
	for _, stream := range did.Streams {
		d[how] = append(d[how], number(t, strings.TrimPrefix(stream.Topics[0], "of-")))
	}
	slices.Sort(d[how])
}

func TestDroppedStreamsAreNamed(t *testing.T) {
	t.Parallel()
	streams := min(10_000, host.ReadLimits().Files-1000)
	s := newTarget(t, startChild(t, "serve").line(t), nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	server := drops{}
	r, err := loadgen.Run(ctx, loadgen.Scenario{
		// A topic of its own tells whose stream it is.
		Request: request.Spec{Targets: []request.Target{{URL: s.url + "/events?topic=of-{{seq}}"}}},
		Plan:    schedule.Plan{Stages: schedule.Ramp(streams, 2*time.Second, 2*patience)},
		Resume:  engine.Resume{Off: true},
		Limits:  engine.Limits{Connect: 2 * patience, Head: 2 * patience},
	}, loadgen.Watch{Second: func(tick loadgen.Tick) {
		switch {
		case tick.Live == streams && len(server) == 0:
			for _, how := range []string{"fin", "rst", "complete"} {
				server.drop(t, s, how)
			}
		case tick.Live <= streams-9 && len(server) > 0:
			cancel()
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	readable(t, r)
	if diff := cmp.Diff(server, droppedIn(r)); diff != "" || len(server) != 3 {
		t.Errorf("server against report: %s", diff)
	}
	n := int64(streams)
	want := report.StreamOutcomes{
		Planned: n, Started: n, Opened: n, Completed: n - 9, ClosedByServer: 6, Failed: 3, Live: n - 9, Peak: n,
	}
	if diff := cmp.Diff(want, r.Load.Outcomes); diff != "" {
		t.Error(diff)
	}
}

// droppedIn returns what a report says of streams that the server has ended.
func droppedIn(r *report.Run) drops {
	d := drops{}
	for _, c := range r.Load.Closed {
		how := "fin"
		if c.Why == "the response ended" {
			how = "complete"
		}
		d[how] = append(d[how], c.Subscriber)
	}
	for _, e := range r.Load.Errors {
		for _, x := range e.Examples {
			how := e.Class
			if how == "reset" {
				how = "rst"
			}
			d[how] = append(d[how], x.Subscriber)
		}
	}
	for how := range d {
		slices.Sort(d[how])
	}
	return d
}
