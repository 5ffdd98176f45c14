package report

import (
	"fmt"
	"io"
	"strings"
)

const (
	markdownFindings = 3
	markdownColumns  = 240
	markdownBytes    = 60_000 // a comment on GitHub holds 65,536 characters
	markdownReserve  = 100    // for the line that says what was left out
)

// markdown collects a document of bounded size.
type markdown struct {
	b   strings.Builder
	max int // bytes
}

// WriteMarkdown writes r for a comment on a pull request or a job summary: the
// verdict, the counts, a table of what is broken, and details to unfold; of a load its
// Thresholds, outcomes and times. It shows
// at most 3 Findings of a Requirement and stays under 60,000 bytes; what is left
// out is counted. Text from the Target is escaped: it neither renders nor mentions.
func WriteMarkdown(w io.Writer, r *Run) error { return WriteMarkdownWithin(w, r, markdownBytes) }

// WriteMarkdownWithin writes what WriteMarkdown writes, but stays under maxBytes
// instead. Less than 1,000 bytes may not even hold the verdict.
func WriteMarkdownWithin(w io.Writer, r *Run, maxBytes int) error {
	m := markdown{max: maxBytes}
	m.heading(r)
	switch {
	case r.Reason != "" && r.Load != nil:
		m.leftOut(m.troubles(r.Load))
	case r.Reason != "":
	case r.Load != nil:
		m.load(r)
	case r.Capacity != nil:
		m.capacity(r)
	default:
		m.checked(r)
	}
	if _, err := io.WriteString(w, m.b.String()); err != nil {
		return fmt.Errorf("write markdown report: %w", err)
	}
	return nil
}

// checked adds what a Run of the conformance suite has come to.
func (m *markdown) checked(r *Run) {
	broken := worstFirst(r.Results)
	left, differences := m.table(broken), m.comparison(r)
	left = max(left, m.details(broken, ""))
	m.leftOut(left + max(differences, m.details(r.Against.anew(), "second path: ")))
	m.expected(r)
	m.skips(r)
}

// add appends s unless the document would grow past its limit.
func (m *markdown) add(s string) bool {
	if m.b.Len()+len(s) > m.max-markdownReserve {
		return false
	}
	m.b.WriteString(s)
	return true
}

func (m *markdown) heading(r *Run) {
	m.add(fmt.Sprintf("## %s ssegauge %s: %s\n\n", emoji(r.Verdict), mdText(r.Kind), r.called()))
	target := mdCode(r.path())
	if r.Target.Server != "" {
		target += " (" + mdText(r.Target.Server) + ")"
	}
	if r.Requirements != "" {
		target += ", requirements " + mdText(r.Requirements)
	}
	m.add(target + "\n\n")
	if r.Reason != "" {
		m.add("**Reason:** " + mdText(r.Reason) + "\n")
		if r.Hint != "" {
			m.add("\n**Hint:** " + mdText(r.Hint) + "\n")
		}
		return
	}
	switch {
	case r.Load != nil:
		m.add(mdText(r.conclusion(r.Load.says())) + "\n")
	case r.Capacity != nil:
		m.add(mdText(r.conclusion(r.Capacity.says())) + "\n")
	default:
		m.add(fmt.Sprintf("%s in %s\n", r.Summary, elapsed(r.DurationMS)))
	}
}

// table returns how many Requirements found no room.
func (m *markdown) table(broken []Result) int {
	if len(broken) == 0 {
		return 0
	}
	m.add("\n| Requirement | Level | Verdict | Finding |\n|---|---|---|---|\n")
	for i := range broken {
		if !m.add(mdRow(&broken[i])) {
			return len(broken) - i
		}
	}
	return 0
}

func mdRow(r *Result) string {
	finding := mdText(r.headline())
	if n := len(r.Findings); n > 1 {
		finding += fmt.Sprintf(" (+%d more)", n-1)
	}
	return fmt.Sprintf("| %s | %s | %s %s | %s |\n",
		mdLink(mdCode(r.Requirement), r.Source), r.Level, emoji(r.face()), mdText(r.called()), finding)
}

// details returns how many Requirements found no room.
func (m *markdown) details(broken []Result, where string) int {
	for i := range broken {
		if !m.add(mdDetails(&broken[i], where)) {
			return len(broken) - i
		}
	}
	return 0
}

func (m *markdown) leftOut(n int) {
	if n > 0 && m.b.Len() <= m.max-markdownReserve {
		fmt.Fprintf(&m.b, "\n+%d more without room here: see the JSON report\n", n)
	}
}

func mdDetails(r *Result, where string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n<details><summary>%s %s%s: %s</summary>\n\n", emoji(r.face()), where, mdCode(r.Requirement), mdText(r.Sentence))
	if standing := r.standing(); standing != "" {
		b.WriteString(mdText(standing) + "\n\n")
	}
	b.WriteString(mdBlock("text", strings.Join(r.evidenceLines(), "\n")))
	for _, x := range []row{{"Why", r.Why}, {"Usual causes", strings.Join(r.Causes, "; ")}, {"Fix", r.Fix}} {
		if x.text != "" {
			fmt.Fprintf(&b, "**%s:** %s\n\n", x.label, mdText(x.text))
		}
	}
	b.WriteString("</details>\n")
	return b.String()
}

// expected names what is broken as the baseline expects, with the reason.
func (m *markdown) expected(r *Run) {
	if r.Summary.ExpectedFailure == 0 {
		return
	}
	var list strings.Builder
	fmt.Fprintf(&list, "\n<details><summary>%s</summary>\n\n", Summary{ExpectedFailure: r.Summary.ExpectedFailure})
	for i := range r.Results {
		if res := &r.Results[i]; res.Outcome == ExpectedFailure {
			fmt.Fprintf(&list, "- %s: %s (%s)\n", mdCode(res.Requirement), mdText(res.excuse()), mdText(res.headline()))
		}
	}
	m.add(list.String() + "\n</details>\n")
}

// evidenceLines returns the findings of r, or its reason when it has none.
func (r *Result) evidenceLines() []string {
	if len(r.Findings) == 0 {
		return []string{clip(r.headline(), markdownColumns)}
	}
	return r.plain(markdownFindings, markdownColumns)
}

func (m *markdown) skips(r *Run) {
	groups := bySkip(r.Results)
	if len(groups) == 0 {
		return
	}
	sum := Summary{Skip: r.Summary.Skip, Untestable: r.Summary.Untestable}
	var list strings.Builder
	fmt.Fprintf(&list, "\n<details><summary>%s</summary>\n\n", sum)
	for _, g := range groups {
		ids := make([]string, len(g.ids))
		for i, id := range g.ids {
			ids[i] = mdCode(id)
		}
		fmt.Fprintf(&list, "- %s: %s\n", mdText(g.why), strings.Join(ids, ", "))
	}
	m.add(list.String() + "\n</details>\n")
}

// mdBlock returns code as a block with a fence that it does not hold.
func mdBlock(lang, code string) string {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	return fence + lang + "\n" + code + "\n" + fence + "\n\n"
}

// mdText returns s as one line of text in which nothing is markup, a mention, a
// reference or a link.
func mdText(s string) string {
	return strings.NewReplacer(
		"&", "&amp;", "<", "&lt;", ">", "&gt;", "\\", "&#92;", "`", "&#96;", "*", "&#42;", "_", "&#95;",
		"[", "&#91;", "]", "&#93;", "|", "&#124;", "~", "&#126;", "$", "&#36;",
		"@", "@&#8203;", "#", "#&#8203;", "://", "&#58;//", "www.", "www&#46;",
	).Replace(clip(s, markdownColumns))
}

func mdCode(s string) string { return "<code>" + mdText(s) + "</code>" }

// mdLink links text to a web address; any other address is left out.
func mdLink(text, address string) string {
	if !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
		return text
	}
	var b strings.Builder
	for _, c := range []byte(address) {
		switch {
		case c == '&':
			b.WriteString("&amp;")
		case c <= ' ', c >= 0x7f, strings.IndexByte("\"()<>[]\\^`{|}", c) >= 0:
			fmt.Fprintf(&b, "%%%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	return "[" + text + "](" + b.String() + ")"
}

func emoji(v Verdict) string {
	switch v {
	case Pass:
		return "✅"
	case Skip:
		return "➖"
	case Warn:
		return "⚠️"
	case Fail:
		return "❌"
	default:
		return "🚫"
	}
}
