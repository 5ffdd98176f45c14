package selftest

import (
	"testing"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs"
)

// With every hook, the right server is seen keeping what needs one.
func TestRightServerKeepsWhatNeedsControl(t *testing.T) {
	target, err := start(t.Context(), &Row{})
	if err != nil {
		t.Fatal(err)
	}
	defer target.stop()
	target.config.Labels = "tier:control"
	run, err := specs.Check(t.Context(), target.config)
	if err != nil {
		t.Fatal(err)
	}
	if len(run.Results) == 0 {
		t.Error("nothing was judged")
	}
	for _, r := range run.Results {
		if r.Verdict != report.Pass {
			t.Errorf("%s: %s, %s %+v", r.Requirement, r.Verdict, r.Reason, r.Findings)
		}
	}
}
