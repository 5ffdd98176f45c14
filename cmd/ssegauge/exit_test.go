package main

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/report"
)

// interrupted returns a context that has ended.
func interrupted(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

func TestExitCodeOfAnError(t *testing.T) {
	tests := []struct {
		name string
		err  error
		want int
	}{
		{"usage", usagef("no such flag"), 2},
		{"wrapped usage", fmt.Errorf("check: %w", usagef("no such flag")), 2},
		{"joined usage", errors.Join(errors.New("first"), usagef("second")), 2},
		{"anything else", errors.New("disk full"), 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := exitCode(t.Context(), test.err); got != test.want {
				t.Errorf("exit code %d, want %d", got, test.want)
			}
			if got := exitCode(interrupted(t), test.err); got != 130 {
				t.Errorf("interrupted: exit code %d, want 130", got)
			}
		})
	}
}

// runWith returns a Run with one Result of each verdict.
func runWith(verdicts ...report.Verdict) *report.Run {
	r := report.NewRun(report.KindCheck, report.Target{URL: "http://127.0.0.1/"}, time.Now())
	var results []report.Result
	for _, v := range verdicts {
		results = append(results, report.Result{Requirement: "response-status-200", Verdict: v})
	}
	r.Finish(results, time.Second)
	return r
}

// unjudged returns a Run that gave up on its Target after the verdicts.
func unjudged(verdicts ...report.Verdict) *report.Run {
	r := runWith(verdicts...)
	r.CouldNotJudge("connection refused", "")
	return r
}

func TestExitCodeOfARun(t *testing.T) {
	const pass, skip, warn, fail, fault = report.Pass, report.Skip, report.Warn, report.Fail, report.Error
	tests := []struct {
		name         string
		run          *report.Run
		want, strict int
	}{
		{"all passed", runWith(pass, pass), 0, 0},
		{"passed and skipped", runWith(pass, skip), 0, 0},
		{"a broken SHOULD", runWith(pass, warn, skip), 0, 1},
		{"a broken MUST", runWith(pass, warn, fail), 1, 1},
		{"all skipped", runWith(skip, skip), 3, 3},
		{"nothing selected", runWith(), 3, 3},
		{"one could not be judged", runWith(pass, fault), 3, 3},
		{"one broken, one not judged", runWith(fail, fault), 3, 3},
		{"unreachable", unjudged(), 3, 3},
		{"lost on the way", unjudged(pass, fail), 3, 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := exitCodeOf(nil, test.run); got != test.want {
				t.Errorf("exit code %d, want %d", got, test.want)
			}
			if got := exitCodeOf(interrupted(t).Err(), test.run); got != 130 {
				t.Errorf("interrupted: exit code %d, want 130", got)
			}
			if got := exitCodeOf(errors.New("disk full"), test.run); got != 3 {
				t.Errorf("another error: exit code %d, want 3", got)
			}
			test.run.Strict = true
			if got := exitCodeOf(nil, test.run); got != test.strict {
				t.Errorf("strict: exit code %d, want %d", got, test.strict)
			}
		})
	}
}

func TestExitCodeOfAGatedRun(t *testing.T) {
	outcome := func(o report.Outcome, v report.Verdict) *report.Run {
		r := runWith(v, report.Pass)
		r.Results[0].Outcome = o
		r.Finish(r.Results, time.Second)
		return r
	}
	tests := []struct {
		outcome report.Outcome
		verdict report.Verdict
		want    int
	}{
		{report.Regression, report.Fail, 1},
		{report.ExpectedFailure, report.Fail, 0},
		{report.ExpectedFailure, report.Warn, 0},
		{report.UnexpectedPass, report.Pass, 1},
		{report.Expired, report.Fail, 1},
		{report.Expired, report.Warn, 0},
		{report.Flaky, report.Fail, 0},
		{report.Flaky, report.Error, 0},
		{report.New, report.Fail, 0},
		{report.New, report.Error, 0},
		{"", report.Error, 3},
	}
	for _, test := range tests {
		t.Run(string(test.outcome)+" "+test.verdict.String(), func(t *testing.T) {
			if got := exitCodeOf(nil, outcome(test.outcome, test.verdict)); got != test.want {
				t.Errorf("exit code %d, want %d", got, test.want)
			}
			if got := exitCodeOf(usagef("b.yaml:2:9: x matches nothing"), outcome(test.outcome, test.verdict)); got != 2 {
				t.Errorf("with an entry that matches nothing: exit code %d, want 2", got)
			}
		})
	}
	if got := exitCodeOf(usagef("b.yaml:2:9: x matches nothing"), unjudged()); got != 3 {
		t.Errorf("unreachable: exit code %d, want 3", got)
	}
}

// Of two paths the worse one counts.
func TestExitCodeOfTwoPaths(t *testing.T) {
	tests := []struct {
		name          string
		first, second *report.Run
		strict        bool
		want          int
	}{
		{"both pass", runWith(report.Pass), runWith(report.Warn), false, 0},
		{"strict", runWith(report.Pass), runWith(report.Warn), true, 1},
		{"broken on the second only", runWith(report.Pass), runWith(report.Fail), false, 1},
		{"broken on the first only", runWith(report.Fail), runWith(report.Pass), false, 1},
		{"the second could not be judged", runWith(report.Fail), unjudged(), false, 3},
		{"nothing was judged on the second", runWith(report.Pass), runWith(report.Skip), false, 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.first.Against = report.Compare(test.first, test.second)
			test.first.Strict, test.second.Strict = test.strict, test.strict
			if got := exitCodeOf(nil, test.first); got != test.want {
				t.Errorf("exit code %d, want %d", got, test.want)
			}
			if got := exitCodeOf(interrupted(t).Err(), test.first); got != 130 {
				t.Errorf("interrupted: exit code %d, want 130", got)
			}
		})
	}
}
