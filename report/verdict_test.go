package report_test

import (
	"encoding/json"
	"testing"

	"github.com/ssegauge/ssegauge/report"
)

func TestVerdictsAreOrdered(t *testing.T) {
	order := []report.Verdict{report.Pass, report.Skip, report.Warn, report.Fail, report.Error}
	for i, better := range order {
		for _, worse := range order[i:] {
			if got := better.Worst(worse); got != worse {
				t.Errorf("%v.Worst(%v) = %v", better, worse, got)
			}
			if got := worse.Worst(better); got != worse {
				t.Errorf("%v.Worst(%v) = %v", worse, better, got)
			}
		}
	}
}

func TestWords(t *testing.T) {
	tests := []struct {
		name string
		json string
		got  any
	}{
		{"pass", `"pass"`, report.Pass},
		{"skip", `"skip"`, report.Skip},
		{"warn", `"warn"`, report.Warn},
		{"fail", `"fail"`, report.Fail},
		{"error", `"error"`, report.Error},
		{"must", `"must"`, report.Must},
		{"should", `"should"`, report.Should},
		{"may", `"may"`, report.May},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out, err := json.Marshal(tt.got)
			if err != nil {
				t.Fatal(err)
			}
			if string(out) != tt.json {
				t.Errorf("got %s, want %s", out, tt.json)
			}
			checkWordBack(t, tt.json, tt.got)
		})
	}
}

func checkWordBack(t *testing.T, text string, want any) {
	t.Helper()
	var v report.Verdict
	var l report.Level
	var err error
	switch want := want.(type) {
	case report.Verdict:
		if err = json.Unmarshal([]byte(text), &v); v != want {
			t.Errorf("read %s as %v", text, v)
		}
	case report.Level:
		if err = json.Unmarshal([]byte(text), &l); l != want {
			t.Errorf("read %s as %v", text, l)
		}
	}
	if err != nil {
		t.Errorf("read %s: %v", text, err)
	}
}

func TestUnknownWordsAreRefused(t *testing.T) {
	tests := []struct {
		name string
		give func() error
		want string
	}{
		{"verdict", func() error { return new(report.Verdict).UnmarshalText([]byte("passed")) }, `parse verdict: "passed" is none of pass, skip, warn, fail, error`},
		{"case of a verdict", func() error { return new(report.Verdict).UnmarshalText([]byte("Pass")) }, `parse verdict: "Pass" is none of pass, skip, warn, fail, error`},
		{"empty verdict", func() error { return new(report.Verdict).UnmarshalText(nil) }, `parse verdict: "" is none of pass, skip, warn, fail, error`},
		{"level", func() error { return new(report.Level).UnmarshalText([]byte("SHALL")) }, `parse level: "SHALL" is none of must, should, may`},
		{"number past the verdicts", func() error { _, err := report.Verdict(5).MarshalText(); return err }, "write verdict: no word for 5"},
		{"negative level", func() error { _, err := report.Level(-1).MarshalText(); return err }, "write level: no word for -1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.give()
			if err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestUnknownVerdictPrintsItsNumber(t *testing.T) {
	if got := report.Verdict(9).String(); got != "verdict(9)" {
		t.Errorf("got %s", got)
	}
	if got := report.Level(9).String(); got != "level(9)" {
		t.Errorf("got %s", got)
	}
}
