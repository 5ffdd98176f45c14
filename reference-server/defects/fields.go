package defects

import (
	"crypto/rand"
	"strings"
)

// fieldsDefects err in ids and types.
func fieldsDefects() []Defect {
	return append(idDefects(), []Defect{
		{
			Name: "type-empty", Sentence: "An event without a type has an event field without a value.",
			Breaks: []string{"fields-type-not-empty"},
			layer: eachEvent(func(f frame) []byte {
				if f.typ != "" {
					return f.raw
				}
				return append([]byte("event:\n"), f.raw...)
			}),
		},
		{
			Name: "type-open", Sentence: "Every stream begins with an event of the type open.",
			Breaks: []string{"fields-type-not-reserved"},
			layer:  greeting("event: open\ndata: welcome\n\n"),
		},
		{
			Name: "types-lost", Sentence: "Events lose their type.",
			Breaks: []string{"fields-type-kept"},
			layer:  eachEvent(func(f frame) []byte { return f.with("event: "+f.typ+"\n", "") }),
		},
		{
			Name: "types-upper-case", Sentence: "Types are written in upper case.",
			Breaks: []string{"fields-type-kept"},
			layer:  eachEvent(func(f frame) []byte { return f.with("event: "+f.typ, "event: "+strings.ToUpper(f.typ)) }),
		},
		{
			Name: "id-twice", Sentence: "Every event has its id twice.",
			Breaks: []string{"fields-not-repeated"},
			layer:  eachEvent(func(f frame) []byte { return append([]byte("id: "+f.id+"\n"), f.raw...) }),
		},
	}...)
}

// idDefects err in ids.
func idDefects() []Defect {
	without := func(f frame) []byte { return f.with("id: "+f.id+"\n", "") }
	return append(idTextDefects(), []Defect{
		{
			Name: "no-ids", Sentence: "Events have no ids.",
			Breaks: []string{"fields-id-present"},
			layer:  eachFrame(without),
		},
		{
			Name: "ids-constant", Sentence: "All events have the same id.",
			Breaks: []string{"fields-id-unique", "resume-missed-events"},
			layer:  named(func(*session, string) string { return "message" }, nil),
		},
		{
			Name: "id-nul", Sentence: "A NUL stands in every id.",
			Breaks: []string{"fields-id-no-nul"},
			layer:  named(func(_ *session, id string) string { return "0\x00" + id }, nil),
		},
		{
			Name: "id-wiped", Sentence: "An event with a type has an empty id.",
			Breaks: []string{"fields-id-not-wiped"},
			layer: eachEvent(func(f frame) []byte {
				if f.typ == "" {
					return f.raw
				}
				return f.with("id: "+f.id, "id:")
			}),
		},
		{
			Name: "ids-for-each-connection", Sentence: "An event has another id on each connection.",
			Breaks: []string{"fields-id-agrees"},
			layer: named(
				func(s *session, id string) string { return string(rune('a'+s.n%26)) + "-" + id },
				func(id string) string { return id[strings.LastIndexByte(id, '-')+1:] },
			),
		},
		{
			Name: "ids-random", Sentence: "Ids are made at random, for each connection anew.",
			Breaks: []string{"fields-id-agrees"},
			layer:  named(func(*session, string) string { return rand.Text() }, nil),
		},
	}...)
}

// idTextDefects err in what an id is made of.
func idTextDefects() []Defect {
	return []Defect{
		{
			Name: "ids-not-ascii", Sentence: "Ids hold a letter that is not in ASCII.",
			Breaks: []string{"fields-id-header-safe"},
			layer: named(
				func(_ *session, id string) string { return "nº " + id },
				func(id string) string { return strings.TrimPrefix(id, "nº ") },
			),
		},
		{
			Name: "ids-of-5000-bytes", Sentence: "Ids are 5,000 bytes long.",
			Breaks: []string{"fields-id-header-safe"},
			layer: named(
				func(_ *session, id string) string { return strings.Repeat("0", 5000) + "-" + id },
				func(id string) string { return id[strings.LastIndexByte(id, '-')+1:] },
			),
		},
	}
}
