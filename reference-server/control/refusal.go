package control

import (
	"fmt"
	"net/http"
)

// refusal is why a request is not served, as the client reads it.
type refusal struct {
	status  int
	Message string `json:"error"`
	// Field names what is wrong: a key, a parameter, a header, or "body".
	Field string `json:"field,omitempty"`
	Hint  string `json:"hint,omitempty"`
}

// bad is status 400 for a field.
func bad(field, format string, args ...any) *refusal {
	return &refusal{
		status:  http.StatusBadRequest,
		Message: field + ": " + fmt.Sprintf(format, args...),
		Field:   field,
	}
}
