package control

import (
	"encoding/json"
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

// writeJSON answers with v. An error in writing means that the client has gone,
// which the next read of its connection will tell net/http.
func writeJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("encode %T: %v", v, err))
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n'))
}
