package loadgen

import (
	"testing"

	"github.com/ssegauge/ssegauge/loadgen/ledger"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
	"github.com/ssegauge/ssegauge/loadgen/threshold"
)

func TestFirm(t *testing.T) {
	for text, want := range map[string]bool{
		"lost == 0":                           true,
		"0 == duplicate":                      true,
		"lost / expected < 0.1%":              true,
		"reordered + duplicate < 3 abort":     true,
		"lost / (received + missed) < 1%":     true,
		"received / expected > 99%":           false, // is about what came
		"lost / opened < 1":                   false, // a slow generator opens fewer
		"lag.p99 < 250ms":                     false,
		"failed == 0":                         false,
		"lag.p99 < 1s * duplicate / expected": false,
	} {
		parsed, err := threshold.Parse(text, Scenario{}.Catalogue())
		if err != nil {
			t.Error(err)
		} else if got := firm(parsed); got != want {
			t.Errorf("%s: got %t", text, got)
		}
	}
}

// What may still be on its way is no reason to abort, and without a sequence nothing is known.
func TestLostIsWhatIsSure(t *testing.T) {
	numbered := Scenario{Sequence: stamp.Spec{Sequence: "id"}, Plan: schedule.Plan{Stages: schedule.Ramp(1, 0, 1)}}
	lost, err := threshold.Parse("lost == 0 abort", numbered.Catalogue())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name        string
		scenario    Scenario
		lost, young int64
		hopeless    bool
		state       threshold.State
	}{
		{"nothing", numbered, 0, 0, false, threshold.Held},
		{"on its way", numbered, 3, 3, false, threshold.Held},
		{"one is sure", numbered, 3, 2, true, threshold.Missed},
		{"not known", Scenario{}, 0, 0, false, threshold.NoData},
	} {
		f := figures{&runner{scenario: tt.scenario, tally: ledger.Tally{Lost: tt.lost}, young: tt.young}, 1}
		if got := lost.Hopeless(f); got != tt.hopeless {
			t.Errorf("%s: hopeless is %t", tt.name, got)
		}
		if got := lost.Evaluate(f).State; got != tt.state {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
