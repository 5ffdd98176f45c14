package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// TextOptions says how WriteText lays out its page.
type TextOptions struct {
	Color   bool // use SGR colours
	Width   int  // columns of a line; 0 is 80, less than 40 is 40
	Verbose bool // name every Requirement, the usual causes and all skipped
}

const (
	textFindings = 3
	textLines    = 4   // of one value
	textColumns  = 400 // of one value, before wrapping
	proseColumns = 2000
	nameColumns  = 20 // of a chapter's name
)

// WriteText writes r for a person: a line for each chapter, a block for each
// broken Requirement with at most 3 Findings, a line for each that is broken as
// expected (with Verbose, a block), the skipped in groups, where to read more
// about the first that is broken, and last the verdict with its counts. No line
// is wider than the width. When the Target could not be judged only the reason and
// the hint are written. A second path is compared in a table, with a block for
// what it alone breaks. Of a load the outcomes, a table of times, what went wrong with
// examples, the Thresholds and the generator are written, of a search for capacity
// a table of its steps.
func WriteText(w io.Writer, r *Run, o TextOptions) error {
	p := newPage(o)
	switch {
	case r.Reason != "":
		p.unjudged(r)
	case r.Load != nil:
		p.load(r, o.Verbose)
	case r.Capacity != nil:
		p.capacity(r, o.Verbose)
	default:
		p.checked(r, o.Verbose)
	}
	if r.Against != nil {
		p.comparison(r, o.Verbose)
	}
	if _, err := io.WriteString(w, p.b.String()); err != nil {
		return fmt.Errorf("write text report: %w", err)
	}
	return nil
}

// checked writes what a Run of the conformance suite has come to.
func (p *page) checked(r *Run, verbose bool) {
	p.target(r)
	p.chapters(r, verbose)
	for _, res := range worstFirst(r.Results) {
		p.block(&res, verbose)
	}
	p.expected(r, verbose)
	p.skips(r, verbose)
	p.more(r.Kind, worstFirst(r.Results))
	p.verdict(r, "")
}

func (p *page) unjudged(r *Run) {
	p.hang(0, prosaic(r.Reason), span{"error: ", magenta})
	if r.Hint != "" {
		p.hang(0, prosaic(r.Hint), span{"hint:  ", dim})
	}
	if r.Load != nil {
		p.unjudgedLoad(r.Load)
	}
}

func (p *page) target(r *Run) {
	p.hang(0, span{clip(r.path(), textColumns), bold})
	p.about(r)
	p.blank()
}

// about says what is known of the Target.
func (p *page) about(r *Run) {
	var about []string
	if r.Target.Server != "" {
		about = append(about, "server "+clip(r.Target.Server, textColumns))
	}
	if len(r.Target.Tiers) > 0 {
		about = append(about, "tiers "+clip(strings.Join(r.Target.Tiers, ", "), textColumns))
	}
	if r.Requirements != "" {
		about = append(about, "requirements "+clip(r.Requirements, textColumns))
	}
	if len(about) > 0 {
		p.hang(textLines, span{strings.Join(about, "; "), dim})
	}
}

func (p *page) chapters(r *Run, verbose bool) {
	chapters := byChapter(r.Results)
	names, digits := 0, 0
	for _, c := range chapters {
		names = max(names, columnsOf(clip(c.name, nameColumns)))
		digits = max(digits, firstNumber(tally(c.results)))
	}
	for i, c := range chapters {
		if verbose && i > 0 {
			p.blank()
		}
		v, sum := overall(c.results), tally(c.results)
		head := pad(clip(c.name, nameColumns), names+2+digits-firstNumber(sum))
		p.hang(0, span{sum.String(), plain}, mark("", v), span{head, plain})
		if verbose {
			p.requirements(c)
		}
	}
	if len(chapters) > 0 {
		p.blank()
	}
}

// firstNumber returns how many digits the first count of s has.
func firstNumber(s Summary) int { return max(0, strings.IndexByte(s.String(), ' ')) }

// requirements names every Requirement of a chapter with what was seen, beside
// each other when the IDs leave room for that.
func (p *page) requirements(c chapter) {
	ids := 0
	for i := range c.results {
		ids = max(ids, columnsOf(clip(c.results[i].Requirement, textColumns)))
	}
	beside := p.width-ids-6 >= 28
	for i := range c.results {
		res := &c.results[i]
		id, seen := clip(res.Requirement, textColumns), span{clip(res.seen(), textColumns), dim}
		if beside {
			p.hang(textLines, seen, mark("  ", res.face()), span{pad(id, ids+2), plain})
			continue
		}
		p.hang(textLines, span{id, plain}, mark("  ", res.face()))
		p.hang(textLines, seen, indent(6))
	}
}

// seen returns what to say about r in one line of a list.
func (r *Result) seen() string {
	text := r.headline()
	if r.Verdict == Skip {
		text = r.skipReason()
	}
	if r.Outcome != "" {
		text = r.Outcome.words() + ": " + text
	}
	return text
}

// expected names what is broken as the baseline expects, with the reason.
func (p *page) expected(r *Run, verbose bool) {
	listed := false
	for i := range r.Results {
		res := &r.Results[i]
		switch {
		case res.Outcome != ExpectedFailure:
		case verbose:
			p.block(res, verbose)
		default:
			line := fmt.Sprintf("expected failure %s: %s", res.Requirement, res.excuse())
			p.hang(textLines, span{clip(line, textColumns), plain}, mark("", res.face()))
			listed = true
		}
	}
	if listed {
		p.blank()
	}
}

// skips names the groups of skipped Requirements, one line each, and their IDs
// when verbose.
func (p *page) skips(r *Run, verbose bool) {
	groups := bySkip(r.Results)
	for _, g := range groups {
		line := fmt.Sprintf("%d %s", len(g.ids), clip(g.why, textColumns))
		p.hang(textLines, span{line, plain}, mark("", Skip))
		if verbose {
			p.hang(0, span{clean(strings.Join(g.ids, ", ")), dim}, indent(4))
		}
	}
	if len(groups) > 0 {
		p.blank()
	}
}

// more names the command that explains the first broken Requirement.
func (p *page) more(kind string, broken []Result) {
	for _, res := range broken {
		if kind == KindCheck && (res.Verdict == Fail || res.Verdict == Warn) {
			says := fmt.Sprintf("ssegauge explain %s says more", clip(res.Requirement, textColumns))
			p.hang(textLines, span{says, plain}, span{"hint: ", dim})
			p.blank()
			return
		}
	}
}

func (p *page) verdict(r *Run, where string) {
	line := fmt.Sprintf("%s in %s%s", r.Summary, elapsed(r.DurationMS), where)
	p.hang(0, span{line, plain}, span{r.Verdict.String() + "  ", inkOf(r.Verdict)})
}

// worstFirst returns those of results that call for attention: what gates before
// what does not, errors and failures before warnings.
func worstFirst(results []Result) []Result {
	var broken []Result
	for i := range results {
		if results[i].callsForAttention() {
			broken = append(broken, results[i])
		}
	}
	slices.SortStableFunc(broken, func(a, b Result) int {
		return cmp.Or(cmp.Compare(b.Counts(), a.Counts()), cmp.Compare(b.Verdict, a.Verdict))
	})
	return broken
}
