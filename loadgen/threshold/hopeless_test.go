package threshold

import (
	"testing"
	"time"
)

func TestHopeless(t *testing.T) {
	s := full()
	s.elapsed["{stage=peak}"] = 5 * time.Second
	tests := []struct {
		text string
		want bool
	}{
		{"failed == 0", false}, // no abort
		{"failed == 0 abort", true},
		{"lost == 0 abort", false},
		{"failed <= 3 abort", false},
		{"failed < 3 abort", true},
		{"3 > failed abort", true},
		{"failed != 3 abort", false}, // can grow
		{"failed > 5 abort", false},  // can grow
		{"failed + lost == 0 abort", true},
		{"0 - failed >= 0 abort", true},
		{"2 * failed < 6 abort", true},
		{"-1 * failed > -3 abort", true},
		{"failed / 2 < 1 abort", true},
		{"failed / planned < 0.01% abort", false}, // planned can grow
		{"1 / failed > 0.5 abort", true},
		{"failed - planned < 0 abort", false},
		{"failed.rate < 0.1 abort", false},
		{"lag.max < 99ms abort", true},
		{"lag.max <= 99ms abort", false},
		{"lag.min > 0 abort", true},
		{"lag.min < 0 abort", false},
		{"lag.count < 100 abort", true},
		{"lag.p50 < 1ms abort", false}, // can come down
		{"lag.mean < 1ms abort", false},
		{"lag{stage=ramp}.count < 1 abort", false},
		{"lag{stage=ramp}.max < 1s abort", false},
		{"errors{class=content-type} == 0 abort", false},
		{"cpu < 10% abort", false},
		{"lag.p50 < 1ms abort after 10s", true},
		{"lag.p50 < 1ms abort after 11s", false},
		{"lag.p50 < 1s abort after 10s", false},
		{"failed == 0 abort after 11s", false},
		{"lag{stage=peak}.p50 < 1ms abort after 10s", false},
		{"lag{stage=peak}.p50 < 1ms abort after 5s", true},
		{"connect.p50 < 1ms abort after 5s", false}, // no data
	}
	for _, test := range tests {
		parsed, err := Parse(test.text, known())
		if err != nil {
			t.Errorf("%s: %v", test.text, err)
			continue
		}
		if got := parsed.Hopeless(s); got != test.want {
			t.Errorf("%s: got %v, want %v", test.text, got, test.want)
		}
	}
}
