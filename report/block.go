package report

import (
	"fmt"
	"slices"
	"strings"
)

// block writes all that is known about one broken Requirement.
func (p *page) block(r *Result, verbose bool) {
	p.hang(0, span{clip(r.Requirement, textColumns), bold}, mark("", r.face()))
	p.hang(0, prosaic(r.Sentence), label(r.Level.String()))
	if standing := r.standing(); standing != "" {
		p.hang(0, prosaic(standing), label("note"))
	}
	p.blank()
	p.findings(r)
	if r.Outcome != UnexpectedPass && r.Outcome != Unmatched {
		p.advice(r, verbose)
	}
}

func (p *page) findings(r *Result) {
	if len(r.Findings) == 0 {
		p.finding(&Finding{Message: r.headline(), Offset: -1}, r.face())
	}
	for i := range r.Findings[:min(textFindings, len(r.Findings))] {
		p.finding(&r.Findings[i], r.face())
	}
	if rest := len(r.Findings) - textFindings; rest > 0 {
		p.hang(0, span{fmt.Sprintf("+%d more (see --json)", rest), dim}, indent(4))
		p.blank()
	}
}

func (p *page) finding(f *Finding, v Verdict) {
	p.hang(textLines, span{clip(f.Message, textColumns), inkOf(v)}, indent(4))
	for _, row := range f.rows() {
		head := fmt.Sprintf("      %-11s", row.label+":")
		p.hang(textLines, span{clip(row.text, textColumns), plain}, span{head, dim})
	}
	p.blank()
}

// advice writes what the catalogue has to say.
func (p *page) advice(r *Result, verbose bool) {
	rows := []row{{"why", r.Why}}
	if verbose {
		rows = append(rows, row{"causes", strings.Join(r.Causes, "; ")})
	}
	rows = slices.DeleteFunc(append(rows, row{"fix", r.Fix}, row{"source", r.Source}),
		func(x row) bool { return x.text == "" })
	for _, x := range rows {
		p.hang(0, prosaic(x.text), label(x.label))
	}
	if len(rows) > 0 {
		p.blank()
	}
}

// prosaic returns prose as one paragraph: its line breaks are taken for spaces.
func prosaic(s string) span { return span{clip(oneLine(s), proseColumns), plain} }

// label returns the head of a paragraph inside a block.
func label(s string) span { return span{"  " + pad(s+":", 8), dim} }

// mark returns the symbol of a Verdict as the head of a line.
func mark(before string, v Verdict) span { return span{before + symbol(v) + " ", inkOf(v)} }

func indent(columns int) span { return span{strings.Repeat(" ", columns), plain} }
