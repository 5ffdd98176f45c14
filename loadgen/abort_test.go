package loadgen_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/publish"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	"github.com/ssegauge/ssegauge/report"
)

// An event out of order is no loss that stops a run, one that does not come is.
func TestAbortOnLost(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		faults string
		lasts  time.Duration
		aborts bool
	}{
		"out of order": {`{"reorder":0.4,"seed":1}`, 3 * time.Second, false},
		"lost":         {`{"drop":0.1,"seed":1}`, time.Hour, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := startFaulty(t)
			server.ask(t, http.MethodPost, "/control/faults", tt.faults)
			s := scenario(server.url + "/events")
			s.Plan.Stages = schedule.Ramp(20, 0, tt.lasts)
			s.Publish = &publish.Plan{Rate: 20, Hook: publish.Reference(server.url), Run: "abort"}
			s.Thresholds = []string{"lost == 0 abort"}
			live := int64(0)
			run, err := loadgen.Run(t.Context(), s, loadgen.Watch{Second: func(tick loadgen.Tick) {
				if tick.At < tt.lasts {
					live = max(live, tick.Tally.Lost)
				}
			}})
			if err != nil {
				t.Fatal(err)
			}
			got := run.Load.Thresholds[0]
			if got.Aborted != tt.aborts || got.Firm != true || (live > 0) != tt.aborts {
				t.Errorf("got %+v, %d lost while it lasted", got, live)
			}
			if d := run.Load.Deliveries; !tt.aborts && d.Reordered == 0 || tt.aborts && d.Lost == 0 || d.Sequence != report.SequencePublisher {
				t.Errorf("got %+v", d)
			}
			wantLossesInSeries(t, run.Load)
		})
	}
}

// wantLossesInSeries wants the rows of the series to add up to what was lost.
func wantLossesInSeries(t *testing.T, l *report.Load) {
	t.Helper()
	lost, column := int64(0), slices.Index(l.Series.Columns, "lost")
	for _, row := range l.Series.Rows {
		lost += int64(row[column])
	}
	if lost != l.Deliveries.Lost {
		t.Errorf("%d lost in the series, want %d", lost, l.Deliveries.Lost)
	}
}
