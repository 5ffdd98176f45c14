package report_test

import (
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/report"
)

func TestOutcomesCount(t *testing.T) {
	const pass, skip, warn, fail, fault = report.Pass, report.Skip, report.Warn, report.Fail, report.Error
	tests := []struct {
		outcome       report.Outcome
		verdict       report.Verdict
		counts        report.Verdict
		gates, strict bool
	}{
		{"", pass, pass, false, false},
		{"", skip, skip, false, false},
		{"", warn, warn, false, true},
		{"", fail, fail, true, true},
		{"", fault, fault, true, true},
		{report.Regression, warn, warn, false, true},
		{report.Regression, fail, fail, true, true},
		{report.Expired, warn, warn, false, true},
		{report.Expired, fail, fail, true, true},
		{report.ExpectedFailure, warn, pass, false, false},
		{report.ExpectedFailure, fail, pass, false, false},
		{report.UnexpectedPass, pass, fail, true, true},
		{report.Flaky, pass, pass, false, false},
		{report.Flaky, fail, pass, false, false},
		{report.Flaky, fault, skip, false, false},
		{report.New, fail, pass, false, false},
		{report.New, skip, skip, false, false},
		{report.New, fault, skip, false, false},
		{report.Unmatched, skip, skip, true, true},
	}
	for _, tt := range tests {
		t.Run(string(tt.outcome)+" "+tt.verdict.String(), func(t *testing.T) {
			res := report.Result{Outcome: tt.outcome, Verdict: tt.verdict}
			if got := res.Counts(); got != tt.counts {
				t.Errorf("counts as %s, want %s", got, tt.counts)
			}
			if got := (&report.Run{}).Gates(&res); got != tt.gates {
				t.Errorf("gates: %t, want %t", got, tt.gates)
			}
			if got := (&report.Run{Strict: true}).Gates(&res); got != tt.strict {
				t.Errorf("strict: gates: %t, want %t", got, tt.strict)
			}
		})
	}
}

func TestBroken(t *testing.T) {
	tests := []struct {
		name string
		give report.Result
		want bool
	}{
		{"kept", report.Result{Verdict: report.Pass}, false},
		{"a MAY that is not kept", report.Result{Verdict: report.Pass, Findings: []report.Finding{{}}}, true},
		{"skipped", report.Result{Verdict: report.Skip}, false},
		{"a SHOULD", report.Result{Verdict: report.Warn}, true},
		{"a MUST", report.Result{Verdict: report.Fail}, true},
		{"not judged", report.Result{Verdict: report.Error}, false},
	}
	for _, tt := range tests {
		if got := tt.give.Broken(); got != tt.want {
			t.Errorf("%s: got %t", tt.name, got)
		}
	}
}

func TestVerdictOfARunWithOutcomes(t *testing.T) {
	result := func(o report.Outcome, v report.Verdict) report.Result { return report.Result{Outcome: o, Verdict: v} }
	tests := []struct {
		name    string
		results []report.Result
		want    report.Verdict
		summary string
	}{
		{"a known failure passes", []report.Result{result(report.ExpectedFailure, report.Fail)}, report.Pass, "1 expected failure"},
		{"beside a new one it fails", []report.Result{result(report.ExpectedFailure, report.Fail), result(report.Regression, report.Fail)}, report.Fail, "1 failed, 1 expected failure"},
		{"an unexpected pass fails", []report.Result{result("", report.Pass), result(report.UnexpectedPass, report.Pass)}, report.Fail, "1 passed, 1 unexpected pass"},
		{"expired", []report.Result{result(report.Expired, report.Fail)}, report.Fail, "1 failed"},
		{"flaky and new", []report.Result{result(report.Flaky, report.Fail), result(report.New, report.Fail), result(report.New, report.Pass)}, report.Pass, "1 flaky, 2 new"},
		{"nothing was judged but for an error that does not gate", []report.Result{result(report.Flaky, report.Error), result("", report.Skip)}, report.Skip, "1 flaky, 1 skipped"},
		{"an error is not excused by what is", []report.Result{result(report.ExpectedFailure, report.Fail), result("", report.Error)}, report.Error, "1 error, 1 expected failure"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := report.NewRun(report.KindCheck, target(), started())
			r.Finish(tt.results, time.Second)
			if r.Verdict != tt.want || r.Summary.String() != tt.summary {
				t.Errorf("got %s, %q, want %s, %q", r.Verdict, r.Summary, tt.want, tt.summary)
			}
			if r.Summary.Total() != len(tt.results) {
				t.Errorf("the counts add up to %d", r.Summary.Total())
			}
		})
	}
}

func TestLevelBroken(t *testing.T) {
	for level, want := range map[report.Level]report.Verdict{
		report.Must: report.Fail, report.Should: report.Warn, report.May: report.Pass, report.May + 1: report.Error,
	} {
		if got := level.Broken(); got != want {
			t.Errorf("%s: got %s, want %s", level, got, want)
		}
	}
}

func TestJUnitCasesByOutcome(t *testing.T) {
	got := map[string]string{}
	doc := readJUnit(t, gated())
	for _, s := range doc.Suites {
		for _, c := range s.Cases {
			switch {
			case c.Failure != nil:
				got[c.Name] = "failure"
			case c.Error != nil:
				got[c.Name] = "error"
			case c.Skipped != nil:
				got[c.Name] = "skipped"
			default:
				got[c.Name] = "passed"
			}
		}
	}
	for name, want := range map[string]string{
		"framing-blank-line-ends-frame": "failure", // regression
		"framing-fields-known":          "failure", // expired
		"response-no-transform":         "failure", // unexpected pass
		"liveness-now-a-must":           "failure", // a broken SHOULD in a strict run
		"framing-line-ends":             "skipped", // expected failure
		"liveness-quiet":                "skipped", // expected failure
		"framing-no-bom":                "skipped", // new
		"liveness-heartbeat":            "skipped", // flaky
		"resume-replay-once":            "skipped", // flaky, not judged
		"liveness-prompt":               "passed",  // flaky
		"encoding-utf-8":                "passed",  // new
		"resume-unknown-id":             "error",   // unmatched
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	if doc.Failures != 4 || doc.Errors != 1 || doc.Skipped != 6 {
		t.Errorf("%d failures, %d errors, %d skipped", doc.Failures, doc.Errors, doc.Skipped)
	}
}
