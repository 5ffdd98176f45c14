package report_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report"
)

func TestRunVerdict(t *testing.T) {
	result := func(v report.Verdict, cause report.SkipCause) report.Result {
		return report.Result{Verdict: v, Skip: cause}
	}
	pass, warn := result(report.Pass, ""), result(report.Warn, "")
	fail, broken := result(report.Fail, ""), result(report.Error, "")
	untestable := result(report.Skip, report.SkipUntestable)
	foreign, vague := result(report.Skip, report.SkipNotApplicable), result(report.Skip, report.SkipInconclusive)

	tests := []struct {
		name    string
		results []report.Result
		want    report.Verdict
		summary report.Summary
	}{
		{"nothing", nil, report.Skip, report.Summary{}},
		{"only skips", []report.Result{untestable, foreign, vague}, report.Skip, report.Summary{Skip: 2, Untestable: 1}},
		{"skip without a cause", []report.Result{result(report.Skip, "")}, report.Skip, report.Summary{Skip: 1}},
		{"skips do not pull down", []report.Result{untestable, pass, foreign}, report.Pass, report.Summary{Pass: 1, Skip: 1, Untestable: 1}},
		{"a warning beside skips", []report.Result{untestable, warn}, report.Warn, report.Summary{Warn: 1, Untestable: 1}},
		{"the worst wins", []report.Result{pass, fail, warn}, report.Fail, report.Summary{Pass: 1, Warn: 1, Fail: 1}},
		{"error is worst", []report.Result{broken, fail, pass}, report.Error, report.Summary{Pass: 1, Fail: 1, Error: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := report.NewRun(report.KindCheck, target(), started())
			r.Finish(tt.results, time.Second)
			if r.Verdict != tt.want {
				t.Errorf("got %v, want %v", r.Verdict, tt.want)
			}
			if diff := cmp.Diff(tt.summary, r.Summary); diff != "" {
				t.Error(diff)
			}
			if got := r.Summary.Total(); got != len(r.Results) {
				t.Errorf("the counts add up to %d, results are %d", got, len(r.Results))
			}
		})
	}
}

func TestNewRunHasJudgedNothing(t *testing.T) {
	r := report.NewRun(report.KindCheck, target(), started())
	if r.Verdict != report.Skip {
		t.Errorf("verdict is %v", r.Verdict)
	}
	if r.Schema != report.SchemaV1 || r.Kind != "check" || r.Tool.Name != "ssegauge" {
		t.Errorf("got schema %q, kind %q, tool %q", r.Schema, r.Kind, r.Tool.Name)
	}
	if r.Results == nil {
		t.Error("results are nil")
	}
}

func TestStartedIsUTCToTheMillisecond(t *testing.T) {
	zone := time.FixedZone("east", 3600)
	r := report.NewRun(report.KindCheck, target(), time.Date(2026, 3, 14, 10, 26, 53, 589_793_238, zone))
	if want := started(); r.Started != want {
		t.Errorf("got %v, want %v", r.Started, want)
	}
}

func TestFinishLeavesItsInputAlone(t *testing.T) {
	causes := []string{"caus\xe9"}
	results := []report.Result{{Verdict: report.Fail, Causes: causes, Findings: []report.Finding{{Message: "m\xff"}}}, {}}
	r := report.NewRun(report.KindCheck, target(), started())
	r.Finish(results, time.Second)

	if causes[0] != "caus\xe9" || results[0].Findings[0].Message != "m\xff" {
		t.Error("Finish wrote into its input")
	}
	if got := r.Results[0].Causes[0] + " " + r.Results[0].Findings[0].Message; got != `caus\xe9 m\xff` {
		t.Errorf("got %s", got)
	}
	if r.Results[1].Findings == nil {
		t.Error("findings are nil")
	}
	results[0].Verdict = report.Pass
	if r.Results[0].Verdict != report.Fail {
		t.Error("Run holds on to the slice")
	}
}

func TestCouldNotJudge(t *testing.T) {
	before := report.NewRun(report.KindCheck, target(), started())
	before.CouldNotJudge("dial tcp:\n\tno such host\n", "check the name")
	before.Finish(nil, 7*time.Millisecond)

	after := report.NewRun(report.KindCheck, target(), started())
	after.Finish(nil, 7*time.Millisecond)
	after.CouldNotJudge("dial tcp:\n\tno such host\n", "check the name")

	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the order of the calls matters: %s", diff)
	}
	if after.Verdict != report.Error || after.Reason != "dial tcp: no such host" || after.Hint != "check the name" {
		t.Errorf("got %v, %q, %q", after.Verdict, after.Reason, after.Hint)
	}
	if after.DurationMS != 7 {
		t.Errorf("duration is %d ms", after.DurationMS)
	}
}

func TestCouldNotJudgeAlwaysHasAReason(t *testing.T) {
	r := report.NewRun(report.KindCheck, target(), started())
	r.CouldNotJudge(" \n", "")
	if r.Reason == "" {
		t.Error("no reason")
	}
}

func TestSummaryString(t *testing.T) {
	tests := []struct {
		name string
		give report.Summary
		want string
	}{
		{"nothing", report.Summary{}, "nothing judged"},
		{"one of each", report.Summary{Pass: 1, Warn: 1, Fail: 1, Skip: 1, Untestable: 1, Error: 1}, "1 passed, 1 failed, 1 error, 1 warning, 1 skipped, 1 untestable"},
		{"two of each", report.Summary{Pass: 2, Warn: 2, Fail: 2, Skip: 2, Untestable: 2, Error: 2}, "2 passed, 2 failed, 2 errors, 2 warnings, 2 skipped, 2 untestable"},
		{"zeros are left out", report.Summary{Pass: 41, Untestable: 8}, "41 passed, 8 untestable"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.give.String(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
