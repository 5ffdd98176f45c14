package refserver

import (
	"net/http"
	"strings"
	"sync"
)

// tokens are the credentials that the server accepts.
type tokens struct {
	guarded bool // without any, everybody may come

	mu      sync.Mutex
	revoked map[string]chan struct{} // by token; closed, and gone, once it is revoked
}

func newTokens(accepted []string) *tokens {
	t := &tokens{guarded: len(accepted) > 0, revoked: make(map[string]chan struct{})}
	for _, token := range accepted {
		t.revoked[token] = make(chan struct{})
	}
	return t
}

// admit returns the channel that is closed when the credential of r is revoked,
// which is nil where none is needed, or why r is refused.
// https://www.rfc-editor.org/rfc/rfc6750#section-3.1
func (t *tokens) admit(r *http.Request) (revoked <-chan struct{}, p *problem) {
	if !t.guarded {
		return nil, nil
	}
	const challenge = `Bearer realm="events"`
	token, ok := bearerToken(r)
	if !ok {
		return nil, unauthorized(challenge, "there is no bearer token")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if channel, known := t.revoked[token]; known {
		return channel, nil
	}
	return nil, unauthorized(challenge+`, error="invalid_token"`, "the bearer token is unknown or revoked")
}

// revoke takes a token back for good and reports whether it was accepted before.
func (t *tokens) revoke(token string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	channel, known := t.revoked[token]
	if known {
		close(channel)
		delete(t.revoked, token)
	}
	return known
}

func bearerToken(r *http.Request) (string, bool) {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "Bearer")
}

func unauthorized(challenge, message string) *problem {
	return &problem{
		status:    http.StatusUnauthorized,
		Message:   "Authorization: " + message,
		Field:     "Authorization",
		Hint:      "send Authorization: Bearer and a token that the server accepts",
		challenge: challenge,
	}
}
