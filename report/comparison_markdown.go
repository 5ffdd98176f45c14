package report

import "fmt"

// comparison adds how the second path differs, if there is one, and returns how
// many differences found no room.
func (m *markdown) comparison(r *Run) int {
	c := r.Against
	if c == nil {
		return 0
	}
	m.add(fmt.Sprintf("\n### %s against %s: %s\n\n", emoji(c.Run.Verdict), mdCode(c.Run.path()), c.Run.Verdict))
	if c.Run.Reason != "" {
		m.add("**Reason:** " + mdText(c.Run.Reason) + "\n")
		return 0
	}
	m.add(fmt.Sprintf("%s in %s\n", c.Run.Summary, elapsed(c.Run.DurationMS)))
	for _, likely := range c.Likely {
		m.add("\n**Likely:** " + mdText(likely) + "\n")
	}
	return m.differences(r)
}

func (m *markdown) differences(r *Run) int {
	all, rest := r.Against.notable()
	if len(all)+rest == 0 {
		m.add("\nNo requirement comes out differently.\n")
		return 0
	}
	if len(all) == 0 {
		m.add(mdUnjudged(rest))
		return 0
	}
	m.add("\n| Requirement | First | Second |\n|---|---|---|\n")
	for i, d := range all {
		id, first, second := mdCode(d.Requirement), mdCameOut(r, d.Requirement), mdCameOut(r.Against.Run, d.Requirement)
		if !m.add(fmt.Sprintf("| %s | %s | %s |\n", id, first, second)) {
			return len(all) - i
		}
	}
	if rest > 0 {
		m.add(mdUnjudged(rest))
	}
	return 0
}

func mdUnjudged(n int) string {
	return fmt.Sprintf("\n+%d that one of the paths left unjudged: see the JSON report\n", n)
}

func mdCameOut(r *Run, id string) string {
	v, words := r.cameOut(id)
	return emoji(v) + " " + mdText(words)
}
