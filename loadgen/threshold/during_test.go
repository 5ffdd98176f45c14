package threshold_test

import (
	"testing"

	"github.com/ssegauge/ssegauge/loadgen/threshold"
)

func TestDuring(t *testing.T) {
	known := threshold.Catalogue{
		Metrics: []threshold.Metric{
			{Name: "lag", Kind: threshold.Timing, By: threshold.ByStage | threshold.ByTag},
			{Name: "open", Kind: threshold.Timing, By: threshold.ByStage},
			{Name: "lost", Kind: threshold.Count},
		},
		Stages: []string{"ramp", "hold"}, Tags: []string{"news"},
	}
	tests := []struct{ text, want string }{
		{"lag.p99 < 1s", "lag{stage=hold}.p99 < 1s"},
		{"lag{stage=ramp}.p99 < 1s", "lag{stage=ramp}.p99 < 1s"},
		{"lag{tag=news}.p99 < 1s", "lag{stage=hold, tag=news}.p99 < 1s"},
		{"lag.p99 - lag.p50 < (open.p99 + lag.p50) * 2 abort after 1s", "lag{stage=hold}.p99 - lag{stage=hold}.p50 < (open.p99 + lag{stage=hold}.p50) * 2 abort after 1s"},
		{"lost == 0", "lost == 0"},
	}
	for _, test := range tests {
		parsed, err := threshold.Parse(test.text, known)
		if err != nil {
			t.Fatal(err)
		}
		before := parsed.String()
		got := parsed.During("hold", func(metric string) bool { return metric == "lag" || metric == "lost" }).String()
		if got != test.want {
			t.Errorf("%s: got %s, want %s", test.text, got, test.want)
		}
		if _, err := threshold.Parse(got, known); err != nil {
			t.Errorf("%s: %v", got, err)
		}
		if parsed.String() != before {
			t.Errorf("%s became %s", before, parsed)
		}
	}
}
