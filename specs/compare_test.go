package specs

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report"
)

// runBreaking is the Run of a path that breaks these Requirements and no other.
func runBreaking(ids ...string) *report.Run {
	var results []report.Result
	for _, r := range Catalogue() {
		result := report.Result{Requirement: r.ID, Chapter: r.Chapter(), Level: r.Level}
		if slices.Contains(ids, r.ID) {
			result.Verdict = r.Level.Broken()
		}
		results = append(results, result)
	}
	run := report.NewRun(report.KindCheck, report.Target{URL: "http://h/"}, time.Time{})
	run.Finish(results, 0)
	return run
}

// Each explanation is given for each of its Requirements, on either path, and
// for no other.
func TestExplanations(t *testing.T) {
	known := checksByID()
	seen := map[string]bool{}
	for _, e := range explanations() {
		if strings.Count(e.says, "%s") != 1 || len(e.says) > 200 {
			t.Errorf("%q: want one %%s, and at most 200 bytes", e.says)
		}
		for _, id := range e.broken {
			if _, ok := known[id]; !ok || seen[id] {
				t.Errorf("%s: it does not exist, or is explained twice", id)
			}
			seen[id] = true
			for path, runs := range map[string][2]*report.Run{
				"second": {runBreaking(), runBreaking(id)},
				"first":  {runBreaking(id), runBreaking()},
			} {
				got := Compare(runs[0], runs[1])
				if diff := cmp.Diff([]string{fmt.Sprintf(e.says, path)}, got.Likely); diff != "" {
					t.Errorf("%s on the %s path (-want +got):\n%s", id, path, diff)
				}
			}
		}
	}
}

func TestNothingIsExplainedWhereThePathsAgree(t *testing.T) {
	for _, runs := range [][2]*report.Run{
		{runBreaking(), runBreaking()},
		{runBreaking("liveness-event-flushed"), runBreaking("liveness-event-flushed")},
		{runBreaking(), runBreaking("data-empty")},
	} {
		if got := Compare(runs[0], runs[1]); got.Likely != nil {
			t.Errorf("got %q", got.Likely)
		}
	}
}

// A path may break several things at once; the most frequent cause comes first.
func TestExplanationsAreInOrder(t *testing.T) {
	got := Compare(runBreaking("retry-present"), runBreaking("data-large", "liveness-event-flushed", "response-head-on-quiet-stream"))
	if len(got.Likely) != 2 || !strings.Contains(got.Likely[0], "buffers") || !strings.Contains(got.Likely[1], "limits the size") {
		t.Errorf("got %q", got.Likely)
	}
	if len(got.Differences) != 4 {
		t.Errorf("got %v", got.Differences)
	}
}
