package threshold

import (
	"errors"
	"strings"
	"testing"
)

// Every error has its place under the text, and most have a hint.
func TestParseErrors(t *testing.T) {
	tests := []struct{ text, caret, problem, hint string }{
		{
			"",
			"^", "want a number or a figure, there is the end", example,
		}, {
			"lag.p99",
			"       ^", "want a comparison, there is the end", "comparisons are < <= > >= == !=",
		}, {
			"lag.p99 <",
			"         ^", "want a number or a figure, there is the end", example,
		}, {
			"lags.p99 < 250ms",
			"^", `there is no metric "lags"`, "did you mean lag?",
		}, {
			"p(99) < 250",
			"^", `there is no metric "p"`, "there are lag, connect, opened, planned, started, failed, lost, events, bytes, errors, cpu, rss and others",
		}, {
			"lag < 250ms",
			"^", "lag is a distribution: one of its figures is wanted", "there are lag.p99 (p0 to p100), .min, .max, .mean and .count",
		}, {
			"lag.avg < 250ms",
			"    ^", `lag has no "avg"`, "did you mean lag.mean?",
		}, {
			"lag.median < 250ms",
			"    ^", `lag has no "median"`, "did you mean lag.p50?",
		}, {
			"lag.p101 < 250ms",
			"    ^", `lag has no "p101"`, "there are lag.p99 (p0 to p100), .min, .max, .mean and .count",
		}, {
			"lag. < 250ms",
			"    ^", `want a statistic, there is "<"`, "there are lag.p99 (p0 to p100), .min, .max, .mean and .count",
		}, {
			"lost.p99 == 0",
			"     ^", `lost has no "p99"`, "there are lost and lost.rate (per second)",
		}, {
			"cpu.max < 80%",
			"    ^", `cpu has no "max"`, "there is only cpu",
		}, {
			"lag.p99 = 250ms",
			"        ^", `"=" is no comparison`, "did you mean ==?",
		}, {
			"lag.p99 => 250ms",
			"        ^", `"=>" is no comparison`, "did you mean >=?",
		}, {
			"lag.p99 ≤ 250ms",
			"        ^", `"≤" is no comparison`, "did you mean <=?",
		}, {
			"lag.p99 250ms",
			"        ^", `want a comparison, there is "250ms"`, "comparisons are < <= > >= == !=",
		}, {
			"lag.p99 < 250",
			"          ^", "lag.p99 is a duration, and is compared with a plain number", "write its unit, as in 250ms or 2s",
		}, {
			"250 > lag.p99",
			"      ^", "250 is a plain number, and is compared with a duration", "write its unit, as in 250ms or 2s",
		}, {
			"rss < 1M",
			"      ^", "rss is a size in bytes, and is compared with a plain number", "write its unit, as in 64KiB or 10MB",
		}, {
			"lost < 1%",
			"       ^", "lost is a count, and is compared with a share", "divide by what it is a share of, as in failed / started < 1%",
		}, {
			"cpu < lost",
			"      ^", "cpu is a share, and is compared with a count", "a share has no unit, or percents, as in 99.9%",
		}, {
			"lag.p99 < 10MB",
			"          ^", "lag.p99 is a duration, and is compared with a size in bytes", "both sides must be of one kind",
		}, {
			"events.rate > bytes.rate",
			"              ^", "events.rate is a rate, and is compared with a rate of bytes", "both sides must be of one kind",
		}, {
			"rss * rss > 1s",
			"            ^", "rss * rss is a mixture of units, and is compared with a duration", "both sides must be of one kind",
		}, {
			"lag.p99 + 5 < 1s",
			"          ^", "lag.p99 is a duration, and is added to a plain number", "write its unit, as in 250ms or 2s",
		}, {
			"lag.p99 - lost < 1s",
			"          ^", "lag.p99 is a duration, and is reduced by a count", "both sides must be of one kind",
		}, {
			"1 < 2",
			"^", "it names no figure of the run", example,
		}, {
			"events/s >= 10000",
			"       ^", `there is no metric "s"`, "write events.rate for events per second",
		}, {
			"events{stage=peak} / sec >= 10000",
			"                     ^", `there is no metric "sec"`, "write events{stage=peak}.rate for events per second",
		}, {
			"lag.p99 < 250sec",
			"          ^", `"sec" is no unit`, unitHint,
		}, {
			"lag.p99 < 1.2.3ms",
			"          ^", `"ms" is no unit`, unitHint,
		}, {
			"lost < 1.",
			"       ^", `"1." is no number`, unitHint,
		}, {
			"lost < .5",
			"       ^", `want a number or a figure, there is "."`, "numbers begin with a digit, as in 0.5",
		}, {
			"lost < 1" + strings.Repeat("0", 400),
			"", `"100000000000000000000000000000…" is out of range`, unitHint,
		}, {
			"lag.p99 < 5ms/s",
			"          ^", "a rate is of a number or of bytes, as in 500/s or 10MB/s", "",
		}, {
			"(lost == 0",
			"      ^", `want ), there is "="`, "",
		}, {
			"lost == 0)",
			"         ^", `nothing is expected here, there is ")"`, "after the comparison there may be abort, or abort after 10s",
		}, {
			"lost == 0 and failed == 0",
			"          ^", `nothing is expected here, there is "and"`, "one comparison is one threshold: write two",
		}, {
			"0 < lost < 5",
			"         ^", `nothing is expected here, there is "<"`, "one comparison is one threshold: write two",
		}, {
			"lag.p99 < 1s during peak",
			"             ^", `nothing is expected here, there is "during"`, "select a stage as in lag{stage=peak}.p99",
		}, {
			"lost == 0 abort after",
			"                     ^", "want a duration of more than 0, there is the end", "abort after 10s",
		}, {
			"lost == 0 abort after 10",
			"                      ^", `want a duration of more than 0, there is "10"`, "abort after 10s",
		}, {
			"lost == 0 abort after 0s",
			"                      ^", `want a duration of more than 0, there is "0s"`, "abort after 10s",
		}, {
			"lost == 0 abort later",
			"                ^", `nothing is expected here, there is "later"`, "after the comparison there may be abort, or abort after 10s",
		}, {
			"lost == abort",
			"        ^", `want a number or a figure, there is "abort"`, example,
		}, {
			"lag{} < 1s",
			"    ^", `want a key, there is "}"`, "keys are stage, tag and class",
		}, {
			"lag{phase=peak}.p99 < 1s",
			"    ^", `want a key, there is "phase"`, "keys are stage, tag and class",
		}, {
			"lag{stage:peak}.p99 < 1s",
			"         ^", `want =, there is ":"`, "write stage=NAME",
		}, {
			"lag{stage=}.p99 < 1s",
			"          ^", `want the name of a stage, there is "}"`, "there are ramp, peak, cool down",
		}, {
			"lag{stage=storm}.p99 < 1s",
			"          ^", `there is no stage "storm"`, "there are ramp, peak, cool down",
		}, {
			"lag{stage=peek}.p99 < 1s",
			"          ^", `there is no stage "peek"`, "did you mean peak?",
		}, {
			`lag{stage="cool}.p99 < 1s`,
			"          ^", "the text in quotes does not end, or is not as in Go", "",
		}, {
			"lag{stage=peak stage=ramp}.p99 < 1s",
			"               ^", `want , or } in the selector, there is "stage"`, "",
		}, {
			"lag{stage=peak, stage=ramp}.p99 < 1s",
			"                ^", "stage is selected twice", "",
		}, {
			"lag{class=refused}.p99 < 1s",
			"    ^", "lag cannot be selected by class", "it can be selected by stage and tag",
		}, {
			"cpu{stage=peak} < 80%",
			"    ^", "cpu cannot be selected by stage", "it is one figure for all of the run",
		}, {
			"lag.p99{stage=peak} < 1s",
			"       ^", "the selector stands before the point", "write lag{…}.p99",
		}, {
			"lost == 0\xff",
			"        ^", `"\xff" is no unit`, unitHint,
		}, {
			"lost \xff 0",
			"     ^", "want a comparison, there is byte 0xff", "comparisons are < <= > >= == !=",
		}, {
			"lost == 0 " + strings.Repeat("x", 600),
			"", "it is longer than 512 bytes", "write several thresholds",
		},
	}
	for _, test := range tests {
		got, err := Parse(test.text, known())
		var wrong *SyntaxError
		if !errors.As(err, &wrong) {
			t.Errorf("Parse(%q) is %v, %v; want a syntax error", test.text, got, err)
			continue
		}
		if wrong.Problem != test.problem || wrong.Hint != test.hint {
			t.Errorf("Parse(%q)\n got %s (%s)\nwant %s (%s)", test.text, wrong.Problem, wrong.Hint, test.problem, test.hint)
		}
		text, caret, _ := strings.Cut(wrong.Mark(), "\n")
		if test.caret != "" && caret != test.caret {
			t.Errorf("Parse(%q) is marked\n%s\n%s\nwant\n%s", test.text, text, caret, test.caret)
		}
		if len([]rune(text)) > 72 || len(caret) > 73 {
			t.Errorf("Parse(%q) is marked in too wide lines:\n%s\n%s", test.text, text, caret)
		}
	}
}

func TestSyntaxErrorIsOneLine(t *testing.T) {
	_, err := Parse("lag.p99 <\n250", known())
	want := `read threshold "lag.p99 <\n250": want a number or a figure, there is "\n"`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
