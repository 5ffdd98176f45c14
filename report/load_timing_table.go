package report

import (
	"fmt"
	"strings"
)

// partColumns is the width of the name of a Stage or tag in a table.
const partColumns = 16

// timingTable returns a table of some Timings.
func timingTable(timings []Timing) table {
	t := table{columns: []column{
		{name: "", left: true},
		{name: "count", rank: 3},
		{name: "min", rank: 6},
		{name: "mean", rank: 7},
		{name: "p50"},
		{name: "p90", rank: 5},
		{name: "p99"},
		{name: "p99.9", rank: 2},
		{name: "max"},
		{name: "±", rank: 1},
		{name: "negative", rank: 8},
	}}
	for i := range timings {
		t.rows = append(t.rows, timings[i].cells())
	}
	return t
}

func (t *Timing) cells() []span {
	name := span{clip(t.title(), partColumns), plain}
	if !t.whole() {
		name = span{"  " + clip(t.part(), partColumns), dim}
	}
	cells := []span{name, {grouped(t.Count), dim}}
	for _, us := range []int64{t.MinUS, t.MeanUS, t.P50US, t.P90US, t.P99US, t.P999US, t.MaxUS} {
		if t.Count == 0 {
			cells = append(cells, span{})
			continue
		}
		cells = append(cells, span{micros(us), plain})
	}
	var around, negative span
	if t.PlusMinusUS > 0 {
		around.text = "±" + micros(t.PlusMinusUS)
	}
	if t.Negative > 0 {
		negative.text = grouped(t.Negative)
	}
	return append(cells, around, negative)
}

// title is the name of what is measured as a person reads it.
func (t *Timing) title() string { return strings.ReplaceAll(t.Name, "_", " ") }

// part names the Stage and the tag that t is of.
func (t *Timing) part() string {
	tag := t.Tag
	if tag != "" {
		tag = "tag " + tag
	}
	return strings.Trim(t.Stage+", "+tag, ", ")
}

// clockNotes says what clocks have to do with the figures, one line each.
func (l *Load) clockNotes() []string {
	var notes []string
	for _, t := range l.timings(latencies, false) {
		if t.Negative > 0 {
			notes = append(notes, fmt.Sprintf("%s is negative %s times, down to %s: two clocks", t.title(), grouped(t.Negative), micros(t.MinUS)))
		}
	}
	c := l.Clock
	if c == nil {
		return notes
	}
	how := "ahead of"
	if c.OffsetUS < 0 {
		how = "behind"
	}
	return append(notes, fmt.Sprintf("the target's clock is %s ±%s %s this one, drifting %.1f ppm (%s of %s)",
		micros(max(c.OffsetUS, -c.OffsetUS)), micros(c.PlusMinusUS), how, c.DriftPPM, plural(c.Samples, "sample"), c.Source))
}
