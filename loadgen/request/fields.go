package request

import "strconv"

// Fields yields the header of a Subscriber's request in HTTP/2 and HTTP/3: first the
// pseudo-header fields, all names in lower case, and none that is about the
// connection. lastEventID is as for AppendHTTP1.
// https://www.rfc-editor.org/rfc/rfc9113#section-8.3.1
func (m *Maker) Fields(subscriber int, lastEventID []byte, yield func(name, value string)) {
	r := m.route(subscriber)
	yield(":method", r.method)
	yield(":scheme", r.scheme)
	yield(":authority", m.text(r.host, subscriber))
	yield(":path", m.text(r.path, subscriber))
	for _, l := range r.lines {
		yield(l.lower, m.text(l.value, subscriber))
	}
	switch first := m.plan.header.lastEventID; {
	case len(lastEventID) > 0:
		yield("last-event-id", string(lastEventID))
	case first != nil:
		yield("last-event-id", m.text(*first, subscriber))
	}
	if length := m.bodyLength(nil, subscriber); length > 0 || sends(r.method) {
		yield("content-length", strconv.Itoa(length))
	}
}

func (m *Maker) text(t template, subscriber int) string {
	if text, ok := t.fixed(); ok {
		return text
	}
	return string(m.expand(nil, t, subscriber))
}
