package refserver

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// problem is a refusal, as the client reads it.
type problem struct {
	status  int
	Message string `json:"error"`
	// Field names what is wrong: a parameter, a key, a header, or "body".
	Field string `json:"field,omitempty"`
	Hint  string `json:"hint,omitempty"`

	challenge string // for WWW-Authenticate
}

// badField is status 400 for a field.
func badField(field, format string, args ...any) *problem {
	return &problem{
		status:  http.StatusBadRequest,
		Message: field + ": " + fmt.Sprintf(format, args...),
		Field:   field,
	}
}

func (p *problem) write(w http.ResponseWriter) {
	if p.challenge != "" {
		w.Header().Set("WWW-Authenticate", p.challenge)
	}
	expose(w.Header())
	writeJSON(w, p.status, p)
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
