package selftest

import (
	"fmt"
	"strings"

	"github.com/ssegauge/ssegauge/specs"
	"github.com/ssegauge/ssegauge/specs/coverage"
)

// writeCoverage writes what the catalogue covers, and what it leaves out with the
// reason.
func writeCoverage(out *strings.Builder) {
	writeConcerns(out, "What goes wrong in production", "Ways in which event streams are known to fail, and the Requirements that find each.", coverage.Failures())
	writeConcerns(out, "The Standard", "Sentences of the Standard that a server can break: of its grammar (A), of how clients read it (B), its guidance and registration (D).", coverage.Standard())
}

func writeConcerns(out *strings.Builder, title, about string, concerns []coverage.Concern) {
	fmt.Fprintf(out, "\n## %s\n\n%s\n\n| | What | Seen | Judged by |\n|---|---|---|---|\n", title, about)
	for _, c := range concerns {
		fmt.Fprintf(out, "| %s | %s | %s | %s |\n", c.ID, cell(c.Text), seen(c), strings.Join(judgedBy(c), "<br>"))
	}
}

func seen(c coverage.Concern) string {
	if c.Seen == "" {
		return ""
	}
	return fmt.Sprintf("[%s](%s)", c.Place(), c.Link())
}

// judgedBy names the Requirements, or gives the reason why there is none.
func judgedBy(c coverage.Concern) []string {
	var lines []string
	for _, by := range c.By {
		lines = append(lines, "`"+by+"`")
	}
	switch {
	case len(c.By) == 0:
		return []string{"excluded: " + cell(c.Excluded)}
	case c.Excluded != "":
		return append(lines, cell(c.Excluded))
	}
	return lines
}

// isComplete reports whether a list holds the whole catalogue.
func isComplete(list []specs.Requirement) bool { return len(list) == len(specs.Catalogue()) }
