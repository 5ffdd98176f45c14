package main

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"sync"

	"github.com/ssegauge/ssegauge/reference-server/processes"
)

// revokedTokens are the bearer tokens that a process has taken back when it was told
// to. One that is started later must not accept them.
type revokedTokens struct {
	mu     sync.Mutex
	tokens map[string]bool
}

// note remembers the token of a request to /control/revoke.
func (r *revokedTokens) note(req processes.Request) {
	if req.Method != http.MethodPost || req.URL.Path != "/control/revoke" {
		return
	}
	token := req.URL.Query().Get("token")
	var object struct{ Token string }
	if form, err := url.ParseQuery(string(req.Body)); token == "" && err == nil {
		token = form.Get("token")
	}
	if token == "" && json.Unmarshal(req.Body, &object) == nil {
		token = object.Token
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.tokens == nil {
		r.tokens = make(map[string]bool)
	}
	r.tokens[token] = true
}

// replace puts what nobody knows in the place of revoked tokens. Without any token
// a process would accept everybody.
func (r *revokedTokens) replace(flags map[string][]string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for name, values := range flags {
		if name != "token" && name != "subscribe-token" && name != "publish-token" {
			continue
		}
		kept := make([]string, 0, len(values))
		for _, token := range values {
			if r.tokens[token] {
				token = rand.Text()
			}
			kept = append(kept, token)
		}
		flags[name] = kept
	}
}
