package report

import (
	"cmp"
	"slices"
)

// Comparison is what the same suite has said of a second path to the same
// server, and where the paths differ.
type Comparison struct {
	Run         *Run         `json:"run"`              // of the second path; it has no Comparison
	Differences []Difference `json:"differences"`      // what is broken on a path before the rest; never null
	Likely      []string     `json:"likely,omitempty"` // what usually lies behind differences like these
}

// Difference is a Requirement that comes out differently on the two paths.
type Difference struct {
	Requirement string  `json:"requirement"`
	First       Verdict `json:"first"`
	Second      Verdict `json:"second"`
}

// Compare returns the Comparison of first with second, without Likely. A Run that
// could not be judged differs in nothing.
func Compare(first, second *Run) *Comparison {
	c := &Comparison{Run: second, Differences: []Difference{}}
	if first.Reason != "" || second.Reason != "" {
		return c
	}
	for i := range first.Results {
		one := &first.Results[i]
		if other := second.result(one.Requirement); other != nil && other.Verdict != one.Verdict {
			c.Differences = append(c.Differences, Difference{one.Requirement, one.Verdict, other.Verdict})
		}
	}
	slices.SortStableFunc(c.Differences, func(a, b Difference) int { return -cmp.Compare(a.broken(), b.broken()) })
	return c
}

// maxUnjudged is how many differences are named that only come of a path on which
// there was nothing to judge.
const maxUnjudged = 8

// notable returns the Differences to show, and how many are left: where there are
// many that break nothing, one path could not be judged by them at all.
func (c *Comparison) notable() (shown []Difference, rest int) {
	broken := 0
	for _, d := range c.Differences {
		broken += d.broken()
	}
	if len(c.Differences)-broken > maxUnjudged {
		return c.Differences[:broken], len(c.Differences) - broken
	}
	return c.Differences, 0
}

// Worse returns the IDs of the Requirements that are broken on the second path
// only, or on the first path only.
func (c *Comparison) Worse(onSecond bool) []string {
	var ids []string
	for _, d := range c.Differences {
		bad, good := d.First, d.Second
		if onSecond {
			bad, good = good, bad
		}
		if isBroken(bad) && !isBroken(good) {
			ids = append(ids, d.Requirement)
		}
	}
	return ids
}

// broken is 1 where a path breaks the Requirement or had an error, and else 0.
func (d Difference) broken() int {
	if d.First >= Warn || d.Second >= Warn {
		return 1
	}
	return 0
}

// isBroken reports whether v blames the Target.
func isBroken(v Verdict) bool { return v == Warn || v == Fail }

// result returns the Result of the Requirement, nil if there is none.
func (r *Run) result(id string) *Result {
	i := slices.IndexFunc(r.Results, func(res Result) bool { return res.Requirement == id })
	if i < 0 {
		return nil
	}
	return &r.Results[i]
}

// cameOut says in a word or two how a Requirement came out: its Verdict, or why
// it was skipped.
func (r *Run) cameOut(id string) (Verdict, string) {
	res := r.result(id)
	switch {
	case res == nil:
		return Skip, "not there"
	case res.Verdict == Skip && res.Skip != "":
		return Skip, string(res.Skip)
	}
	return res.Verdict, res.Verdict.String()
}

// anew returns the broken Results of the second path that the first path does
// not break, the worst first.
func (c *Comparison) anew() []Result {
	if c == nil {
		return nil
	}
	ids := c.Worse(true)
	for _, d := range c.Differences {
		if d.Second == Error {
			ids = append(ids, d.Requirement)
		}
	}
	return slices.DeleteFunc(worstFirst(c.Run.Results), func(r Result) bool { return !slices.Contains(ids, r.Requirement) })
}
