package selftest

import (
	"context"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/reference-server/demos"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
)

var onlyDemos = flag.String("demos", "", "names of the demos to judge, separated by commas; empty is all")

// skipsFile names what could not be judged at the demos as they should be.
var skipsFile = filepath.Join("testdata", "demo_skips.txt")

// A demo as it should be breaks nothing, and as it is taught exactly what its flaws
// say.
func TestDemos(t *testing.T) {
	var rows []Row
	for _, app := range eachDemo(t) {
		if *onlyDemos != "" && !slices.Contains(strings.Split(*onlyDemos, ","), app.Name) {
			continue
		}
		rows = append(rows, demoRow(app, false))
		if len(app.Flaws) > 0 {
			rows = append(rows, demoRow(app, true))
		}
	}
	Options{}.judge(t.Context(), rows)
	for _, row := range rows {
		t.Run(row.Sentence, func(t *testing.T) {
			t.Logf("took %s in %d attempts", row.Took.Round(time.Millisecond), row.Tries)
			if row.Err != nil {
				t.Error(row.Err)
			}
			if diff := cmp.Diff(row.Want, row.Got); diff != "" {
				t.Errorf("broken (-want +got):\n%s", diff)
			}
			if len(row.Late) > 0 {
				t.Errorf("this machine was too late to judge, or too little was seen of, %q", row.Late)
			}
		})
	}
	if *onlyDemos == "" {
		checkSkips(t, rows)
	}
}

// demoRow returns the row of a demo in one of its forms.
func demoRow(app site.App, taught bool) Row {
	o := demos.Options{Name: app.Name, AsTaught: taught}
	row := Row{
		Sentence: app.Name, whole: !taught,
		begin: func(ctx context.Context) (*target, error) { return startDemo(ctx, o) },
	}
	if !taught {
		return row
	}
	row.Sentence += " as taught"
	var broken []string
	for _, f := range app.Flaws {
		broken = append(broken, f.Broken...)
	}
	slices.Sort(broken)
	row.Want = inCatalogueOrder(slices.Compact(broken))
	return row
}

// checkSkips compares what was not judged at the right demos with what is known not to
// be: otherwise a demo would be right because nobody looked.
func checkSkips(t *testing.T, rows []Row) {
	t.Helper()
	got := skipsOf(slices.DeleteFunc(rows, func(r Row) bool { return !r.whole }))
	if *update {
		if err := os.WriteFile(skipsFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(skipsFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("not judged (-%s +now):\n%s", skipsFile, diff)
	}
}

// skipsOf lists what was not judged, a line for each Requirement and cause. It names
// the demos, unless it is all of them.
func skipsOf(rows []Row) string {
	at := map[string][]string{} // names of demos by Requirement and cause
	for _, row := range rows {
		for _, skip := range row.skipped {
			at[skip] = append(at[skip], row.Sentence)
		}
	}
	var lines strings.Builder
	for _, skip := range slices.Sorted(maps.Keys(at)) {
		lines.WriteString(skip)
		if names := at[skip]; len(names) < len(rows) {
			lines.WriteString(" at " + strings.Join(names, ", "))
		}
		lines.WriteString("\n")
	}
	return lines.String()
}
