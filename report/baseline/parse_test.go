package baseline_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report/baseline"
)

// known knows the IDs of the samples, and a spelling of one.
func known(id string) (near string, ok bool) {
	switch id {
	case "retry-present", "retry-digits", "data-crlf", "liveness-prompt":
		return "", true
	case "retry-presnt":
		return "retry-present", false
	}
	return "", false
}

func TestParse(t *testing.T) {
	text := `# what we know
expected:            # known failures
  - id: retry-present
    reason: the CDN, OPS-1
    until: 2027-01-31
  - id: data-crlf
    reason: >
      a reason
      of two lines
flaky:
  - {id: liveness-prompt, reason: "shared: runner"}
`
	got, err := baseline.Parse("b.yaml", []byte(text), known)
	if err != nil {
		t.Fatal(err)
	}
	want := &baseline.Baseline{
		Name: "b.yaml",
		Expected: []baseline.Entry{
			{ID: "retry-present", Reason: "the CDN, OPS-1", Until: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC), Line: 3, Column: 9},
			{ID: "data-crlf", Reason: "a reason of two lines", Line: 6, Column: 9},
		},
		Flaky: []baseline.Entry{{ID: "liveness-prompt", Reason: "shared: runner", Line: 11, Column: 10}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseTakesLittle(t *testing.T) {
	for _, text := range []string{"", "\n", "# nothing yet\n", "---\n", "expected:\n", "expected: []\nflaky: []\n", "flaky:\nexpected:\n"} {
		b, err := baseline.Parse("b.yaml", []byte(text), known)
		if err != nil || len(b.Expected)+len(b.Flaky) > 0 {
			t.Errorf("%q: got %+v, %v", text, b, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	const sound = "expected:\n  - id: retry-present\n    reason: r\n"
	tests := []struct {
		name, text string
		want       []string
	}{
		{"no YAML", "expected: [", []string{"b.yaml:1:"}},
		{"a list", "- id: retry-present\n", []string{"b.yaml:1:1: want the lists expected and flaky"}},
		{"unknown list", "known:\n", []string{`b.yaml:1:1: unknown key "known": want expected or flaky`}},
		{"list twice", sound + sound, []string{"b.yaml:4:1: "}},
		{"no list", "expected: retry-present\n", []string{"b.yaml:1:11: expected: want a list of entries"}},
		{"entry that is no mapping", "flaky:\n  - retry-present\n", []string{`b.yaml:2:5: flaky: want an entry with "id:" and "reason:"`}},
		{"unknown key", sound + "    since: 2026\n", []string{`b.yaml:4:5: unknown key "since": want id, reason or until`}},
		{"no id", "expected:\n  - reason: r\n", []string{"entry without an id"}},
		{"empty id", "expected:\n  - id:\n    reason: r\n", []string{"id: it is empty"}},
		{"no reason", "expected:\n  - id: retry-present\n", []string{"retry-present: entry without a reason"}},
		{"empty reason", "expected:\n  - id: retry-present\n    reason: ''\n", []string{"b.yaml:3:13: reason: it is empty"}},
		{"reason of blanks", "expected:\n  - id: retry-present\n    reason: ' '\n", []string{"b.yaml:3:13: reason: it is empty"}},
		{"reason with a colon", "expected:\n  - id: retry-present\n    reason: {a: b}\n", []string{"reason: want a text; one with a colon needs quotes"}},
		{"alias", "expected:\n  - id: &a retry-present\n    reason: *a\n", []string{"id: want a text", "reason: want a text"}},
		{"bad day", sound + "    until: 2027-02-30\n", []string{`b.yaml:4:12: until: want a day such as 2027-01-31, not "2027-02-30"`}},
		{"day in words", sound + "    until: soon\n", []string{"until: want a day such as"}},
		{"unknown requirement", "expected:\n  - id: retry-presnt\n    reason: r\n", []string{`b.yaml:2:9: unknown requirement "retry-presnt": did you mean "retry-present"`}},
		{"unknown and far", "expected:\n  - id: nothing\n    reason: r\n", []string{"b.yaml:2:9: unknown requirement \"nothing\""}},
		{"twice", sound + "  - id: retry-present\n    reason: r\n", []string{"b.yaml:4:9: retry-present stands twice, before in expected, line 2"}},
		{"in both lists", sound + "flaky:\n  - id: retry-present\n    reason: r\n", []string{"b.yaml:5:9: retry-present stands twice, before in expected, line 2"}},
		{"two documents", sound + "---\nflaky:\n", []string{"want one document"}},
		{"too large", strings.Repeat("#", baseline.MaxBytes+1), []string{"b.yaml: larger than 1 MiB"}},
		{
			"all at once", "expected:\n  - id: nothing\n    until: never\n  - id: data-crlf\n    reasn: r\nflacky:\n",
			[]string{"unknown requirement", "until: want", "nothing: entry without a reason", `unknown key "reasn"`, "data-crlf: entry without a reason", `unknown key "flacky"`},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := baseline.Parse("b.yaml", []byte(tt.text), known)
			if err == nil {
				t.Fatalf("got %+v", b)
			}
			lines := strings.Split(err.Error(), "\n")
			if len(lines) != len(tt.want) {
				t.Fatalf("got %d problems, want %d: %v", len(lines), len(tt.want), err)
			}
			for i, want := range tt.want {
				if !strings.Contains(lines[i], want) || !strings.HasPrefix(lines[i], "b.yaml:") {
					t.Errorf("got %q, want %q", lines[i], want)
				}
			}
		})
	}
}

func TestUnselected(t *testing.T) {
	b, err := baseline.Parse("b.yaml", []byte("expected:\n  - id: data-crlf\n    reason: r\nflaky:\n  - id: liveness-prompt\n    reason: r\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Unselected([]string{"liveness-prompt", "data-crlf"}); err != nil {
		t.Error(err)
	}
	want := "b.yaml:2:9: data-crlf is not selected in this run\nb.yaml:5:9: liveness-prompt is not selected in this run"
	if err := b.Unselected([]string{"retry-present"}); err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestExpired(t *testing.T) {
	e := baseline.Entry{Until: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)}
	tests := []struct {
		name  string
		today time.Time
		want  bool
	}{
		{"the day before", time.Date(2027, 1, 30, 12, 0, 0, 0, time.UTC), false},
		{"the last minute", time.Date(2027, 1, 31, 23, 59, 59, 0, time.UTC), false},
		{"the day after", time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC), true},
		{"already the day after in the east", time.Date(2027, 2, 1, 5, 0, 0, 0, time.FixedZone("east", 6*3600)), false},
	}
	for _, tt := range tests {
		if got := e.Expired(tt.today); got != tt.want {
			t.Errorf("%s: got %t", tt.name, got)
		}
	}
	if (baseline.Entry{}).Expired(time.Now()) {
		t.Error("an entry without a last day has expired")
	}
}
