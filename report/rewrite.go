package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// field says where a string of the document comes from.
type field int

const (
	word     field = iota // the project's vocabulary: slugs, tiers, kinds
	prose                 // the catalogue and the tool
	evidence              // the user's configuration and the Target
	opaque                // encoded figures
)

// rewrite replaces every string of the document by what f makes of it. It copies
// each slice before it writes, so that a catalogue shared with others stays as it is.
func (r *Run) rewrite(f func(field, string) string) {
	apply(f, word, &r.Schema, &r.Kind, &r.Tool.Name)
	apply(f, prose, &r.Tool.Version, &r.Requirements)
	apply(f, evidence, &r.Reason, &r.Hint)
	r.Target.rewrite(f)
	r.Results = slices.Clone(r.Results)
	for i := range r.Results {
		r.Results[i].rewrite(f)
	}
	r.Against = r.Against.rewritten(f)
	r.Load = r.Load.rewritten(f)
	r.Capacity = r.Capacity.rewritten(f)
}

// rewritten returns a copy, so that what shares the second Run does not change.
func (c *Comparison) rewritten(f func(field, string) string) *Comparison {
	if c == nil {
		return nil
	}
	own, run := *c, *c.Run
	run.rewrite(f)
	own.Run, own.Differences, own.Likely = &run, slices.Clone(c.Differences), rewritten(f, prose, c.Likely)
	for i := range own.Differences {
		apply(f, word, &own.Differences[i].Requirement)
	}
	return &own
}

func (t *Target) rewrite(f func(field, string) string) {
	apply(f, evidence, &t.URL, &t.Method, &t.Proto, &t.Server, &t.Publish)
	t.Tiers = rewritten(f, word, t.Tiers)
}

func (r *Result) rewrite(f func(field, string) string) {
	apply(f, word, &r.Requirement, &r.Chapter, &r.Tier)
	r.Skip = SkipCause(f(word, string(r.Skip)))
	r.Outcome = Outcome(f(word, string(r.Outcome)))
	apply(f, word, &r.Pinned)
	apply(f, evidence, &r.Reason, &r.Excuse, &r.Until)
	apply(f, prose, &r.Sentence, &r.Source, &r.Why, &r.Fix)
	r.Causes = rewritten(f, prose, r.Causes)
	r.Findings = slices.Clone(r.Findings)
	for i := range r.Findings {
		x := &r.Findings[i]
		apply(f, evidence, &x.Message, &x.Expected, &x.Actual, &x.Exchange, &x.Excerpt)
	}
}

func apply(f func(field, string) string, kind field, strs ...*string) {
	for _, s := range strs {
		*s = f(kind, *s)
	}
}

func rewritten(f func(field, string) string, kind field, strs []string) []string {
	strs = slices.Clone(strs)
	for i := range strs {
		strs[i] = f(kind, strs[i])
	}
	return strs
}

// tidy makes r equal to what a reader of its JSON gets: valid UTF-8, lists that
// must be there never nil, lists that may be left out nil when empty.
func (r *Run) tidy() {
	r.rewrite(func(_ field, s string) string { return validUTF8(s) })
	if r.Results == nil {
		r.Results = []Result{}
	}
	r.Target.Tiers = nilWhenEmpty(r.Target.Tiers)
	for i := range r.Results {
		res := &r.Results[i]
		res.Causes = nilWhenEmpty(res.Causes)
		if res.Findings == nil {
			res.Findings = []Finding{}
		}
	}
	if c := r.Against; c != nil { // a copy, by rewrite
		c.Run.tidy()
		c.Likely = nilWhenEmpty(c.Likely)
		if c.Differences == nil {
			c.Differences = []Difference{}
		}
	}
	r.Load.tidy()     // a copy, by rewrite
	r.Capacity.tidy() // a copy, by rewrite
}

func nilWhenEmpty[T any](s []T) []T {
	if len(s) == 0 {
		return nil
	}
	return s
}

// validUTF8 returns s with each byte that is no UTF-8 written as \xNN.
func validUTF8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, `\x%02x`, s[0])
		} else {
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return b.String()
}
