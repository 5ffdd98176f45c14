package report

import (
	"fmt"
	"strings"
)

// load adds what a Load has come to.
func (m *markdown) load(r *Run) {
	l := r.Load
	m.plan(l.plan())
	left := m.rows(l.thresholdTable())
	m.add("\n")
	for _, x := range l.lines() {
		m.add(fmt.Sprintf("- %s **%s:** %s\n", emoji(x.face), mdText(x.label), mdText(x.whole())))
	}
	m.generator(&l.Generator)
	left += m.rows(timingTable(l.timings(latencies, true)))
	for _, note := range l.clockNotes() {
		m.add("\n" + mdText(note) + "\n")
	}
	m.leftOut(left + m.troubles(l))
}

// troubles adds what went wrong and returns how much found no room.
func (m *markdown) troubles(l *Load) int {
	all := l.evidence()
	for i := range all {
		if !m.add(all[i].markdown()) {
			return len(all) - i
		}
	}
	return 0
}

func (m *markdown) plan(plan []PlanLine) {
	var parts []string
	for _, x := range plan {
		parts = append(parts, mdText(x.Name+" "+x.Value))
	}
	if len(parts) > 0 {
		m.add("\n" + strings.Join(parts, "; ") + "\n")
	}
}

// rows adds a table and returns how many of its rows found no room.
func (m *markdown) rows(t table) int {
	if len(t.rows) == 0 {
		return 0
	}
	lines := t.markdown()
	lines[0] = "\n" + lines[0]
	for i, x := range lines {
		if !m.add(x) {
			return len(lines) - i
		}
	}
	return 0
}

// thresholdTable returns the Thresholds with what was measured.
func (l *Load) thresholdTable() table {
	t := table{columns: []column{{name: "Threshold", left: true}, {name: "Actual", left: true}}}
	for i := range l.Thresholds {
		x := &l.Thresholds[i]
		v := l.Judge(x)
		t.rows = append(t.rows, []span{{emoji(v) + " " + x.Text, plain}, {x.says(v), plain}})
	}
	return t
}

func (m *markdown) generator(g *Generator) {
	face := Pass
	if g.Limited {
		face = Warn
	}
	m.add(fmt.Sprintf("- %s **generator:** %s\n", emoji(face), mdText(g.words())))
	for _, x := range g.Reasons {
		m.add("  - " + mdText(x) + "\n")
	}
	for _, x := range g.Advice {
		m.add("  - **Hint:** " + mdText(x) + "\n")
	}
}

func (t *trouble) markdown() string {
	summary := emoji(Warn) + " " + mdText(t.title)
	if len(t.lines) == 0 {
		return "\n" + summary + "\n"
	}
	lines := t.examples(junitFindings)
	for i, x := range lines {
		lines[i] = clip(x, markdownColumns)
	}
	return "\n<details><summary>" + summary + "</summary>\n\n" + mdBlock("text", strings.Join(lines, "\n")) + "</details>\n"
}

// capacity adds what a search for the largest number of streams has come to.
func (m *markdown) capacity(r *Run) {
	c := r.Capacity
	m.plan(c.Plan)
	if c.Cause != "" {
		m.add("\n**Likely cause:** " + mdText(c.Cause) + "\n")
	}
	t := c.table()
	for i := range t.rows {
		t.rows[i][0].text = emoji(c.Steps[i].verdict())
	}
	m.leftOut(m.rows(t))
}
