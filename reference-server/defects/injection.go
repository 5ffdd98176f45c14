package defects

import "strings"

// injectionDefects let a publisher forge fields. Each refuses or changes what
// it does not err in.
func injectionDefects() []Defect {
	id := func(f frame) string { return "id: " + f.id + "\n" }
	typ := func(f frame) string {
		if f.typ == "" {
			return ""
		}
		return "event: " + f.typ + "\n"
	}
	const lineEnds, nul = "\n\r", "\x00"
	return []Defect{
		{
			Name: "data-prefix-once-for-blank-line", Sentence: "Lines of data get their prefix, but for those after a blank line.",
			Breaks: []string{"data-blank-lines", "injection-data-lf"},
			layer:  blankLineForges(),
		},
		{
			Name: "type-unchecked", Sentence: "Types are written as they are.",
			Breaks: []string{"injection-type-lf", "injection-type-cr"},
			layer:  forging("event", "", func(f frame) string { return id(f) + typ(f) }),
		},
		{
			Name: "type-checked-for-lf", Sentence: "Only LF is removed from types.",
			Breaks: []string{"injection-type-cr"},
			layer:  forging("event", "\n", func(f frame) string { return id(f) + typ(f) }),
		},
		{
			Name: "type-checked-for-cr", Sentence: "Only CR is removed from types.",
			Breaks: []string{"injection-type-lf"},
			layer:  forging("event", "\r", func(f frame) string { return id(f) + typ(f) }),
		},
		{
			Name: "id-unchecked", Sentence: "Ids are written as they are.",
			Breaks: []string{"injection-id-lf", "injection-id-cr", "injection-id-nul"},
			layer:  forging("id", "", func(f frame) string { return typ(f) + id(f) }),
		},
		{
			Name: "id-checked-for-cr", Sentence: "Only CR and NUL are removed from ids.",
			Breaks: []string{"injection-id-lf"},
			layer:  forging("id", "\r"+nul, func(f frame) string { return typ(f) + id(f) }),
		},
		{
			Name: "id-checked-for-lf", Sentence: "Only LF and NUL are removed from ids.",
			Breaks: []string{"injection-id-cr"},
			layer:  forging("id", "\n"+nul, func(f frame) string { return typ(f) + id(f) }),
		},
		{
			Name: "id-checked-for-line-ends", Sentence: "Line ends are removed from ids, NUL is not.",
			Breaks: []string{"injection-id-nul"},
			layer:  forging("id", lineEnds, func(f frame) string { return typ(f) + id(f) }),
		},
	}
}

// forging takes text in a place ("id" or "event") from the publisher as it is
// and has fields write it, without the characters that are removed.
func forging(place, removed string, fields func(frame) string) func() layer {
	return unchecked([]string{place}, func(f frame) []byte {
		clean := func(text string) string {
			return strings.Map(func(r rune) rune {
				if strings.ContainsRune(removed, r) {
					return -1
				}
				return r
			}, text)
		}
		f.id, f.typ = clean(f.id), clean(f.typ)
		lines := fields(f)
		f.hasID, f.typ = false, ""
		return append([]byte(lines), f.encode("data: ")...)
	})
}

// blankLineForges forgets the prefix of the lines after a blank one.
func blankLineForges() func() layer {
	return unchecked([]string{"data"}, func(f frame) []byte {
		text := strings.NewReplacer("\r\n", "\n", "\r", "\ue00e").Replace(f.data)
		before, after, found := strings.Cut(text, "\n\n")
		f.data = strings.ReplaceAll(before, "\ue00e", "\n")
		if !found {
			return f.encode("data: ")
		}
		after = strings.ReplaceAll(after, "\ue00e", "\ndata: ")
		return append(f.encode("data: "), after+"\n\n"...)
	})
}
