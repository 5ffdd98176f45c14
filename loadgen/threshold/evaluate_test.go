package threshold

import (
	"testing"
	"time"
)

// full is the source of a run that has lasted for 10 s.
func full() run {
	lag := samples{-2 * time.Millisecond}
	for i := range 99 {
		lag = append(lag, time.Duration(i+1)*time.Millisecond)
	}
	return run{
		timings: map[string]samples{"lag": lag, "lag{stage=peak}": {250*time.Millisecond + 40*time.Microsecond}, "connect": {}},
		numbers: map[string]float64{
			"opened": 9987, "planned": 10000, "started": 0, "failed": 3, "lost": 0, "events": 1234567, "bytes": 5 << 20,
			"errors{class=refused}": 2, "cpu": 0.8004, "rss": 3 << 29, "paused": 1.5e9,
		},
		elapsed: map[string]time.Duration{"": 10 * time.Second},
	}
}

func TestEvaluate(t *testing.T) {
	tests := []struct {
		text   string
		state  State
		actual string
	}{
		{"lag.p99 < 100ms", Held, "99ms"},
		{"lag.p50 < 50ms", Missed, "50ms"},
		{"lag.p50 <= 50ms", Held, "50ms"},
		{"lag.max > 99ms", Missed, "99ms"},
		{"lag.max >= 99ms", Held, "99ms"},
		{"lag.min > -5ms", Held, "-2ms"},
		{"lag.min >= 0", Missed, "-2ms"},
		{"lag.mean < 1s", Held, "49.5ms"},
		{"lag.count == 100", Held, "100"},
		{"lag{stage=peak}.p99.9 <= 250ms", Missed, "250.04ms"},
		{"250ms >= lag{stage=peak}.p99.9", Missed, "250.04ms"},
		{"lag.p99 < 2 * lag.p50", Held, "99ms, and 100ms"},
		{"lag.p99 - lag.p50 < 40ms", Missed, "49ms"},
		{"opened / planned > 99.9%", Missed, "99.87%"},
		{"opened / planned > 0.99", Held, "99.9%"},
		{"opened / planned == 99.87%", Held, "99.9%"},
		{"opened >= 99.9% * planned", Missed, "9987, and 9990"},
		{"lost == 0", Held, "0"},
		{"lost != 0", Missed, "0"},
		{"failed == 0", Missed, "3"},
		{"errors{class=refused} <= 2", Held, "2"},
		{"events.rate >= 200k/s", Missed, "123457/s"},
		{"events.rate >= 123456.5", Held, "123457/s"},
		{"bytes.rate < 1MB/s", Held, "512 KiB/s"},
		{"cpu < 80%", Missed, "80.04%"},
		{"cpu < 90%", Held, "80%"},
		{"rss < 2GB", Held, "1.5 GiB"},
		{"paused < 2s", Held, "1.5s"},
		{"failed / started < 0.1%", NoData, "started is 0"},
		{"connect.max < 2s", NoData, "no connect was measured"},
		{"connect.count == 0", Held, "0"},
		{"lag{stage=ramp}.p99 < 2s", NoData, "no lag{stage=ramp} was measured"},
		{"errors{class=content-type} == 0", NoData, "no errors{class=content-type} is known"},
		{"events{stage=ramp}.rate > 0", NoData, "no events{stage=ramp} is known"},
		{"0 < 1 / lost", NoData, "lost is 0"},
	}
	for _, test := range tests {
		parsed, err := Parse(test.text, known())
		if err != nil {
			t.Errorf("%s: %v", test.text, err)
			continue
		}
		if got, want := parsed.Evaluate(full()), (Result{test.state, test.actual}); got != want {
			t.Errorf("%s: got %v %q, want %v %q", test.text, got.State, got.Actual, want.State, want.Actual)
		}
	}
}

// A rate of what has not begun is not known.
func TestRateNeedsTime(t *testing.T) {
	s := run{numbers: map[string]float64{"events": 5}}
	parsed, err := Parse("events.rate > 0", known())
	if err != nil {
		t.Fatal(err)
	}
	if got := parsed.Evaluate(s); got.State != NoData || got.Actual != "no events: it has not begun" {
		t.Errorf("got %+v", got)
	}
}

func TestSelectedBy(t *testing.T) {
	tests := []struct{ text, stage, tag string }{
		{"lost == 0", "", ""},
		{"lag{stage=peak}.p99 < 1s", "peak", ""},
		{"lag{stage=peak, tag=eu}.p99 < lag{stage=peak, tag=us-east}.p99", "peak", ""},
		{"lag{tag=eu}.p99 < lag{stage=ramp, tag=eu}.p99", "", "eu"},
	}
	for _, test := range tests {
		parsed, err := Parse(test.text, known())
		if err != nil || parsed.Stage() != test.stage || parsed.Tag() != test.tag {
			t.Errorf("%s: got stage %q and tag %q (%v)", test.text, parsed.Stage(), parsed.Tag(), err)
		}
	}
}
