package report_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report"
)

// verdicts returns a Run of Requirements "a-a", "a-b" and so on.
func verdicts(all ...report.Verdict) *report.Run {
	var results []report.Result
	for i, v := range all {
		r := passed("a", string(rune('a'+i)), "seen")
		r.Verdict = v
		results = append(results, r)
	}
	return finished(results...)
}

func TestCompare(t *testing.T) {
	first := verdicts(report.Pass, report.Pass, report.Warn, report.Skip, report.Fail, report.Pass, report.Fail)
	second := verdicts(report.Pass, report.Skip, report.Fail, report.Pass, report.Pass, report.Fail, report.Skip)
	got := report.Compare(first, second)
	want := []report.Difference{
		{"a-c", report.Warn, report.Fail},
		{"a-e", report.Fail, report.Pass},
		{"a-f", report.Pass, report.Fail},
		{"a-g", report.Fail, report.Skip},
		{"a-b", report.Pass, report.Skip},
		{"a-d", report.Skip, report.Pass},
	}
	if diff := cmp.Diff(want, got.Differences); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a-f"}, got.Worse(true)); diff != "" {
		t.Errorf("worse on the second path (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a-e", "a-g"}, got.Worse(false)); diff != "" {
		t.Errorf("worse on the first path (-want +got):\n%s", diff)
	}
}

func TestCompareWithWhatWasNotJudged(t *testing.T) {
	for _, runs := range [][2]*report.Run{{verdicts(report.Pass), unjudged()}, {unjudged(), verdicts(report.Pass)}} {
		if got := report.Compare(runs[0], runs[1]); got.Differences == nil || len(got.Differences) > 0 || got.Run != runs[1] {
			t.Errorf("got %+v", got)
		}
	}
	other := finished(passed("b", "b", "seen"))
	if got := report.Compare(verdicts(report.Fail), other); len(got.Differences) > 0 {
		t.Errorf("got %+v", got.Differences)
	}
}

func TestReadJSONRefusesAWrongComparison(t *testing.T) {
	good := jsonOf(t, compared())
	at := strings.Index(good, `"against"`)
	inside := func(old, repl string) string { return good[:at] + strings.Replace(good[at:], old, repl, 1) }
	nested := compared()
	nested.Against.Run.Against = report.Compare(healthy(), healthy())
	tests := []struct{ name, give, want string }{
		{"wrong counts", inside(`"pass": 2`, `"pass": 3`), "against: summary says"},
		{"another schema", inside(report.SchemaV1, "x"), "against: no run of schema"},
		{"no run", `{"schema":"ssegauge/run/v1","verdict":"skip","against":{"differences":[]}}`, "against: no run"},
		{"nested", jsonOf(t, nested), "against: the second run has a comparison"},
		{"unknown field", inside(`"differences"`, `"other"`), `unknown field "other"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := report.ReadJSON(strings.NewReader(tt.give)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
	if err := validate(t, compileSchema(t), []byte(jsonOf(t, nested))); err == nil {
		t.Error("the schema takes a comparison in a comparison")
	}
}

// Two paths may differ in nothing but the version of HTTP.
func TestAPathNamesItsVersionOfHTTP(t *testing.T) {
	r := compared()
	r.Against.Run.Target.Proto = "HTTP/2"
	for _, text := range []string{textOf(t, r, report.TextOptions{Width: 200}), markdownOf(t, r)} {
		if strings.Count(text, " over HTTP/2") != 1 {
			t.Errorf("the second path is not named in\n%s", text)
		}
	}
	if err := validate(t, compileSchema(t), []byte(jsonOf(t, r))); err != nil {
		t.Error(err)
	}
}

// What is done to a document does not reach those who share its second Run.
func TestRedactLeavesTheSecondRunOfOthersAlone(t *testing.T) {
	r := compared()
	second := r.Against.Run
	second.Target.URL = "http://u:swordfish@h/"
	r.Redact(report.NewRedactor(nil, []string{"swordfish"}))
	if !strings.Contains(second.Target.URL, "swordfish") || strings.Contains(jsonOf(t, r), "swordfish") {
		t.Errorf("got %s and %s", second.Target.URL, r.Against.Run.Target.URL)
	}
}

// However much differs, what was left out is counted, and the document stays
// under its limit.
func TestMarkdownOfManyDifferencesIsBounded(t *testing.T) {
	var good, bad []report.Result
	for i := range 700 {
		res := failed()
		res.Requirement = fmt.Sprintf("framing-rule-%d", i)
		bad = append(bad, res)
		good = append(good, passed("framing", fmt.Sprintf("rule-%d", i), "seen"))
	}
	r := finished(good...)
	r.Against = report.Compare(r, finished(bad...))
	got := markdownOf(t, r)
	if len(got) > 60_000 || !strings.Contains(got, " more without room here") {
		t.Errorf("%d bytes", len(got))
	}
}
