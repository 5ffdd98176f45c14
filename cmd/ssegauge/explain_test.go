package main

import (
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/specs"
)

// Every Requirement of the catalogue can be explained, in lines that fit.
func TestExplainEveryRequirement(t *testing.T) {
	for _, r := range specs.Catalogue() {
		text := said(t, "explain", r.ID)
		if wide := wideLines(text); len(wide) > 0 {
			t.Errorf("%s: lines of more than 80 columns:\n%s", r.ID, strings.Join(wide, "\n"))
		}
		for _, want := range []string{r.ID + "\n", "  " + r.Level.String() + ":", "  symptom: ", "  why: ", "  causes: ", "  fix: ", "  source: "} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in:\n%s", r.ID, want, text)
			}
		}
		for _, s := range r.Snippets {
			if !strings.Contains(text, "\n  "+s.For+":\n    "+strings.Split(s.Code, "\n")[0]+"\n") {
				t.Errorf("%s: no snippet for %s", r.ID, s.For)
			}
		}
	}
}

// No chapter has the name of a Requirement, so that a name means one thing.
func TestTopicNames(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range topicNames() {
		if seen[name] {
			t.Errorf("%s stands there twice", name)
		}
		seen[name] = true
	}
	if !seen["retry"] || !seen["retry-sane"] {
		t.Errorf("got %d names", len(seen))
	}
}

// The defects that break least come first: they show the requirement alone.
func TestDefectsThatBreak(t *testing.T) {
	if got := defectsThatBreak("no-such-requirement"); got == nil || len(got) > 0 {
		t.Errorf("got %v, want an empty list that is not null", got)
	}
	for _, d := range defectsThatBreak("data-crlf") {
		if d.Name == "" || d.Sentence == "" {
			t.Errorf("got %+v", d)
		}
	}
}
