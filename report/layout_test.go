package report_test

import (
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/report"
)

func TestChaptersAreGroupedInOrderOfFirstAppearance(t *testing.T) {
	r := finished(
		passed("response", "status-200", ""),
		passed("framing", "line-ends", ""),
		passed("response", "media-type", ""),
	)
	want := "✓ response  2 passed\n✓ framing   1 passed\n"
	if got := textOf(t, r, report.TextOptions{}); !strings.Contains(got, want) {
		t.Errorf("got %s", got)
	}
	suites := readJUnit(t, r).Suites
	if len(suites) != 2 || suites[0].Tests != 2 || suites[1].Tests != 1 {
		t.Errorf("got %+v", suites)
	}
}

func TestCountsAreAligned(t *testing.T) {
	results := []report.Result{passed("data", "one", "")}
	for range 12 {
		results = append(results, passed("response", "many", ""))
	}
	want := "✓ data       1 passed\n✓ response  12 passed\n"
	if got := textOf(t, finished(results...), report.TextOptions{}); !strings.Contains(got, want) {
		t.Errorf("got %s", got)
	}
}

func TestLongReasonsAreBounded(t *testing.T) {
	r := unjudged()
	r.CouldNotJudge(strings.Repeat("word ", 100_000), "")
	got := textOf(t, r, report.TextOptions{})
	if len(got) > 4000 || !strings.Contains(got, "…") {
		t.Errorf("%d bytes", len(got))
	}
}

func TestABrokenRequirementWithoutFindingsShowsItsReason(t *testing.T) {
	res := broken()
	if got := textOf(t, finished(res), report.TextOptions{}); !strings.Contains(got, "\n    publish event 3: POST") {
		t.Errorf("got %s", got)
	}
	if got := markdownOf(t, finished(res)); !strings.Contains(got, "```text\npublish event 3: POST") {
		t.Errorf("got %s", got)
	}
}

func TestBlocksAreApartByOneBlankLine(t *testing.T) {
	bare := report.Result{Requirement: "a-b", Chapter: "a", Verdict: report.Fail, Reason: "r", Sentence: "s"}
	for _, r := range []*report.Run{mixed(), finished(bare, bare)} {
		if got := textOf(t, r, report.TextOptions{Verbose: true}); strings.Contains(got, "\n\n\n") {
			t.Errorf("got %s", got)
		}
	}
}
