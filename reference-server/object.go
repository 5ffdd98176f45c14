package refserver

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/ssegauge/ssegauge/reference-server/jsonhttp"
)

// Object is a JSON object that a request had for its body.
type Object struct{ members []member }

// ReadObject reads the body of r, which must be one JSON object of at most limit bytes
// with no other keys than these, each once at most. It reports whether it is; if not,
// it has answered r with the field and the place of what is wrong.
func (s *Server) ReadObject(w http.ResponseWriter, r *http.Request, limit int64, keys ...string) (Object, bool) {
	o, p := s.readObject(w, r, limit, keys)
	if p != nil {
		p.write(w)
	}
	return o, p == nil
}

func (s *Server) readObject(w http.ResponseWriter, r *http.Request, limit int64, keys []string) (o Object, p *problem) {
	body, p := s.readBody(w, r, limit)
	if p != nil {
		if p.status == http.StatusRequestEntityTooLarge {
			p.Hint = "say it in fewer words"
		}
		return o, p
	}
	if p = checkUTF8("body", string(body)); p != nil {
		return o, p
	}
	if o.members, p = objectMembers(body); p == nil {
		p = checkKeys(o.members, keys)
	}
	return o, p
}

// Text returns the string of the key, "" if it is missing. It is refused if it is not
// a string, is longer than limit bytes, or cannot be decoded without a change.
func (o Object) Text(key string, limit int) (string, *Refusal) {
	m, ok := o.member(key)
	if !ok {
		return "", nil
	}
	text, p := m.text()
	if p == nil && len(text) > limit {
		p = badField(key, "longer than %d bytes", limit)
	}
	if p != nil {
		return "", &Refusal{Status: p.status, Field: p.Field, Message: p.Message, Hint: p.Hint}
	}
	return text, nil
}

// JSON returns the value of the key as it was written, nil if it is missing, and what
// kind of value it is: "an object", "a string", "null".
func (o Object) JSON(key string) (value json.RawMessage, kind string) {
	m, ok := o.member(key)
	if !ok {
		return nil, ""
	}
	return m.value, jsonhttp.Kind(m.value)
}

func (o Object) member(key string) (member, bool) {
	i := slices.IndexFunc(o.members, func(m member) bool { return m.key == key })
	if i < 0 {
		return member{}, false
	}
	return o.members[i], true
}
