package loadgen

import (
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

// The first stream of a stage is due when the one before it ends.
func TestStagesReachTheirOwnNumber(t *testing.T) {
	plan := schedule.Plan{Stages: []schedule.Stage{{Duration: time.Second, Streams: 1}, {Duration: time.Second, Streams: 10}, {Duration: time.Second}}}
	r := &runner{scenario: Scenario{Plan: plan}}
	for stage, want := range []int{1, 10, 0} {
		if got := r.streamsAtEnd(stage, time.Duration(stage+1)*time.Second); got != want {
			t.Errorf("stage %d ends with %d streams, want %d", stage, got, want)
		}
	}
}
