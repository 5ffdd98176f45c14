package report

import (
	"fmt"
	"strings"
)

const (
	lineLabel  = 11 // columns of a label, without its mark
	planColumn = 14
)

// load writes what a Load has come to.
func (p *page) load(r *Run, verbose bool) {
	l := r.Load
	p.hang(0, span{clip(r.path(), textColumns), bold})
	p.about(r)
	p.plan(l.plan(), verbose)
	p.stages(l, verbose)
	p.blank()
	for _, x := range l.lines() {
		p.line(&x)
	}
	p.blank()
	p.timings(l, verbose)
	p.evidence(l.evidence(), verbose)
	p.thresholds(l)
	p.generator(l, verbose)
	if l.Inconclusive != "" && r.Verdict != Skip {
		p.hang(textLines, span{clip(l.Inconclusive, textColumns), plain}, span{"otherwise inconclusive: ", dim})
		p.blank()
	}
	p.concluded(r, l.says())
}

// line writes x on one line, or what more it says below.
func (p *page) line(x *line) {
	text := clip(x.whole(), textColumns)
	room := p.width - lineLabel - 2
	below := x.more != "" && columnsOf(text) > room
	if below {
		text = clip(x.text, textColumns)
	}
	p.hang(textLines, span{text, plain}, mark("", x.face), span{pad(clip(x.label, lineLabel-1), lineLabel), plain})
	if below {
		p.hang(textLines, span{clip(x.more, textColumns), plain}, indent(lineLabel+2))
	}
}

// plan writes the load plan: in one paragraph, or line by line when verbose.
func (p *page) plan(plan []PlanLine, verbose bool) {
	var parts []string
	for _, x := range plan {
		name, value := clip(x.Name, textColumns), clip(x.Value, textColumns)
		if verbose {
			p.hang(textLines, span{value, plain}, span{"  " + pad(clip(name, planColumn-2), planColumn), dim})
			continue
		}
		parts = append(parts, name+" "+value)
	}
	if len(parts) > 0 {
		p.hang(textLines, span{clip(strings.Join(parts, "; "), proseColumns), dim})
	}
}

func (p *page) stages(l *Load, verbose bool) {
	if !verbose {
		return
	}
	for _, s := range l.Stages {
		text := fmt.Sprintf("%s to %s, to %s streams", at(s.StartMS), at(s.EndMS), grouped(s.Streams))
		p.hang(textLines, span{text, plain}, span{"  " + pad("stage "+clip(s.Name, planColumn-8), planColumn), dim})
	}
}

func (p *page) timings(l *Load, verbose bool) {
	timings := l.timings(latencies, verbose)
	if len(timings) == 0 {
		return
	}
	p.table(timingTable(timings))
	for _, note := range l.clockNotes() {
		p.hang(textLines, span{clip(note, textColumns), dim})
	}
	p.blank()
}

// evidence writes what went wrong with a few examples, and with all when verbose.
func (p *page) evidence(all []trouble, verbose bool) {
	for i := range all {
		limit := textFindings
		if verbose {
			limit = len(all[i].lines)
		}
		p.trouble(&all[i], limit)
	}
	if len(all) > 0 {
		p.blank()
	}
}

func (p *page) trouble(t *trouble, limit int) {
	p.hang(textLines, span{clip(t.title, textColumns), plain}, mark("", Warn))
	for _, x := range t.examples(limit) {
		p.hang(textLines, span{clip(x, textColumns), dim}, indent(4))
	}
}

func (p *page) thresholds(l *Load) {
	texts := 0
	for i := range l.Thresholds {
		texts = max(texts, columnsOf(clip(l.Thresholds[i].Text, textColumns)))
	}
	beside := p.width-texts-4 >= 24
	for i := range l.Thresholds {
		t := &l.Thresholds[i]
		v := l.Judge(t)
		text, says := clip(t.Text, textColumns), span{clip(t.says(v), textColumns), inkOf(v)}
		if beside {
			p.hang(textLines, says, mark("", v), span{pad(text, texts+2), plain})
			continue
		}
		p.hang(textLines, span{text, plain}, mark("", v))
		p.hang(textLines, says, indent(4))
	}
	if len(l.Thresholds) > 0 {
		p.blank()
	}
}

// says is what came of t, which has the Verdict v.
func (t *ThresholdResult) says(v Verdict) string {
	says := t.Actual
	switch {
	case t.Held == nil && says == "":
		says = "nothing measured"
	case t.Held == nil:
		says = "nothing measured: " + says
	case v == Skip && *t.Held:
		says += ", held but inconclusive"
	case v == Skip:
		says += ", missed but inconclusive"
	}
	if t.Aborted {
		says += ", ended the run at " + at(t.AtMS)
	}
	return says
}

// generator writes what the generator has seen of itself.
func (p *page) generator(l *Load, verbose bool) {
	g := &l.Generator
	face := Pass
	if g.Limited {
		face = Warn
	}
	p.hang(textLines, span{clip(g.words(), textColumns), plain}, mark("", face), span{pad("generator", lineLabel), plain})
	if verbose {
		for _, x := range g.notes() {
			p.hang(textLines, span{clip(x, textColumns), plain}, indent(lineLabel+2))
		}
	}
	for _, x := range few(g.Reasons, fewReasons, verbose) {
		p.hang(textLines, span{clip(x, textColumns), yellow}, indent(lineLabel+2))
	}
	for _, x := range few(g.Advice, fewHints, verbose) {
		p.hang(textLines, span{clip(x, textColumns), plain}, indent(lineLabel+2), span{"hint: ", dim})
	}
	if own := l.timings(ownDelays, verbose); len(own) > 0 && (verbose || g.Limited) {
		p.blank()
		p.table(timingTable(own))
	}
	p.blank()
}

// unjudgedLoad shows what went wrong where no more is to be said.
func (p *page) unjudgedLoad(l *Load) {
	all := l.evidence()
	for i := range all {
		if i == 0 {
			p.blank()
		}
		p.trouble(&all[i], textFindings)
	}
}

// concluded writes the last line: the Verdict, in words, and after what time.
func (p *page) concluded(r *Run, says string) {
	p.hang(0, span{r.conclusion(says), plain}, span{r.called() + "  ", inkOf(r.Verdict)})
}
