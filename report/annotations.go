package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

const (
	// maxAnnotations of one kind are what GitHub shows of a step.
	maxAnnotations    = 10
	annotationColumns = 300
)

// annotation is one workflow command of GitHub Actions that marks a job, see
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands.
type annotation struct {
	kind, title string
	lines       []string
}

// WriteAnnotations writes r as workflow commands of GitHub Actions, one to a line:
// an error for what keeps the Run from passing, a warning for what else is broken,
// nothing for what is broken as expected. Of a second path only what it alone
// breaks is written. Of a load each missed Threshold is an error, and a Run that is
// inconclusive is one. At most 10 of a kind are written, which is
// what GitHub shows of a step; the last of them then says how many are left out.
func WriteAnnotations(w io.Writer, r *Run) error {
	var b strings.Builder
	for _, kind := range []string{"error", "warning"} {
		all := append(annotationsOf(r, worstFirst(r.Results), kind), annotationsOfSecond(r.Against, kind)...)
		if rest := len(all) - maxAnnotations + 1; rest > 1 {
			all = append(all[:maxAnnotations-1], annotation{
				kind: kind, title: "ssegauge " + r.Kind, lines: []string{fmt.Sprintf("+%d more: see the job summary", rest)},
			})
		}
		for _, a := range all {
			b.WriteString(a.String())
		}
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write annotations: %w", err)
	}
	return nil
}

// annotationsOfSecond is for what the second path alone breaks.
func annotationsOfSecond(c *Comparison, kind string) []annotation {
	if c == nil {
		return nil
	}
	all := annotationsOf(c.Run, c.anew(), kind)
	for i := range all {
		all[i].title = "second path: " + all[i].title
	}
	return all
}

func annotationsOf(r *Run, results []Result, kind string) []annotation {
	if r.Reason != "" {
		if kind == "warning" {
			return nil
		}
		return []annotation{{kind, "ssegauge " + r.Kind, []string{r.Reason, r.Hint}}}
	}
	if r.Load != nil || r.Capacity != nil {
		return annotationsOfLoad(r, kind)
	}
	var all []annotation
	for _, res := range results {
		if r.Gates(&res) == (kind == "error") {
			all = append(all, annotate(kind, &res))
		}
	}
	return all
}

func annotate(kind string, r *Result) annotation {
	a := annotation{kind, r.Requirement + ": " + r.called(), []string{r.headline()}}
	if len(r.Findings) > 0 {
		for _, row := range r.Findings[0].rows() {
			a.lines = append(a.lines, row.label+": "+row.text)
		}
	}
	a.lines = append(a.lines, r.standing())
	if r.Broken() && r.Fix != "" {
		a.lines = append(a.lines, "fix: "+r.Fix)
	}
	return a
}

// String returns a as one line: in the text "%" and line ends are escaped, in a
// property ":" and "," as well.
func (a annotation) String() string {
	data := []string{"%", "%25", "\r", "%0D", "\n", "%0A"}
	property := slices.Concat(data, []string{":", "%3A", ",", "%2C"})
	var lines []string
	for _, line := range a.lines {
		if line != "" {
			lines = append(lines, clip(line, annotationColumns))
		}
	}
	title := strings.NewReplacer(property...).Replace(clip(a.title, annotationColumns))
	text := strings.NewReplacer(data...).Replace(strings.Join(lines, "\n"))
	return "::" + a.kind + " title=" + title + "::" + text + "\n"
}
