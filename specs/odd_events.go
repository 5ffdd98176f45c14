package specs

import "strings"

// oddEvent is an event that careless servers get wrong.
type oddEvent struct {
	Publication
	// requirement is the ID of the Requirement that it shows.
	requirement string
}

func (o oddEvent) needs(c Carries) bool {
	return c.ID && o.ID != "" || c.Event && o.Event != ""
}

// largeBytes is the size of the largest event that is published.
const largeBytes = 256 << 10

// oddEvents returns the events in the order in which they are published: what
// has been seen to end streams comes last, so that the rest is judged. marker
// makes a text that nothing else holds.
func oddEvents(marker func() string) []oddEvent {
	return append(append(oddData(marker), attacks(marker)...), oddEvent{requirement: "data-empty"})
}

// oddData returns data that comes back changed from servers that write it
// without looking at it. Clients join lines with LF, whatever ended them.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
func oddData(marker func() string) []oddEvent {
	var all []oddEvent
	add := func(requirement, data string) {
		all = append(all, oddEvent{Publication{Data: data}, requirement})
	}
	m := marker()
	add("data-multi-line", "first "+m+"\nsecond\nthird")
	add("data-crlf", "first "+m+"\r\nsecond\r\nthird")
	add("data-cr", "first "+m+"\rsecond")
	add("data-blank-lines", "first "+m+"\n\n\nafter two blank lines")
	add("data-leading-space", "  two spaces "+m)
	add("data-leading-colon", ":no comment "+m)
	add("data-trailing-newline", "one newline "+m+"\n")
	add("data-unicode-separators", m+"\u2028ls\u2029ps\u0085nel\vvt\fff")
	add("data-multi-byte", "é ü 日本語 한국어 😀 👩‍👩‍👧 "+m)
	add("data-large", m+strings.Repeat("x", largeBytes-len(m)))
	return all
}

// attacks returns events that forge fields on servers that do not look for line
// ends in what they write.
func attacks(marker func() string) []oddEvent {
	var all []oddEvent
	for _, end := range []struct{ name, text string }{{"lf", "\n"}, {"cr", "\r"}} {
		m := marker()
		forged := "forged-" + m
		lines := end.text + "event: " + forged + end.text + "id: " + forged + end.text + end.text + "data: " + forged
		attack := func(field string, p Publication) {
			p.Forged = forged
			all = append(all, oddEvent{p, "injection-" + field + "-" + end.name})
		}
		attack("data", Publication{Data: "before" + lines})
		attack("type", Publication{Data: m, Event: "type" + lines + end.text})
		attack("id", Publication{Data: m, ID: "id" + lines + end.text})
	}
	m := marker()
	nul := "nul\x00" + m
	return append(all, oddEvent{Publication{Data: m, ID: nul, Forged: nul}, "injection-id-nul"})
}
