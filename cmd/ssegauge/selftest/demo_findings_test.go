package selftest

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/specs"
)

// writeFindings writes what a check finds at the demos as they are taught, as a Markdown
// table.
func writeFindings(w io.Writer, apps []site.App) error {
	var out strings.Builder
	out.WriteString(`# What a check finds at the demos

` + "`ssegauge serve --demo NAME`" + ` runs a demo as it should be: ` + "`ssegauge check`" + ` finds nothing. With ` + "`--as-taught`" + ` it has
the flaws of the form in which it is taught, and a check finds exactly what stands on the right.

| Demo | Flaw as taught | What is broken |
|---|---|---|
`)
	for _, app := range apps {
		if len(app.Flaws) == 0 {
			fmt.Fprintf(&out, "| `%s` | there is no taught form | |\n", app.Name)
		}
		for _, f := range app.Flaws {
			fmt.Fprintf(&out, "| `%s` | %s | %s |\n", app.Name, cell(f.Text), found(f))
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// found names the Requirements that find a flaw, or gives the reason why none does.
func found(f site.Flaw) string {
	var parts []string
	if len(f.Broken) > 0 {
		parts = append(parts, "`"+strings.Join(inCatalogueOrder(f.Broken), "` `")+"`")
	}
	if f.Unseen != "" {
		parts = append(parts, "not seen: "+cell(f.Unseen))
	}
	return strings.Join(parts, "<br>")
}

// Every flaw is found, or it is said why it is not.
func TestDemoFlaws(t *testing.T) {
	known := map[string]bool{}
	for _, r := range specs.Catalogue() {
		known[r.ID] = true
	}
	for _, app := range eachDemo(t) {
		for _, f := range app.Flaws {
			if f.Text == "" || strings.HasSuffix(f.Text, ".") {
				t.Errorf("%s: flaw %q: want a sentence without a full stop", app.Name, f.Text)
			}
			if len(f.Broken) == 0 && f.Unseen == "" {
				t.Errorf("%s: %s: neither found nor said why not", app.Name, f.Text)
			}
			for _, id := range f.Broken {
				if !known[id] {
					t.Errorf("%s: %s: the catalogue does not know %s", app.Name, f.Text, id)
				}
			}
		}
	}
}
