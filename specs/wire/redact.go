package wire

import "slices"

// Redacted stands in a Transcript for a value that must not be shown.
const Redacted = "[redacted]"

// Redact returns a copy of t without the values of the request fields
// Authorization, Cookie and Proxy-Authorization and those that names adds, and
// without the password in the URL of a request that was not sent. The bytes of
// the response are as they were.
func (t *Transcript) Redact(names ...string) *Transcript {
	s := t.snapshot()
	names = append(secretFields(), names...)
	s.Request.Header = redactFields(t.Request.Header, names)
	if t.Request.URL != nil && t.Request.URL.User != nil {
		u := *t.Request.URL
		u.User = nil
		s.Request.URL = &u
	}
	return s
}

// redactFields returns a copy of fields without the values of those with these
// names.
func redactFields(fields []Field, names []string) []Field {
	fields = slices.Clone(fields)
	for i, f := range fields {
		if containsName(names, f.Name) {
			fields[i].Value = Redacted
		}
	}
	return fields
}
