package refserver

import (
	"fmt"
	"net/http"

	"github.com/ssegauge/ssegauge/reference-server/jsonhttp"
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
	jsonhttp.Write(w, p.status, p)
}
