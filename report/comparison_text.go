package report

import (
	"fmt"
	"strings"
)

// wordColumns is the width of a column of the table, with the space behind it.
const wordColumns = 18

// comparison writes the second path: how it differs, and what it alone breaks.
func (p *page) comparison(r *Run, verbose bool) {
	c := r.Against
	p.blank()
	p.hang(0, span{clip(c.Run.path(), textColumns), bold}, span{"against ", plain})
	if c.Run.Reason != "" {
		p.blank()
		p.unjudged(c.Run)
		return
	}
	p.about(c.Run)
	p.blank()
	p.differences(r, c, verbose)
	for _, likely := range c.Likely {
		p.hang(0, prosaic(likely), span{"likely: ", bold})
	}
	if len(c.Likely) > 0 {
		p.blank()
	}
	anew := c.anew()
	for i := range anew {
		p.block(&anew[i], verbose)
	}
	p.more(c.Run.Kind, anew)
	p.verdict(c.Run, " on the second path")
}

func (p *page) differences(r *Run, c *Comparison, verbose bool) {
	if len(c.Differences) == 0 {
		p.hang(0, span{"no requirement comes out differently", plain})
		p.blank()
		return
	}
	shown, rest := c.notable()
	if verbose {
		shown, rest = c.Differences, 0
	}
	ids := len("requirement")
	for _, d := range shown {
		ids = max(ids, columnsOf(clip(d.Requirement, textColumns)))
	}
	beside := ids+2+2*wordColumns <= p.width+2
	if beside && len(shown) > 0 {
		p.hang(0, span{"second", dim}, span{pad("requirement", ids+2), dim}, span{pad("first", wordColumns), dim})
	}
	for _, d := range shown {
		first, second := cameOutSpan(r, d.Requirement), cameOutSpan(c.Run, d.Requirement)
		p.difference(clip(d.Requirement, textColumns), ids, first, second, beside)
	}
	if rest > 0 {
		p.hang(0, span{fmt.Sprintf("+%d that one of the paths left unjudged (see --verbose)", rest), dim})
	}
	p.blank()
}

// difference writes a row of the table, or where that is too wide two lines.
func (p *page) difference(id string, ids int, first, second span, beside bool) {
	if beside {
		first.text = pad(first.text, wordColumns)
		p.hang(0, second, span{pad(id, ids+2), plain}, first)
		return
	}
	p.hang(0, span{id, plain})
	p.hang(0, second, indent(4), first, span{", then ", dim})
}

func cameOutSpan(r *Run, id string) span {
	v, words := r.cameOut(id)
	return span{symbol(v) + " " + words, inkOf(v)}
}

// path is how the Target is asked: "GET http://…", and over what if that is not
// HTTP/1.1.
func (r *Run) path() string {
	path := strings.TrimSpace(r.Target.Method + " " + r.Target.URL)
	if r.Target.Proto != "" {
		path += " over " + r.Target.Proto
	}
	return path
}
