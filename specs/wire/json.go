package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// savedSchema is what the field schema of a saved Transcript says.
const savedSchema = "ssegauge/transcript/v1"

// text is a string of any bytes: in JSON a string, or {"base64": "…"} where the
// bytes are not UTF-8.
type text string

type binaryText struct {
	Base64 []byte `json:"base64"`
}

// MarshalJSON implements json.Marshaler.
func (s text) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(s)) {
		return json.Marshal(string(s))
	}
	return json.Marshal(binaryText{[]byte(s)})
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *text) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '{' {
		var b binaryText
		err := json.Unmarshal(data, &b)
		*s = text(b.Base64)
		return err
	}
	return json.Unmarshal(data, (*string)(s))
}

// MarshalJSON returns the observed part of t as JSON, redacted as Redact does it
// without names. It is a method of the value, so that no way to marshal a
// Transcript goes around it.
func (t Transcript) MarshalJSON() ([]byte, error) {
	return json.Marshal(save(t.Redact()))
}

// UnmarshalJSON loads what MarshalJSON has written and replays it.
func (t *Transcript) UnmarshalJSON(data []byte) error {
	if err := checkSchema(data, savedSchema); err != nil {
		return fmt.Errorf("load transcript: %w", err)
	}
	var s savedTranscript
	if err := decodeStrictly(data, &s); err != nil {
		return fmt.Errorf("load transcript %s: %w", s.Name, err)
	}
	loaded, err := s.transcript()
	if err != nil {
		return fmt.Errorf("load transcript %s: %w", s.Name, err)
	}
	if err := Replay(loaded); err != nil {
		return fmt.Errorf("load transcript %s: %w", s.Name, err)
	}
	*t = *loaded
	return nil
}

// checkSchema refuses a document of another kind or version.
func checkSchema(data []byte, want string) error {
	var version struct{ Schema string }
	if err := json.Unmarshal(data, &version); err != nil {
		return err
	}
	if version.Schema != want {
		return fmt.Errorf("schema %q is not %q", version.Schema, want)
	}
	return nil
}

// decodeStrictly refuses a field that v does not know: one who leaves it out might
// judge otherwise.
func decodeStrictly(data []byte, v any) error {
	in := json.NewDecoder(bytes.NewReader(data))
	in.DisallowUnknownFields()
	return in.Decode(v)
}
