package defects

import (
	"bytes"
	"strings"
)

// encodingDefects send what is not UTF-8, or was not read as UTF-8 before.
func encodingDefects() []Defect {
	return []Defect{
		{
			Name: "latin-1-greeting", Sentence: "Every stream begins with a comment in Latin-1.",
			Breaks: []string{"encoding-utf-8"},
			layer:  greeting(": caf\xe9\n\n"),
		},
		{
			Name: "broken-greeting", Sentence: "Every stream begins with a comment in which a character was replaced.",
			Breaks: []string{"encoding-no-replacement-character"},
			layer:  greeting(": caf\uFFFD\n\n"),
		},
		{
			Name: "bom-each-event", Sentence: "Every event begins with a byte order mark.",
			Breaks: []string{"encoding-bom-only-at-start", "framing-field-name-exact", "fields-id-present", "resume-no-duplicate"},
			layer:  eachEvent(func(f frame) []byte { return append([]byte("\uFEFF"), f.raw...) }),
		},
		{
			Name: "bom-each-heartbeat", Sentence: "Every comment begins with a byte order mark.",
			Breaks: []string{"encoding-bom-only-at-start"},
			layer:  eachComment(func(f frame) []byte { return append([]byte("\uFEFF"), f.raw...) }),
		},
	}
}

// framingDefects err in lines and blank lines.
func framingDefects() []Defect {
	return append(lineDefects(), []Defect{
		{
			Name: "no-blank-line", Sentence: "No blank line follows an event.",
			Breaks: []string{"data-published-arrives"},
			layer:  eachFrame(func(f frame) []byte { return bytes.TrimSuffix(f.raw, []byte("\n")) }),
		},
		{
			Name: "last-event-unfinished", Sentence: "A stream ends with an event that no blank line follows.",
			Breaks: []string{"framing-blank-line-ends-frame", "liveness-stays-open"},
			layer: ending(atFourth, func(s *session, f frame) []byte {
				s.end()
				return append(f.raw, "data: bye\n"...)
			}),
		},
		{
			Name: "field-name-spaced", Sentence: "A space stands between the name event and its colon.",
			Breaks: []string{"framing-field-name-exact", "fields-type-kept"},
			layer:  eachEvent(func(f frame) []byte { return f.with("event: ", "event : ") }),
		},
		{
			Name: "field-name-upper-case", Sentence: "The field id is written ID.",
			Breaks: []string{"framing-field-name-exact", "fields-id-present"},
			layer:  eachFrame(func(f frame) []byte { return f.with("id: ", "ID: ") }),
		},
		{
			Name: "data-upper-case", Sentence: "The field data is written Data.",
			Breaks: []string{"data-published-arrives"},
			layer:  eachEvent(func(f frame) []byte { return []byte(strings.ReplaceAll(string(f.raw), "data: ", "Data: ")) }),
		},
		{
			Name: "unknown-field", Sentence: "Every event has a field that the Standard does not know.",
			Breaks: []string{"framing-no-unknown-field"},
			layer:  eachEvent(func(f frame) []byte { return append([]byte("timestamp: 1795259281\n"), f.raw...) }),
		},
		{
			Name: "type-without-data", Sentence: "Every stream begins with a type that has no data.",
			Breaks: []string{"framing-event-has-data"},
			layer:  greeting("event: connected\n\n"),
		},
		{
			Name: "padding-in-one-line", Sentence: "A comment of 65 KiB follows each event with a type, against buffers.",
			Breaks: []string{"framing-line-size"},
			layer: eachEvent(func(f frame) []byte {
				if f.typ == "" {
					return f.raw
				}
				return append(f.raw, ":"+strings.Repeat(" ", 65<<10)+"\n\n"...)
			}),
		},
	}...)
}

// lineDefects err in line ends.
func lineDefects() []Defect {
	return []Defect{
		{
			Name: "line-ends-mixed", Sentence: "Lines end with LF, those of events with CRLF.",
			Breaks: []string{"framing-one-line-end"},
			layer:  eachEvent(func(f frame) []byte { return bytes.ReplaceAll(f.raw, []byte("\n"), []byte("\r\n")) }),
		},
		{
			Name: "line-ends-cr", Sentence: "Lines end with CR alone.",
			Breaks: []string{"framing-one-line-end"},
			layer:  eachFrame(func(f frame) []byte { return bytes.ReplaceAll(f.raw, []byte("\n"), []byte("\r")) }),
		},
	}
}

// eachComment is eachFrame for frames that hold comments and nothing else.
func eachComment(edit editor) func() layer {
	return eachFrame(func(f frame) []byte {
		if !f.isComment {
			return f.raw
		}
		return edit(f)
	})
}
