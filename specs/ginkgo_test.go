package specs

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report"
)

func TestSelectChecks(t *testing.T) {
	everything := 0 // of the default profile
	for _, r := range Catalogue() {
		if r.Profile == "" {
			everything++
		}
	}
	tests := []struct {
		name, filter string
		want         int
		first        string
	}{
		{"everything", "", everything, "response-status-200"},
		{"a chapter by its name", "framing", 7, "framing-is-event-stream"},
		{"a chapter by its key", "chapter:framing", 7, "framing-is-event-stream"},
		{"an id", "id:retry-digits", 1, "retry-digits"},
		{"two ids", "id:retry-digits || id:data-empty", 2, "retry-digits"},
		{"levels", "level: containsAny {must, should, may}", everything, "response-status-200"},
		{"without one", "!id:retry-digits", everything - 1, "response-status-200"},
		{"a chapter and a level", "retry && level:must", 1, "retry-digits"},
		{"a regular expression", "/^id:resume-(unknown|huge|odd)-id$/", 3, "resume-unknown-id"},
		{"tiers", "tier:trigger || tier:passive || tier:control", everything, "response-status-200"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := List(tt.filter, "")
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != tt.want || got[0].ID != tt.first {
				t.Errorf("got %d requirements from %s on, want %d from %s on", len(got), got[0].ID, tt.want, tt.first)
			}
		})
	}
}

func TestSelectChecksRefuses(t *testing.T) {
	tests := []struct{ name, filter, want string }{
		{"nothing by that name", "id:no-such-thing", `label filter "id:no-such-thing" selects no requirement`},
		{"a contradiction", "retry && framing", "selects no requirement"},
		{"an unfinished filter", "retry &&", `label filter "retry &&": `},
		{"an unbalanced filter", "(retry", `label filter "(retry": `},
		{"a broken regular expression", "/(/", `label filter "/(/": `},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list, err := List(tt.filter, "")
			if err == nil || len(list) > 0 {
				t.Fatalf("got %d requirements and the error %v", len(list), err)
			}
			if text := err.Error(); !strings.Contains(text, tt.want) || strings.ContainsAny(text, "\n\x1b") || strings.Contains(text, "{{") {
				t.Errorf("got %q, want one plain line with %q", text, tt.want)
			}
		})
	}
}

// chapterCheck is a check that is made for a test of the suite.
func chapterCheck(id string, level report.Level, rule Rule) check {
	return check{Requirement: Requirement{ID: id, Level: level, Tier: TierPassive, Sentence: "It " + id + "."}, probe: probeStream, rule: rule}
}

// Every Spec leaves a Result, in the order of the checks, whatever its Verdict.
func TestRunSpecs(t *testing.T) {
	finding := nowhere(live("x", "").Transcript, "wrong").but("right", "wrong")
	selected := []check{
		chapterCheck("a-kept", report.Must, func(*Observation) Judgement { return kept("seen") }),
		chapterCheck("a-broken", report.Must, func(*Observation) Judgement { return broken(finding, finding) }),
		chapterCheck("b-broken", report.Should, func(*Observation) Judgement { return broken(finding) }),
		chapterCheck("b-allowed", report.May, func(*Observation) Judgement { return broken(finding) }),
		chapterCheck("b-skipped", report.Must, func(*Observation) Judgement { return inconclusive("too short") }),
		chapterCheck("a-hindered", report.Must, func(*Observation) Judgement { return Judgement{Err: errors.New("no luck")} }),
	}
	want := []string{
		"a-kept pass seen 0", "a-broken fail  2", "b-broken warn  1", "b-allowed pass  1", "b-skipped skip too short 0", "a-hindered error no luck 0",
	}
	for _, round := range []string{"first", "second"} {
		t.Run(round, func(t *testing.T) {
			results := runSpecs(selected, map[string]*Observation{probeStream: {}}, nil)
			var got []string
			for _, r := range results {
				got = append(got, strings.Join([]string{r.Requirement, r.Verdict.String(), r.Reason, string(rune('0' + len(r.Findings)))}, " "))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
