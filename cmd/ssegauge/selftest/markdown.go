package selftest

import (
	"fmt"
	"io"
	"strings"

	"github.com/ssegauge/ssegauge/reference-server/defects"
)

// WriteMatrix writes the kill matrix as a Markdown table: what each Defect does
// and what it breaks. That this is what happens is what Run proves.
func WriteMatrix(w io.Writer) error {
	var out strings.Builder
	all := defects.All()
	fmt.Fprintf(&out, `# Kill matrix

`+"`ssegauge check --self-test`"+` judges the reference server, at which nothing is broken, and then the same server
with each of these %d Defects, at which exactly the Requirements on the right are broken.
`+"`ssegauge serve --defect NAME`"+` plays one of them.

| Defect | What the server does | What is broken |
|---|---|---|
`, len(all))
	for _, d := range all {
		name := "`" + d.Name + "`"
		if d.Dialect != "" {
			name += " (" + d.Dialect + ")"
		}
		fmt.Fprintf(&out, "| %s | %s | `%s` |\n", name, cell(d.Sentence), strings.Join(inCatalogueOrder(d.Breaks), "` `"))
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// cell makes text fit for a table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(text)
}
