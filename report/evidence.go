package report

import (
	"fmt"
	"strings"
)

// row is one labelled line of evidence.
type row struct{ label, text string }

// rows returns what a Finding has to show beside its message. Labels have no colon.
func (f *Finding) rows() []row {
	var rows []row
	for _, r := range []row{
		{"expected", f.Expected},
		{"actual", f.Actual},
		{"at", f.place()},
		{"bytes", f.Excerpt},
	} {
		if r.text != "" {
			rows = append(rows, r)
		}
	}
	return rows
}

// place says where a Finding was seen: "watch, byte 1234, +250 ms".
func (f *Finding) place() string {
	var parts []string
	if f.Exchange != "" {
		parts = append(parts, f.Exchange)
	}
	if f.Offset >= 0 {
		parts = append(parts, fmt.Sprintf("byte %d", f.Offset))
	}
	if f.AtMS > 0 || (f.Exchange != "" && f.AtMS == 0) {
		parts = append(parts, "+"+moment(f.AtMS))
	}
	return strings.Join(parts, ", ")
}

// moment renders a time of ms milliseconds, exactly while that is easy to read.
func moment(ms int64) string {
	if ms < 10_000 {
		return fmt.Sprintf("%d ms", ms)
	}
	return elapsed(ms)
}

// plain renders the first few findings of a Result as lines of text of bounded length.
func (r *Result) plain(findings, columns int) []string {
	var lines []string
	for i := range r.Findings[:min(findings, len(r.Findings))] {
		f := &r.Findings[i]
		lines = append(lines, clip(f.Message, columns))
		for _, row := range f.rows() {
			lines = append(lines, fmt.Sprintf("  %-10s%s", row.label+":", clip(row.text, columns)))
		}
	}
	if rest := len(r.Findings) - findings; rest > 0 {
		lines = append(lines, fmt.Sprintf("+%d more (see the JSON report)", rest))
	}
	return lines
}

// headline returns the one line that says what was found.
func (r *Result) headline() string {
	switch {
	case r.Outcome == Unmatched:
		return r.skipReason()
	case len(r.Findings) > 0 && r.Findings[0].Message != "":
		return r.Findings[0].Message
	case r.Reason != "":
		return r.Reason
	default:
		return r.Sentence
	}
}

// skipReason returns the cause and the reason of a skip in one line.
func (r *Result) skipReason() string {
	cause := string(r.Skip)
	if cause == "" {
		cause = "skipped"
	}
	if r.Reason == "" {
		return cause
	}
	return cause + ": " + r.Reason
}

// symbol returns the mark that stands for a Verdict in a column of its own.
func symbol(v Verdict) string {
	switch v {
	case Pass:
		return "✓"
	case Skip:
		return "-"
	case Warn:
		return "!"
	case Fail:
		return "✗"
	default:
		return "?"
	}
}
