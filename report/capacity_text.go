package report

import "fmt"

// capacity writes what a search for the largest number of streams has come to.
func (p *page) capacity(r *Run, verbose bool) {
	c := r.Capacity
	p.hang(0, span{clip(r.path(), textColumns), bold})
	p.about(r)
	p.plan(c.Plan, verbose)
	p.blank()
	if len(c.Steps) > 0 {
		p.table(c.table())
		p.blank()
	}
	if c.Cause != "" {
		p.hang(textLines, span{clip(c.Cause, textColumns), plain}, span{"likely cause: ", bold})
		p.blank()
	}
	p.concluded(r, c.says())
}

// table returns a table of the steps in the order in which they were run.
func (c *Capacity) table() table {
	t := table{columns: []column{
		{name: "", left: true},
		{name: "streams"},
		{name: "runs", rank: 6},
		{name: "opened", rank: 4},
		{name: "failed", rank: 3},
		{name: "lost", rank: 2},
		{name: "lag p99", rank: 1},
		{name: "events/s", rank: 5},
		{name: "cpu", rank: 7},
		{name: "note", left: true},
	}}
	for i := range c.Steps {
		t.rows = append(t.rows, c.Steps[i].cells())
	}
	return t
}

func (s *CapacityStep) cells() []span {
	f, v := &s.Figures, s.verdict()
	figure := func(n int64) span {
		if n == 0 {
			return span{}
		}
		return span{grouped(n), plain}
	}
	var runs, lag, broke span
	if s.Repeats > 1 {
		runs = span{grouped(s.Repeats), dim}
	}
	if f.LagP99US != nil {
		lag = span{micros(*f.LagP99US), plain}
	}
	switch {
	case s.Broke != nil:
		broke = span{clip(s.Broke.words(), textColumns), inkOf(v)}
	case s.GeneratorLimited:
		broke = span{"generator-limited", inkOf(v)}
	}
	return []span{
		{symbol(v), inkOf(v)},
		{grouped(s.Streams), plain},
		runs, figure(f.Opened), figure(f.Failed), figure(f.Lost), lag,
		figure(int64(f.EventRate)),
		{percent(f.CPUShare), dim},
		broke,
	}
}

// verdict returns Pass for a step that held, Skip for one that does not tell.
func (s *CapacityStep) verdict() Verdict {
	switch {
	case s.Held:
		return Pass
	case s.GeneratorLimited:
		return Skip
	}
	return Fail
}

func (b *Broken) words() string { return b.Threshold + " (" + b.Actual + ")" }

// says is the Verdict of c in words.
func (c *Capacity) says() string {
	streams := plural(c.Streams, "stream")
	switch {
	case c.Inconclusive != "" && c.Streams > 0:
		return "at least " + streams + ": " + c.Inconclusive
	case c.Inconclusive != "":
		return c.Inconclusive
	case len(c.Steps) == 0:
		return "nothing was tried"
	case c.Streams == 0 && c.Broke != nil:
		return "no number of streams held: " + c.Broke.words()
	case c.Streams == 0:
		return "no number of streams held"
	case c.Broke == nil:
		return "at least " + streams + ": nothing broke"
	}
	found := fmt.Sprintf("%s (± %s)", streams, grouped(c.Step))
	if c.Streams < c.AtLeast {
		found += " of " + grouped(c.AtLeast) + " wanted"
	}
	return fmt.Sprintf("%s, then %s broke (%s)", found, c.Broke.Threshold, c.Broke.Actual)
}
