package report

import (
	"fmt"
	"io"
	"strings"
)

// WriteExplanationMarkdown writes e as a section of a Markdown document.
func WriteExplanationMarkdown(w io.Writer, e *Explanation) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n", e.ID)
	fmt.Fprintf(&b, "**%s:** %s\n\n", strings.ToUpper(e.Level.String()), mdProse(e.Sentence))
	fmt.Fprintf(&b, "Chapter %s, tier %s; %s\n\n", mdProse(e.Chapter), mdProse(e.Tier), mdLink("source", e.Source))
	fmt.Fprintf(&b, "**Symptom:** %s\n\n**Why:** %s\n\n**Usual causes:**\n\n", mdProse(e.Symptom), mdProse(e.Why))
	for _, cause := range e.Causes {
		fmt.Fprintf(&b, "- %s\n", mdProse(cause))
	}
	fmt.Fprintf(&b, "\n**Fix:** %s\n\n", mdProse(e.Fix))
	for _, s := range e.Snippets {
		fmt.Fprintf(&b, "%s:\n\n%s", mdProse(s.For), mdBlock(s.Lang, s.Code))
	}
	for _, d := range e.Defects {
		fmt.Fprintf(&b, "**Shown by** `%s`: %s\n\n", d.command(), mdProse(d.Sentence))
	}
	fmt.Fprintf(&b, "**Judge by** `%s`\n", e.check())
	return writeMarkdown(w, b.String())
}

// WriteOverviewMarkdown writes a table with a row for each Requirement.
func WriteOverviewMarkdown(w io.Writer, all []Explanation) error {
	var b strings.Builder
	b.WriteString("| Requirement | Level | Tier | Sentence |\n|---|---|---|---|\n")
	for i := range all {
		e := &all[i]
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", mdLink(mdProse(e.ID), e.Source), e.Level, mdProse(e.Tier), mdProse(e.Sentence))
	}
	return writeMarkdown(w, b.String())
}

func writeMarkdown(w io.Writer, text string) error {
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("write explanation: %w", err)
	}
	return nil
}

// mdProse returns the catalogue's own words as text in which nothing is markup.
// They are easier to read than mdText's, which guards against strangers.
func mdProse(s string) string {
	return strings.NewReplacer(
		`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, "|", `\|`, "~", `\~`, "&", "&amp;",
	).Replace(clip(oneLine(s), proseColumns))
}
