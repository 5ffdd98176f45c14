package sets_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/sets"
)

func TestLoad(t *testing.T) {
	names := sets.Names()
	if len(names) == 0 || !slices.IsSorted(names) {
		t.Fatalf("got the names %q", names)
	}
	for _, name := range names {
		if _, err := time.Parse("2006-01", name); err != nil {
			t.Errorf("set %q is not named after a month", name)
		}
		set, err := sets.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		again, err := sets.Parse(name, set.Text())
		if diff := cmp.Diff(set, again); err != nil || diff != "" || len(set.Levels) == 0 {
			t.Errorf("%s: %d requirements, %v %s", name, len(set.Levels), err, diff)
		}
	}
}

func TestLoadNamesWhatThereIs(t *testing.T) {
	for _, name := range []string{"1999-01", "", "../sets", "2026-11.txt", "changes"} {
		_, err := sets.Load(name)
		unknown, ok := errors.AsType[*sets.UnknownError](err)
		if !ok || !slices.Equal(unknown.Known, sets.Names()) || !strings.Contains(err.Error(), sets.Names()[0]) {
			t.Errorf("%q: got %v", name, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing", "# nothing\n", "set 2026-01: it is empty"},
		{"an empty closed set", "closed\n", "set 2026-01: it is empty"},
		{"no state", "a-b must\n", "line 1: want open or closed first"},
		{"a state with more", "open now\n", "line 1: want open or closed first"},
		{"no level", "open\na-b\n", "line 2: want an ID and a level, not \"a-b\""},
		{"unknown level", "open\n\n# here\na-b maybe\n", "line 4: parse level"},
		{"not sorted", "open\na-c must\na-b must\n", "line 3: a-b stands behind a-c"},
		{"twice", "open\na-b must\na-b must\n", "line 3: a-b stands behind a-b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := sets.Parse("2026-01", []byte(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	if s, err := sets.Parse("2026-01", []byte("open\n")); err != nil || !s.Open {
		t.Errorf("a new set: got %+v, %v", s, err)
	}
}

func TestPin(t *testing.T) {
	set := &sets.Set{Name: "2026-01", Levels: map[string]report.Level{"a-same": report.Must, "a-milder": report.Should, "a-harder": report.Must, "a-freed": report.May}}
	catalogue := map[string]report.Level{"a-same": report.Must, "a-milder": report.Must, "a-harder": report.Should, "a-freed": report.Must, "a-new": report.Must}
	finding := []report.Finding{{Message: "it is broken"}}
	tests := []struct {
		id      string
		level   report.Level
		verdict report.Verdict
		want    report.Verdict
		outcome report.Outcome
		pinned  string
	}{
		{"a-same", report.Must, report.Fail, report.Fail, "", ""},
		{"a-milder", report.Must, report.Fail, report.Warn, "", "should"},
		{"a-milder", report.Must, report.Error, report.Error, "", "should"},
		{"a-milder", report.Must, report.Skip, report.Skip, "", "should"},
		{"a-harder", report.Should, report.Warn, report.Fail, "", "must"},
		{"a-harder", report.Should, report.Pass, report.Pass, "", "must"},
		{"a-freed", report.Must, report.Fail, report.Pass, "", "may"},
		{"a-same", report.Should, report.Warn, report.Warn, "", ""}, // by a profile
		{"a-harder", report.Must, report.Fail, report.Fail, "", ""}, // by a profile
		{"a-milder", report.May, report.Pass, report.Pass, "", ""},  // by a profile
		{"a-new", report.Must, report.Fail, report.Fail, report.New, ""},
		{"a-new", report.Must, report.Pass, report.Pass, report.New, ""},
		{"a-new", report.Must, report.Error, report.Error, report.New, ""},
		{"a-new", report.Must, report.Skip, report.Skip, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.id+" "+tt.verdict.String(), func(t *testing.T) {
			give := report.Result{Requirement: tt.id, Level: tt.level, Verdict: tt.verdict}
			if give.Broken() {
				give.Findings = finding
			}
			run := report.NewRun(report.KindCheck, report.Target{}, time.Now())
			run.Finish([]report.Result{give}, time.Second)
			pinned := set.Pin(run, catalogue)
			got := pinned.Results[0]
			if got.Verdict != tt.want || got.Outcome != tt.outcome || got.Pinned != tt.pinned || got.Level != tt.level {
				t.Errorf("got %+v", got)
			}
			if pinned.Requirements != "2026-01" || run.Requirements != "" || run.Results[0].Outcome != "" || run.Results[0].Verdict != tt.verdict {
				t.Errorf("run %q is pinned to %q", run.Requirements, pinned.Requirements)
			}
			if diff := cmp.Diff(pinned, set.Pin(pinned, catalogue)); diff != "" {
				t.Errorf("pinned twice it is another: %s", diff)
			}
		})
	}
}

// A run that would fail passes where what failed is not in the set, and the other
// way round.
func TestPinDecidesTheVerdict(t *testing.T) {
	finding := []report.Finding{{Message: "it is broken"}}
	set := &sets.Set{Name: "2026-01", Levels: map[string]report.Level{"a-harder": report.Must}}
	catalogue := map[string]report.Level{"a-harder": report.Should, "a-new": report.Must}
	fresh := report.Result{Requirement: "a-new", Verdict: report.Fail, Findings: finding}
	harder := report.Result{Requirement: "a-harder", Level: report.Should, Verdict: report.Warn, Findings: finding}
	for want, results := range map[report.Verdict][]report.Result{report.Pass: {fresh}, report.Fail: {fresh, harder}} {
		run := report.NewRun(report.KindCheck, report.Target{}, time.Now())
		run.Finish(results, time.Second)
		if got := set.Pin(run, catalogue); got.Verdict != want || got.Summary.New != 1 {
			t.Errorf("got %s (%s), want %s", got.Verdict, got.Summary, want)
		}
	}
}
