package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/report"
)

// manyBroken returns a Run whose Markdown report is larger than any summary.
func manyBroken() *report.Run {
	results := make([]report.Result, 5000)
	for i := range results {
		results[i] = report.Result{
			Requirement: "a-b", Chapter: "a", Verdict: report.Fail, Sentence: "It MUST be.",
			Findings: []report.Finding{{Message: strings.Repeat("m", 200), Offset: -1, AtMS: -1}},
		}
	}
	r := runWith()
	r.Finish(results, 0)
	return r
}

func TestSummaryIsBounded(t *testing.T) {
	tests := []struct {
		name  string
		there int // bytes
		full  bool
	}{
		{"empty", 0, false},
		{"half full", 1 << 19, false},
		{"nearly full", 1<<20 - 5000, false},
		{"full", 1<<20 - 1000, true},
		{"too large", 1<<20 + 1, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			name := filepath.Join(t.TempDir(), "summary.md")
			before := strings.Repeat("x", tt.there)
			if err := os.WriteFile(name, []byte(before), 0o600); err != nil {
				t.Fatal(err)
			}
			var stderr bytes.Buffer
			if err := appendSummary(&stderr, manyBroken(), name); err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			added, kept := strings.CutPrefix(string(text), before)
			if !kept || len(text) > max(1<<20, tt.there) {
				t.Errorf("%d bytes after %d", len(text), tt.there)
			}
			if tt.full != (added == "") || tt.full != strings.Contains(stderr.String(), "is full") {
				t.Errorf("%d bytes were added, and said: %s", len(added), &stderr)
			}
			if !tt.full && !strings.Contains(added, "more without room here") {
				t.Error("nothing says what is left out")
			}
		})
	}
}

func TestCommandless(t *testing.T) {
	tests := []struct{ name, give, want string }{
		{"text", "a: b\n  c:: d\n", "a: b\n  c:: d\n"},
		{"command", "::add-mask::x\n", ": :add-mask::x\n"},
		{"indented", "a\n \t  ::error::x\n", "a\n \t  : :error::x\n"},
		{"old command", "bytes: ##[add-mask]x\n", "bytes: ## [add-mask]x\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			n, err := commandless{&b}.Write([]byte(tt.give))
			if err != nil || n != len(tt.give) || b.String() != tt.want {
				t.Errorf("got %q, %d, %v", &b, n, err)
			}
		})
	}
}
