package request

import (
	"slices"
	"strings"

	"golang.org/x/net/http/httpguts"

	"github.com/ssegauge/ssegauge/loadgen/problem"
)

// line is a field of the header that is ready to be written.
type line struct {
	name, lower string
	value       template
}

func newLine(name string, value template) line {
	return line{name, strings.ToLower(name), value}
}

// defaults are what a browser's EventSource sends, and who is asking.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource
func defaults() []line {
	return []line{
		newLine("Accept", literalText("text/event-stream")),
		newLine("Cache-Control", literalText("no-cache")),
		newLine("Accept-Encoding", literalText("identity")),
		newLine("User-Agent", literalText("ssegauge")),
	}
}

// header is what Spec.Header and Spec.Cookies say, ready.
type header struct {
	host        *template // replaces the Target's authority
	lastEventID *template // for the first request of a Subscriber
	lines       []line
	replaced    map[string]bool // by lower-case name
}

func (n *names) parseHeader(l *problem.List, s Spec) header {
	h := header{replaced: map[string]bool{}}
	for i, f := range s.Header {
		var own problem.List
		value := n.parseField(&own, f, s.Version)
		l.Under(indexed("header", i), own)
		ready := newLine(f.Name, value)
		h.replaced[ready.lower] = true
		switch {
		case f.Value == "":
		case ready.lower == "host":
			h.host = &value
		case ready.lower == "last-event-id":
			h.lastEventID = &value
		default:
			h.lines = append(h.lines, ready)
		}
	}
	h.lines = slices.Concat(slices.DeleteFunc(defaults(), func(d line) bool { return h.replaced[d.lower] }), h.lines)
	if cookie := n.parseCookies(l, s.Cookies); len(cookie.parts) > 0 {
		h.lines = append(h.lines, newLine("Cookie", cookie))
	}
	return h
}

// parseField compiles a field of a request in a version.
func (n *names) parseField(l *problem.List, f Field, v Version) template {
	if !httpguts.ValidHeaderFieldName(f.Name) {
		l.Add("name", "%q is no name of a header field", f.Name)
	}
	switch lower := strings.ToLower(f.Name); lower {
	case "content-length", "transfer-encoding":
		l.Add("name", "%s is made from the body", f.Name)
	case "connection", "keep-alive", "proxy-connection", "upgrade", "te":
		// https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2
		if v != HTTP1 && (lower != "te" || f.Value != "trailers") {
			l.Add("name", "%s cannot be sent in HTTP/2 and HTTP/3", f.Name)
		}
	}
	return n.parseValue(l, "value", f.Value, refuseControls)
}

// parseValue compiles what stands in the header.
func (n *names) parseValue(l *problem.List, path, text string, refuse refusal) template {
	t, err := n.parse(text, place{refuse: refuse})
	if err != nil {
		l.Add(path, "%v", err)
	}
	for _, p := range t.parts {
		if p.kind == literal && !httpguts.ValidHeaderFieldValue(p.text) {
			l.Add(path, "a control character cannot stand in a header field")
			break
		}
	}
	return t
}

// parseCookies compiles all cookies to the value of one field.
// https://www.rfc-editor.org/rfc/rfc6265#section-4.2.1
func (n *names) parseCookies(l *problem.List, cookies []string) template {
	var all template
	for i, c := range cookies {
		path := indexed("cookies", i)
		if name, value, found := strings.Cut(c, "="); !found || !httpguts.ValidHeaderFieldName(name) {
			l.Add(path, `want "name=value"`)
		} else if strings.Contains(value, ";") {
			l.Add(path, "one cookie at a time: a semicolon cannot stand in it")
		}
		if i > 0 {
			all = join(all, literalText("; "))
		}
		all = join(all, n.parseValue(l, path, c, refuseControls|refuseSeparators))
	}
	return all
}
