package selftest

import (
	"flag"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/reference-server/defects"
	"github.com/ssegauge/ssegauge/specs"
)

var only = flag.String("defects", "", "names of the Defects to judge, separated by commas; empty is all")

// The right server breaks nothing, and each Defect exactly what it says.
func TestKillMatrix(t *testing.T) {
	var o Options
	if *only != "" {
		o.Defects = strings.Split(*only, ",")
	}
	rows, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		t.Run(row.Name(), func(t *testing.T) {
			t.Logf("took %s in %d attempts", row.Took.Round(time.Millisecond), row.Tries)
			if row.Err != nil {
				t.Error(row.Err)
			}
			if diff := cmp.Diff(row.Want, row.Got); diff != "" {
				t.Errorf("%s broken (-want +got):\n%s", row.Sentence, diff)
			}
			if len(row.Late) > 0 {
				t.Errorf("this machine was too late to judge %q", row.Late)
			}
		})
	}
}

// Nothing is untested and nothing unknown: every Requirement has a Spec and a
// Defect that breaks it, and every Defect breaks Requirements that exist.
func TestDefectsBreakRequirements(t *testing.T) {
	broken := map[string]string{} // by the ID of a Requirement, the last Defect that breaks it
	for _, d := range defects.All() {
		if len(d.Breaks) == 0 || len(slices.Compact(slices.Sorted(slices.Values(d.Breaks)))) != len(d.Breaks) {
			t.Errorf("defect %s: breaks %q", d.Name, d.Breaks)
		}
		for _, id := range d.Breaks {
			broken[id] = d.Name
		}
	}
	for _, r := range specs.Catalogue() {
		if broken[r.ID] == "" {
			t.Errorf("no defect breaks %s", r.ID)
		}
		if specs.SpecOf(r.ID) == "" {
			t.Errorf("no spec judges %s", r.ID)
		}
		delete(broken, r.ID)
	}
	for id, name := range broken {
		t.Errorf("defect %s breaks %s, which the catalogue does not know", name, id)
	}
}

func TestDefectsHaveNamesAndSentences(t *testing.T) {
	names := map[string]bool{}
	for _, d := range defects.All() {
		if names[d.Name] || d.Name == "" || strings.Trim(d.Name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Errorf("defect %q: want a slug of its own", d.Name)
		}
		names[d.Name] = true
		if !strings.HasSuffix(d.Sentence, ".") || len(d.Sentence) > 120 {
			t.Errorf("defect %s: want one sentence of at most 120 characters, got %q", d.Name, d.Sentence)
		}
	}
}
