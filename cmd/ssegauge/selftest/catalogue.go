package selftest

import (
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/ssegauge/ssegauge/reference-server/defects"
	"github.com/ssegauge/ssegauge/specs"
)

// WriteCatalogue writes Requirements as Markdown tables, one for each chapter:
// what they say, where that comes from, the Spec that judges them, and the
// Defects that show them broken. Behind the whole catalogue stands what it covers.
func WriteCatalogue(w io.Writer, list []specs.Requirement) error {
	var out strings.Builder
	fmt.Fprintf(&out, "# The catalogue\n\nWritten by `ssegauge check --list --format markdown`: %d Requirements. `ssegauge explain ID` says more.\n", len(list))
	shown := shownBy()
	for i, r := range list {
		if i == 0 || r.Chapter() != list[i-1].Chapter() {
			fmt.Fprintf(&out, "\n## %s%s\n\n| Requirement | Level | Tier | Source | Spec | Defect |\n|---|---|---|---|---|---|\n", r.Chapter(), of(r.Profile))
		}
		fmt.Fprintf(&out, "| **`%s`**<br>%s | %s | %s | %s | %s | %s |\n",
			r.ID, cell(r.Sentence), r.Level, r.Tier, link(r.Source), specs.SpecOf(r.ID), strings.Join(shown[r.ID], "<br>"))
	}
	if isComplete(list) {
		writeCoverage(&out)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func of(profile string) string {
	if profile == "" {
		return ""
	}
	return " (profile " + profile + ")"
}

// shownBy returns the names of the Defects that break each Requirement.
func shownBy() map[string][]string {
	shown := map[string][]string{}
	for _, d := range defects.All() {
		for _, id := range d.Breaks {
			shown[id] = append(shown[id], "`"+d.Name+"`")
		}
	}
	return shown
}

// link names a source by its host and anchor.
func link(source string) string {
	u, err := url.Parse(source)
	if err != nil {
		return source
	}
	name := strings.TrimPrefix(u.Host, "www.")
	if u.Fragment != "" {
		name += " #" + u.Fragment
	}
	return fmt.Sprintf("[%s](%s)", name, source)
}
