package measure

import (
	"testing"
	"time"
)

// Only the present Stage has histograms of 229 KB, in a Sheet and in a total.
func TestStagesThatAreOverArePacked(t *testing.T) {
	total := NewSheet(3, 1)
	for second, stage := range []int{0, 1, 0, 2} { // the third is that of a worker that is late
		s := NewSheet(3, 1)
		s.EnterStage(stage)
		s.Time(0, Lag, time.Duration(second+1)*time.Second)
		s.MergeInto(total)
		s.Reset()
		s.EnterStage(2)
		for at, c := range s.cells {
			if at != 2 && c != nil && (c.timings[Lag].durations != Distribution{} || c.timings[Lag].packed != nil) {
				t.Errorf("an empty sheet has memory in stage %d", at)
			}
		}
	}
	for at, c := range total.cells {
		lag := &c.timings[Lag]
		if dense := lag.durations != (Distribution{}); dense != (at == 2) || (lag.packed != nil) == dense {
			t.Errorf("stage %d: %+v", at, lag)
		}
	}
	if got := total.Timing(Everything(), Lag); got.Count() != 4 {
		t.Errorf("got %d durations, want 4", got.Count())
	}
}
