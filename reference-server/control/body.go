package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ssegauge/ssegauge/reference-server/jsonhttp"
)

// Bounds of a request's body.
const (
	maxBodyBytes = 256 << 10
	bodyTimeout  = 30 * time.Second
	maxMembers   = 64
)

// fields are the keys that a body may have, each with a pointer to its value.
type fields map[string]any

// given are the keys that a body has.
type given map[string]bool

// decode reads the body of a request into the fields. No body is an empty object.
// encoding/json alone would let pass what this refuses: keys in another case, keys
// given twice, and null.
func decode(w http.ResponseWriter, r *http.Request, into fields) (given, *refusal) {
	text, p := readBody(w, r)
	if p != nil || len(bytes.TrimSpace(text)) == 0 {
		return nil, p
	}
	if !utf8.Valid(text) {
		return nil, bad("body", "not UTF-8")
	}
	var whole json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil {
		return nil, bad("body", "not JSON: %v", err)
	}
	if kind := jsonhttp.Kind(whole); kind != "an object" {
		return nil, bad("body", "must be an object, is %s", kind)
	}
	return decodeMembers(text, into)
}

func readBody(w http.ResponseWriter, r *http.Request) ([]byte, *refusal) {
	deadlines := http.NewResponseController(w)
	if err := deadlines.SetReadDeadline(time.Now().Add(bodyTimeout)); err == nil {
		defer func() { _ = deadlines.SetReadDeadline(time.Time{}) }() // it would fail where setting did
	}
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	if errors.As(err, new(*http.MaxBytesError)) {
		p := bad("body", "longer than %d bytes", maxBodyBytes)
		p.status = http.StatusRequestEntityTooLarge
		return nil, p
	}
	if err != nil {
		return nil, bad("body", "%v", err)
	}
	return text, nil
}

// decodeMembers reads the members of an object that is valid JSON.
func decodeMembers(object []byte, into fields) (given, *refusal) {
	decoder := json.NewDecoder(bytes.NewReader(object))
	_, err := decoder.Token() // the brace
	has := make(given)
	for err == nil && decoder.More() && len(has) < maxMembers {
		var key json.Token
		var value json.RawMessage
		if key, err = decoder.Token(); err != nil {
			break
		}
		if err = decoder.Decode(&value); err != nil {
			break
		}
		if p := into.set(fmt.Sprint(key), value, has); p != nil {
			return nil, p
		}
	}
	if err != nil {
		return nil, bad("body", "not JSON: %v", err)
	}
	return has, nil
}

// set sets the field of one member.
func (f fields) set(key string, value json.RawMessage, has given) *refusal {
	target, known := f[key]
	switch {
	case !known:
		return f.unknown(key)
	case has[key]:
		return bad(key, "given twice")
	}
	has[key] = true
	kind := jsonhttp.Kind(value)
	err := json.Unmarshal(value, target)
	if kind == "null" || errors.As(err, new(*json.UnmarshalTypeError)) {
		return bad(key, "must be %s, is %s", wanted(target), named(kind, value))
	}
	if err != nil {
		return bad(key, "%v", err)
	}
	return nil
}

func (f fields) unknown(key string) *refusal {
	const most = 64
	key = strings.ToValidUTF8(key[:min(most, len(key))], "")
	p := bad(key, "unknown key")
	p.Hint = "there are no keys here"
	if len(f) > 0 {
		p.Hint = "the keys are " + strings.Join(slices.Sorted(maps.Keys(f)), ", ")
	}
	return p
}

// wanted names what a field takes.
func wanted(target any) string {
	switch target.(type) {
	case *string, *End:
		return "a string"
	case *bool:
		return "true or false"
	case *float64:
		return "a number"
	case *int, *int64, *uint64:
		return "a whole number"
	case *Duration:
		return `a duration such as "10ms"`
	case *headers:
		return "an object of strings or of lists of strings"
	case *sizes:
		return "a number of bytes or a list of them"
	}
	return "a list"
}

// named is the kind of a value, and the value where it is a number.
func named(kind string, value []byte) string {
	const most = 32
	if kind == "a number" && len(value) <= most {
		return string(value)
	}
	return kind
}
