package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ssegauge/ssegauge/reference-server/jsonhttp"
)

// headers are those of an answer, by their canonical names.
type headers map[string][]string

// UnmarshalJSON reads an object of strings and of lists of strings.
func (h *headers) UnmarshalJSON(text []byte) error {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(text, &object); err != nil {
		return errors.New("must be an object, is " + jsonhttp.Kind(text))
	}
	*h = make(headers, len(object))
	for name, raw := range object {
		var one string
		var several []string
		if json.Unmarshal(raw, &several) != nil {
			if json.Unmarshal(raw, &one) != nil {
				return fmt.Errorf("%q must be a string or a list of strings", name)
			}
			several = []string{one}
		}
		name = http.CanonicalHeaderKey(name)
		if err := checkHeader(name, several); err != nil {
			return err
		}
		(*h)[name] = several
	}
	return nil
}

// checkHeader wants what HTTP can carry, and leaves to it what frames a message.
// https://www.rfc-editor.org/rfc/rfc9110#section-5.5
func checkHeader(name string, values []string) error {
	const token = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	if name == "" || strings.Trim(name, token) != "" {
		return fmt.Errorf("%q is not the name of a header", name)
	}
	if slices.Contains([]string{"Content-Length", "Transfer-Encoding", "Trailer", "Upgrade"}, name) {
		return fmt.Errorf("%s is the server's own: it frames the message", name)
	}
	for _, value := range values {
		if strings.ContainsFunc(value, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }) {
			return fmt.Errorf("%s has a control character", name)
		}
	}
	return nil
}
