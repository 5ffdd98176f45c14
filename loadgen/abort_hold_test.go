package loadgen_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	"github.com/ssegauge/ssegauge/report"
)

// What is open when the plan is over is what a threshold on live is about, and not the farewell. One
// that has stopped the run stays missed, also if it holds afterwards, and the report can be read.
func TestThresholdsOnWhatIsOpen(t *testing.T) {
	t.Parallel()
	server := startFaulty(t)
	s := scenario(server.url + "/events")
	s.Plan.Stages = []schedule.Stage{{Name: "few", Duration: 2 * time.Second, Streams: 5}, {Name: "many", Duration: time.Hour, Streams: 5}}
	s.Thresholds = []string{"live >= 5", "opened < 5 abort after 1s"}
	run, err := loadgen.Run(t.Context(), s, loadgen.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	live, open := run.Load.Thresholds[0], run.Load.Thresholds[1]
	if live.Held == nil || !*live.Held || live.Actual != "5" {
		t.Errorf("got %+v, want 5 live", live)
	}
	if open.Held == nil || *open.Held {
		t.Errorf("got %+v, want it missed", open)
	}
	var written bytes.Buffer
	if err := report.WriteJSON(&written, run); err != nil {
		t.Fatal(err)
	}
	if _, err := report.ReadJSON(&written); err != nil {
		t.Error(err)
	}
}
