package refserver

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/ssegauge/ssegauge/reference-server/history"
	"github.com/ssegauge/ssegauge/reference-server/jsonhttp"
)

// maxMembers is how many members are looked at. There are four keys: of so many
// members some are unknown, or given twice.
const maxMembers = 16

// member is one member of the JSON object, with its value undecoded.
type member struct {
	key    string
	value  []byte
	offset int64 // of the value in the body
}

// parseJSON takes the event from a JSON object. encoding/json alone would let
// pass what this refuses: keys in another case, keys given twice, bytes that are
// not UTF-8 and halves of surrogate pairs, which it changes into U+FFFD.
func parseJSON(q url.Values, body []byte) (history.Event, *problem) {
	var event history.Event
	if p := checkParameters(q, "topic"); p != nil {
		p.Hint = "in a JSON publish the body holds the fields"
		return event, p
	}
	members, p := objectMembers(body)
	if p != nil {
		return event, p
	}
	if p := checkKeys(members, eventKeys()); p != nil {
		return event, p
	}
	if !hasKey(members, "data") {
		return event, badField("data", "missing")
	}
	for _, m := range members {
		if event, p = m.apply(event); p != nil {
			return event, p
		}
	}
	return event, nil
}

// objectMembers splits the object into its members.
func objectMembers(body []byte) ([]member, *problem) {
	var whole json.RawMessage
	if err := json.Unmarshal(body, &whole); err != nil {
		return nil, notJSON(err)
	}
	if kind := jsonhttp.Kind(whole); kind != "an object" {
		return nil, badField("body", "must be an object, is %s", kind)
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	_, err := decoder.Token() // the brace
	var members []member
	for err == nil && decoder.More() && len(members) < maxMembers {
		var m member
		m, err = nextMember(decoder)
		members = append(members, m)
	}
	if err != nil {
		return nil, notJSON(err)
	}
	return members, nil
}

func nextMember(decoder *json.Decoder) (member, error) {
	token, err := decoder.Token()
	if err != nil {
		return member{}, err
	}
	var value json.RawMessage
	err = decoder.Decode(&value)
	return member{
		key:    fmt.Sprint(token),
		value:  value,
		offset: decoder.InputOffset() - int64(len(value)),
	}, err
}

func notJSON(err error) *problem {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return badField("body", "not JSON at byte %d: %v", syntax.Offset, err)
	}
	return badField("body", "not JSON: %v", err)
}

// eventKeys are the keys of an event.
func eventKeys() []string { return []string{"event", "data", "id", "retry"} }

func hasKey(members []member, key string) bool {
	return slices.ContainsFunc(members, func(m member) bool { return m.key == key })
}

// checkKeys refuses keys that are not known, together, and keys given twice.
func checkKeys(members []member, known []string) *problem {
	var seen, unknown []string
	for _, m := range members {
		switch {
		case slices.Contains(seen, m.key):
			return badField(m.key, "given twice")
		case slices.Contains(known, m.key):
			seen = append(seen, m.key)
		default:
			unknown = append(unknown, m.key)
		}
	}
	if len(unknown) > 0 {
		return unknownKeys(unknown, known)
	}
	return nil
}

func unknownKeys(keys, known []string) *problem {
	const most = 8
	var names []string
	for _, key := range keys[:min(most, len(keys))] {
		names = append(names, strconv.Quote(clip(key)))
	}
	if len(keys) > most {
		names = append(names, "and more")
	}
	return &problem{
		status:  http.StatusBadRequest,
		Message: "unknown: " + strings.Join(names, ", "),
		Field:   cmp.Or(clip(keys[0]), "body"),
		Hint:    "the keys are " + strings.Join(known, ", "),
	}
}

// apply sets the field of the event that m stands for.
func (m member) apply(event history.Event) (history.Event, *problem) {
	if m.key == "retry" {
		if kind := jsonhttp.Kind(m.value); kind != "a number" {
			return event, badField("retry", "must be a number, is %s", kind)
		}
		return withRetry(event, string(m.value))
	}
	text, p := m.text()
	switch m.key {
	case "event":
		event.Type = text
	case "id":
		event.ID = text
	case "data":
		event.Data = text
	}
	return event, p
}

// text decodes a string that can be decoded without a change.
func (m member) text() (string, *problem) {
	if kind := jsonhttp.Kind(m.value); kind != "a string" {
		return "", badField(m.key, "must be a string, is %s", kind)
	}
	if i := invalidUTF8(string(m.value)); i >= 0 {
		return "", badField(m.key, "invalid UTF-8 at byte %d of the body", m.offset+int64(i))
	}
	if i := loneSurrogate(m.value); i >= 0 {
		return "", badField(m.key, "half of a surrogate pair at byte %d of the body", m.offset+int64(i))
	}
	var text string
	if err := json.Unmarshal(m.value, &text); err != nil {
		return "", notJSON(err)
	}
	return text, nil
}
