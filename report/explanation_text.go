package report

import (
	"fmt"
	"io"
	"strings"
)

// factColumns is the width of the labels of an Explanation.
const factColumns = 12

// WriteExplanation writes e for a person. No line is wider than the width but
// those of code, which are as they are, four columns to the right.
func WriteExplanation(w io.Writer, e *Explanation, o TextOptions) error {
	p := newPage(o)
	p.hang(0, span{clip(e.ID, textColumns), bold})
	p.blank()
	p.fact(e.Level.String(), e.Sentence)
	p.fact("chapter", e.Chapter)
	p.fact("tier", e.Tier)
	if e.Profile != "" {
		p.fact("profile", e.Profile)
	}
	p.fact("symptom", e.Symptom)
	p.fact("why", e.Why)
	p.list("causes", e.Causes)
	p.fact("fix", e.Fix)
	p.blank()
	for _, s := range e.Snippets {
		p.snippet(s)
	}
	for _, d := range e.Defects {
		p.fact("shown by", d.command())
		p.hang(0, prosaic(d.Sentence), indent(factColumns))
	}
	p.fact("judge by", e.check())
	p.fact("source", e.Source)
	return p.writeTo(w)
}

// WriteOverview writes a line and the sentence of each Requirement for a person.
func WriteOverview(w io.Writer, all []Explanation, o TextOptions) error {
	p := newPage(o)
	for i := range all {
		e := &all[i]
		binding := fmt.Sprintf("%s, %s", e.Level, clip(e.Tier, nameColumns))
		p.hang(0, span{clip(e.ID, textColumns), bold})
		p.hang(0, prosaic(e.Sentence), indent(4))
		p.hang(0, span{binding, dim}, indent(4))
		if i < len(all)-1 {
			p.blank()
		}
	}
	return p.writeTo(w)
}

func (p *page) writeTo(w io.Writer) error {
	if _, err := io.WriteString(w, p.b.String()); err != nil {
		return fmt.Errorf("write explanation: %w", err)
	}
	return nil
}

// fact writes one labelled paragraph.
func (p *page) fact(name, text string) { p.hang(0, prosaic(text), factLabel(name)) }

// list writes one paragraph for each item, of which the first is labelled.
func (p *page) list(name string, items []string) {
	head := factLabel(name)
	for _, item := range items {
		p.hang(0, prosaic(item), head, span{"- ", dim})
		head = indent(factColumns)
	}
}

func factLabel(name string) span { return span{pad("  "+name+":", factColumns), dim} }

// snippet writes code without wrapping: it is there to be copied.
func (p *page) snippet(s Snippet) {
	p.hang(0, span{clip(s.For, textColumns) + ":", dim}, indent(2))
	for line := range strings.SplitSeq(s.Code, "\n") {
		line = clean(strings.ReplaceAll(line, "\t", "    "))
		p.put(span{strings.TrimRight("    "+line, " "), plain})
		p.blank()
	}
	p.blank()
}
