package baseline_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/report/baseline"
)

func today() time.Time { return time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC) }

func result(id string, v report.Verdict, cause report.SkipCause) report.Result {
	chapter, _, _ := strings.Cut(id, "-")
	r := report.Result{Requirement: id, Chapter: chapter, Tier: "passive", Verdict: v, Skip: cause, Reason: "as seen"}
	if v == report.Warn || v == report.Fail {
		r.Findings = []report.Finding{{Message: "it is broken", Offset: -1, AtMS: -1}}
	}
	return r
}

func runOf(results ...report.Result) *report.Run {
	r := report.NewRun(report.KindCheck, report.Target{URL: "http://127.0.0.1/"}, today())
	r.Finish(results, time.Second)
	return r
}

// TestApply goes through every list, Verdict and expiry for one Requirement.
func TestApply(t *testing.T) {
	const old, soon = "2026-11-20", "2026-11-21"
	tests := []struct {
		list, until string
		verdict     report.Verdict
		skip        report.SkipCause
		want        report.Outcome
		strict      report.Outcome
		run         report.Verdict
		unmatched   bool
	}{
		{"", "", report.Pass, "", "", "", report.Pass, false},
		{"", "", report.Warn, "", "", report.Regression, report.Warn, false},
		{"", "", report.Fail, "", report.Regression, report.Regression, report.Fail, false},
		{"", "", report.Error, "", "", "", report.Error, false},
		{"", "", report.Skip, report.SkipUntestable, "", "", report.Skip, false},

		{"expected", "", report.Pass, "", report.UnexpectedPass, report.UnexpectedPass, report.Fail, false},
		{"expected", "", report.Warn, "", report.ExpectedFailure, report.ExpectedFailure, report.Pass, false},
		{"expected", "", report.Fail, "", report.ExpectedFailure, report.ExpectedFailure, report.Pass, false},
		{"expected", "", report.Error, "", "", "", report.Error, false},
		{"expected", "", report.Skip, report.SkipInconclusive, "", "", report.Skip, false},
		{"expected", "", report.Skip, report.SkipUntestable, report.Unmatched, report.Unmatched, report.Skip, true},
		{"expected", "", report.Skip, report.SkipNotApplicable, report.Unmatched, report.Unmatched, report.Skip, true},

		{"expected", soon, report.Fail, "", report.ExpectedFailure, report.ExpectedFailure, report.Pass, false},
		{"expected", old, report.Fail, "", report.Expired, report.Expired, report.Fail, false},
		{"expected", old, report.Warn, "", report.Expired, report.Expired, report.Warn, false},
		{"expected", old, report.Pass, "", report.UnexpectedPass, report.UnexpectedPass, report.Fail, false},

		{"flaky", "", report.Pass, "", report.Flaky, report.Flaky, report.Pass, false},
		{"flaky", "", report.Warn, "", report.Flaky, report.Flaky, report.Pass, false},
		{"flaky", "", report.Fail, "", report.Flaky, report.Flaky, report.Pass, false},
		{"flaky", "", report.Error, "", report.Flaky, report.Flaky, report.Skip, false},
		{"flaky", "", report.Skip, report.SkipUntestable, "", "", report.Skip, false},
		{"flaky", old, report.Fail, "", report.Expired, report.Expired, report.Fail, false},
		{"flaky", old, report.Pass, "", "", "", report.Pass, false},
		{"flaky", old, report.Error, "", "", "", report.Error, false},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s %s %s %s", tt.list, tt.until, tt.verdict, tt.skip), func(t *testing.T) {
			b := listing(t, tt.list, tt.until)
			for _, strict := range []bool{false, true} {
				want := map[bool]report.Outcome{false: tt.want, true: tt.strict}[strict]
				run := runOf(result("retry-digits", tt.verdict, tt.skip))
				run.Strict = strict
				got, err := baseline.Apply(run, b, today())
				if got.Results[0].Outcome != want || got.Verdict != tt.run {
					t.Errorf("strict %t: outcome %q, verdict %s, want %q, %s", strict, got.Results[0].Outcome, got.Verdict, want, tt.run)
				}
				excused := tt.list != "" && want != ""
				if (got.Results[0].Excuse == "OPS-1") != excused || excused && got.Results[0].Until != tt.until {
					t.Errorf("excuse %q until %q", got.Results[0].Excuse, got.Results[0].Until)
				}
				if _, unmatched := errors.AsType[*baseline.UnmatchedError](err); unmatched != tt.unmatched {
					t.Errorf("got %v", err)
				}
			}
		})
	}
}

// listing returns a Baseline that holds retry-digits in one of its lists, or in none.
func listing(t *testing.T, list, until string) *baseline.Baseline {
	t.Helper()
	b := &baseline.Baseline{Name: "b.yaml"}
	e := baseline.Entry{ID: "retry-digits", Reason: "OPS-1", Line: 2, Column: 9}
	if until != "" {
		day, err := time.Parse(time.DateOnly, until)
		if err != nil {
			t.Fatal(err)
		}
		e.Until = day
	}
	switch list {
	case "expected":
		b.Expected = append(b.Expected, e)
	case "flaky":
		b.Flaky = append(b.Flaky, e)
	}
	return b
}

func TestApplyLeavesTheRunAlone(t *testing.T) {
	b := &baseline.Baseline{Expected: []baseline.Entry{{ID: "retry-digits", Reason: "r"}}}
	run := runOf(result("retry-digits", report.Fail, ""))
	before := *run
	once, err := baseline.Apply(run, b, today())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&before, run); diff != "" || run.Results[0].Outcome != "" {
		t.Errorf("Apply wrote into its input: %s", diff)
	}
	twice, err := baseline.Apply(once, b, today())
	if diff := cmp.Diff(once, twice); err != nil || diff != "" {
		t.Errorf("applied twice it is another: %v %s", err, diff)
	}
}

func TestApplyNamesEveryEntryThatMatchesNothing(t *testing.T) {
	b := &baseline.Baseline{
		Name:     "b.yaml",
		Expected: []baseline.Entry{{ID: "retry-digits", Reason: "r", Line: 2, Column: 9}, {ID: "data-crlf", Reason: "r", Line: 4, Column: 9}},
		Flaky:    []baseline.Entry{{ID: "liveness-prompt", Reason: "r", Line: 7, Column: 9}},
	}
	run := runOf(result("retry-digits", report.Skip, report.SkipUntestable), result("retry-present", report.Fail, ""))
	got, err := baseline.Apply(run, b, today())
	want := "b.yaml:2:9: retry-digits matches nothing: it was not judged, untestable: as seen\n" +
		"b.yaml:4:9: data-crlf matches nothing: it is not in this run\n" +
		"b.yaml:7:9: liveness-prompt matches nothing: it is not in this run"
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
	less, err := baseline.Apply(run, b.Matching(run), today())
	if err != nil || less.Results[0].Outcome != "" || less.Results[1].Outcome != report.Regression {
		t.Errorf("with what matches: got %+v, %v", less.Results, err)
	}
	if got.Results[1].Outcome != report.Regression {
		t.Errorf("the other results have no outcome: %+v", got.Results[1])
	}
	run.CouldNotJudge("connection refused", "")
	if _, err := baseline.Apply(run, b, today()); err != nil {
		t.Errorf("a run that judged nothing: %v", err)
	}
}

func TestApplyToWhatIsNotInThePinnedSet(t *testing.T) {
	b := &baseline.Baseline{Expected: []baseline.Entry{{ID: "retry-digits", Reason: "r"}, {ID: "data-crlf", Reason: "r"}}}
	kept, broken := result("retry-digits", report.Pass, ""), result("data-crlf", report.Fail, "")
	kept.Outcome, broken.Outcome = report.New, report.New
	got, err := baseline.Apply(runOf(kept, broken), b, today())
	if err != nil || got.Verdict != report.Pass || got.Summary.New != 2 || got.Results[1].Excuse != "r" {
		t.Errorf("got %+v, %v", got, err)
	}
}

// A broken MAY passes: an entry for it excuses what needs no excuse, but it is no
// unexpected pass.
func TestApplyToABrokenMay(t *testing.T) {
	may := result("retry-digits", report.Pass, "")
	may.Findings = []report.Finding{{Message: "it is broken"}}
	b := &baseline.Baseline{Expected: []baseline.Entry{{ID: "retry-digits", Reason: "r", Until: today().AddDate(-1, 0, 0)}}}
	got, err := baseline.Apply(runOf(may), b, today())
	if err != nil || got.Results[0].Outcome != report.ExpectedFailure || got.Verdict != report.Pass {
		t.Errorf("got %+v, %v", got.Results[0], err)
	}
}
