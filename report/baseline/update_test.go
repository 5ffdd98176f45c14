package baseline_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/report/baseline"
)

// full is a file with everything that an author may write.
const full = `# Ask ops before you add to this.

expected:            # known failures
  # since the move
  - id: retry-present   # see OPS-1
    reason: the CDN is being replaced, OPS-1
    until: 2027-01-31

  # goes with the next release
  - id: retry-digits
    reason: >
      # no comment,
      but text
    # still about retry-digits
  - id: data-crlf
    reason: "old: client"

# Not worth a thought.
flaky:
  - id: liveness-prompt
    reason: shared runner
`

func TestUpdate(t *testing.T) {
	const pass, fail = report.Pass, report.Fail
	fails := func(ids ...string) *report.Run {
		var results []report.Result
		for _, id := range []string{"retry-present", "retry-digits", "data-crlf", "data-lf", "liveness-prompt"} {
			v := pass
			if strings.Contains(strings.Join(ids, " ")+" ", id+" ") {
				v = fail
			}
			results = append(results, result(id, v, ""))
		}
		return runOf(results...)
	}
	cut := func(text, from, to string) string {
		i, j := strings.Index(text, from), strings.Index(text, to)
		return text[:i] + text[j:]
	}
	crlf := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
	const entry = "  - id: data-lf\n    reason: unreviewed since 2026-11-21\n"
	const head = "# What is known of the target: see ssegauge check --baseline.\n# Give each entry a reason that a reader can check.\n"
	all := fails("retry-present", "retry-digits", "data-crlf")
	tests := []struct {
		name, text string
		run        *report.Run
		want       string
		changes    []string
	}{
		{"nothing changes", full, all, full, nil},
		{"new file", "", fails("data-lf"), head + "expected:\n" + entry, []string{"added data-lf: it is broken"}},
		{"new file without failures", "", fails(), head + "expected:\n", nil},
		{"the first passes", full, fails("retry-digits", "data-crlf"), cut(full, "  # since", "\n  # goes"), []string{"removed retry-present: it passes"}},
		{"the middle passes", full, fails("retry-present", "data-crlf"), cut(full, "  # goes", "  - id: data-crlf"), []string{"removed retry-digits: it passes"}},
		{"the last passes", full, fails("retry-present", "retry-digits"), cut(full, "  - id: data-crlf", "\n# Not worth"), []string{"removed data-crlf: it passes"}},
		{"a new failure", full, fails("retry-present", "retry-digits", "data-crlf", "data-lf"), strings.Replace(full, "\n# Not worth", entry+"\n# Not worth", 1), []string{"added data-lf: it is broken"}},
		{
			"all pass but a new one", full, fails("data-lf"),
			"# Ask ops before you add to this.\n\nexpected:            # known failures\n\n" + entry + cut(full, "# Ask", "\n# Not worth"),
			[]string{"removed retry-present: it passes", "removed retry-digits: it passes", "removed data-crlf: it passes", "added data-lf: it is broken"},
		},
		{"flaky is not touched", full, fails("retry-present", "retry-digits", "data-crlf", "liveness-prompt"), full, nil},
		{"CRLF", crlf(full), fails("retry-present", "retry-digits", "data-lf"), crlf(strings.Replace(cut(full, "  - id: data-crlf", "\n# Not worth"), "\n# Not worth", entry+"\n# Not worth", 1)), []string{"removed data-crlf: it passes", "added data-lf: it is broken"}},
		{"no list yet", "flaky:\n- id: liveness-prompt\n  reason: r", fails("data-lf"), "flaky:\n- id: liveness-prompt\n  reason: r\nexpected:\n" + entry, []string{"added data-lf: it is broken"}},
		{"empty list", "expected: [] # none\nflaky: []\n", fails("data-lf"), "expected: # none\n" + entry + "flaky: []\n", []string{"added data-lf: it is broken"}},
		{"null list", "expected: ~\n", fails("data-lf"), "expected:\n" + entry, []string{"added data-lf: it is broken"}},
		{"end marker", "---\nexpected:\n...\n", fails("data-lf"), "---\nexpected:\n" + entry + "...\n", []string{"added data-lf: it is broken"}},
		{
			"no indent", "expected:\n- id: data-crlf\n  reason: r\n# end\n", fails("data-lf", "data-crlf"),
			"expected:\n- id: data-crlf\n  reason: r\n- id: data-lf\n  reason: unreviewed since 2026-11-21\n# end\n",
			[]string{"added data-lf: it is broken"},
		},
		{"dash on its own line", "expected:\n  -\n    id: data-crlf\n    reason: r\n", fails("data-lf"), "expected:\n" + entry, []string{"removed data-crlf: it passes", "added data-lf: it is broken"}},
		{"entries in braces", "expected:\n  - {id: data-crlf, reason: r}\n  - {id: retry-digits, reason: r}\n", fails("data-crlf"), "expected:\n  - {id: data-crlf, reason: r}\n", []string{"removed retry-digits: it passes"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, changes, err := baseline.Update("b.yaml", []byte(tt.text), tt.run, today())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			var said []string
			for _, c := range changes {
				said = append(said, c.String())
			}
			if diff := cmp.Diff(tt.changes, said); diff != "" {
				t.Error(diff)
			}
			again, more, err := baseline.Update("b.yaml", got, tt.run, today())
			if err != nil || string(again) != string(got) || len(more) > 0 {
				t.Errorf("a second time it changes again: %v, %q, %v", more, again, err)
			}
			checkGreen(t, got, tt.run)
		})
	}
}

// checkGreen holds the law of Update: what it has written excuses the Run that it
// was written from.
func checkGreen(t *testing.T, text []byte, run *report.Run) {
	t.Helper()
	b, err := baseline.Parse("b.yaml", text, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := baseline.Apply(run, b, today())
	if err != nil || got.Verdict != report.Pass {
		t.Errorf("the run is not excused: %s (%s), %v", got.Verdict, got.Summary, err)
	}
}

func TestUpdateKeepsWhatWasNotJudged(t *testing.T) {
	lines := []string{"expected:\n"}
	for _, id := range []string{"a-untestable", "a-foreign", "a-vague", "a-error", "a-elsewhere", "a-expired"} {
		lines = append(lines, "  - id: "+id+"\n    reason: r\n    until: 2026-01-01\n")
	}
	text := strings.Join(lines, "")
	run := runOf(
		result("a-untestable", report.Skip, report.SkipUntestable), result("a-foreign", report.Skip, report.SkipNotApplicable),
		result("a-vague", report.Skip, report.SkipInconclusive), result("a-error", report.Error, ""), result("a-expired", report.Fail, ""),
	)
	got, changes, err := baseline.Update("b.yaml", []byte(text), run, today())
	if err != nil || string(got) != text {
		t.Fatalf("got %s, %v", got, err)
	}
	want := []baseline.Change{
		{Kind: baseline.Kept, ID: "a-untestable", Why: "not judged, untestable: as seen"},
		{Kind: baseline.Kept, ID: "a-foreign", Why: "not judged, not applicable: as seen"},
		{Kind: baseline.Kept, ID: "a-vague", Why: "not judged, inconclusive: as seen"},
		{Kind: baseline.Kept, ID: "a-error", Why: "not judged: as seen"},
		{Kind: baseline.Kept, ID: "a-elsewhere", Why: "not in this run"},
		{Kind: baseline.Kept, ID: "a-expired", Why: "still broken, but expired on 2026-01-01"},
	}
	if diff := cmp.Diff(want, changes); diff != "" {
		t.Error(diff)
	}
}

func TestUpdateAddsWhatGates(t *testing.T) {
	fresh := result("a-new", report.Fail, "")
	fresh.Outcome = report.New
	run := runOf(result("a-should", report.Warn, ""), result("a-error", report.Error, ""), fresh)
	for _, strict := range []bool{false, true} {
		run.Strict = strict
		got, _, err := baseline.Update("b.yaml", nil, run, today())
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(got), "a-should") != strict || strings.Contains(string(got), "a-error") || strings.Contains(string(got), "a-new") {
			t.Errorf("strict %t: got %s", strict, got)
		}
	}
}

func TestUpdateMarksItsEntries(t *testing.T) {
	got, _, err := baseline.Update("b.yaml", nil, runOf(result("a-b", report.Fail, "")), today())
	if err != nil {
		t.Fatal(err)
	}
	b, err := baseline.Parse("b.yaml", got, nil)
	if err != nil || len(b.Expected) != 1 || !b.Expected[0].Unreviewed() || (baseline.Entry{Reason: "OPS-1"}).Unreviewed() {
		t.Errorf("got %+v, %v", b, err)
	}
}

func TestUpdateRefusesWhatItCannotEdit(t *testing.T) {
	run := runOf(result("data-crlf", report.Pass, ""), result("data-lf", report.Fail, ""))
	for _, text := range []string{
		"expected: [{id: data-crlf, reason: r}]\n",
		"{expected: [{id: data-crlf, reason: r}]}\n",
		"{flaky: []}\n",
		"expected: [\n]\n",
	} {
		got, _, err := baseline.Update("b.yaml", []byte(text), run, today())
		if err == nil || !strings.HasPrefix(err.Error(), "update b.yaml: its layout is not understood") {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
	}
	if _, _, err := baseline.Update("b.yaml", []byte("expected: 1\n"), run, today()); err == nil {
		t.Error("a file with mistakes was updated")
	}
}

// FuzzUpdate: whatever stands in a file, Update either refuses it or writes one that
// excuses the run and that a second Update leaves alone.
func FuzzUpdate(f *testing.F) {
	for _, text := range []string{
		full, "", "expected:\n", "expected: []", "flaky:\n- id: data-lf\n  reason: r\n", "---\nexpected:\n...\n",
		"expected:\n  -\n    id: data-crlf\n    reason: |\n      - id: x\n", "expected: [{id: data-crlf, reason: r}]", "{expected: }", "\ufeffexpected:\n",
		"expected:\n- reason: r\n  id: retry-digits # x\n\n# y\n", "\r\nexpected:\r\n - id: data-crlf\r\n   reason: r\r\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		run := runOf(result("retry-digits", report.Pass, ""), result("data-crlf", report.Fail, ""), result("data-lf", report.Fail, ""))
		got, _, err := baseline.Update("b.yaml", []byte(text), run, today())
		if err != nil {
			return
		}
		if _, err := baseline.Parse("b.yaml", got, nil); err != nil {
			t.Fatalf("%q became %q: %v", text, got, err)
		}
		again, _, err := baseline.Update("b.yaml", got, run, today())
		if err != nil || string(again) != string(got) {
			t.Errorf("%q became %q and then %q: %v", text, got, again, err)
		}
	})
}
