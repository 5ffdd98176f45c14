package threshold

import (
	"errors"
	"slices"
	"testing"
)

// What is parsed is shown in one form, and that form is parsed to the same.
func TestParse(t *testing.T) {
	tests := []struct{ text, want string }{
		{"lag.p99 < 250ms", ""},
		{"lag.p99<250ms", "lag.p99 < 250ms"},
		{"  lost==0 ", "lost == 0"},
		{"opened / planned > 99.9%", ""},
		{"lag{stage=peak}.p99.9 <= 1s", ""},
		{"lag{ stage = peak,tag=us-east }.p50 <= 1m30s", "lag{stage=peak, tag=us-east}.p50 <= 1m30s"},
		{`lag{stage="cool down"}.max < 1.5h`, ""},
		{`lag{stage="peak"}.max < 2us`, "lag{stage=peak}.max < 2us"},
		{"lag.max < 2µs", ""},
		{"events.rate >= 10000", ""},
		{"events.rate >= 10k/s", ""},
		{"bytes.rate > 1.5MiB/s", ""},
		{"connect.max < 2s", ""},
		{"lag.p99 - lag.p50 < 100ms", ""},
		{"errors{class=refused} == 0", ""},
		{"errors{class=content-type, stage=ramp} != 0", "errors{stage=ramp, class=content-type} != 0"},
		{"failed / started < 0.1%", ""},
		{"failed / started < 0.001", ""},
		{"cpu < 80%", ""},
		{"rss <= 2GB", ""},
		{"rss / opened < 512B", "!"},
		{"paused == 0", ""},
		{"lag.min > -5ms", ""},
		{"lag.p99 < 2 * lag.p50 + 10ms", ""},
		{"lag.p99 < 2*(lag.p50+10ms)", "lag.p99 < 2 * (lag.p50 + 10ms)"},
		{"((lost)) == (0)", "lost == 0"},
		{"lost - (failed - started) == 0", ""},
		{"(lost - failed) - started == 0", "lost - failed - started == 0"},
		{"lost / (failed / started) == 0", ""},
		{"opened >= 99% * planned", ""},
		{"250ms > lag.p99", ""},
		{"lag.count > 1M", ""},
		{"lost == 0 abort", ""},
		{"lost == 0   abort  after 90s", "lost == 0 abort after 1m30s"},
		{"lag.p0 <= lag.p100", ""},
	}
	for _, test := range tests {
		got, err := Parse(test.text, known())
		if test.want == "!" {
			if err == nil {
				t.Errorf("Parse(%q) is %s, want an error", test.text, got)
			}
			continue
		}
		want := test.want
		if want == "" {
			want = test.text
		}
		if err != nil || got.String() != want {
			t.Errorf("Parse(%q) is %v, %v; want %s", test.text, got, err, want)
			continue
		}
		if again, err := Parse(got.String(), known()); err != nil || again.String() != want {
			t.Errorf("Parse(%q) is %v, %v; want the same", got, again, err)
		}
	}
}

// What is parsed is shown as a text that is parsed to the same, and errors have a place.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"lag{stage=peak}.p99.9 <= 1s abort after 10s", "opened / planned > 99.9%", "(lag.max - 1ms) * 2 < -3us",
		`errors{class="content-type", stage="cool down"} == 0`, "events.rate >= 10k/s", "rss / 2 < 1.5GiB", "lost = 0",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		first, err := Parse(text, known())
		if err != nil {
			var wrong *SyntaxError
			if !errors.As(err, &wrong) || wrong.Offset < 0 || wrong.Offset > len(text) {
				t.Fatalf("Parse(%q): %#v", text, err)
			}
			wrong.Mark()
			return
		}
		second, err := Parse(first.String(), known())
		if err != nil && len(first.String()) <= maxBytes {
			t.Fatalf("Parse(%q) is %q, which is refused: %v", text, first, err)
		}
		if err == nil && second.String() != first.String() {
			t.Fatalf("Parse(%q) is %q, and then %q", text, first, second)
		}
		first.Evaluate(run{})
		first.Hopeless(run{})
	})
}

func TestMetrics(t *testing.T) {
	for text, want := range map[string][]string{
		"lost == 0 abort":               {"lost"},
		"3 < failed":                    {"failed"},
		"lag.p99 < 2 * (lag.p50 + 5ms)": {"lag"},
		"lost / (failed - started) < 1": {"failed", "lost", "started"},
		"lag{stage=peak}.p50 < 1s":      {"lag"},
	} {
		got, err := Parse(text, known())
		if err != nil || !slices.Equal(got.Metrics(), want) {
			t.Errorf("%s: got %q, %v, want %q", text, got.Metrics(), err, want)
		}
	}
}
