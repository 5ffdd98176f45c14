package refserver

import (
	"crypto/sha256"
	"net/http"
	"strings"
	"sync"
)

// scope is what a token may be used for, one bit for each.
type scope uint8

const (
	toSubscribe scope = 1 << iota
	toPublish
)

// String is the scope as a challenge names it.
func (s scope) String() string {
	if s == toPublish {
		return "publish"
	}
	return "subscribe"
}

// tokens are the credentials that the server accepts. They are found by their
// digests, so that the time it takes says nothing about those that are right.
type tokens struct {
	guarded scope // what needs a token; for the rest everybody may come
	inQuery bool  // streams may give theirs as ?access_token=

	mu      sync.Mutex
	granted map[digest]grant
}

type digest [sha256.Size]byte

// grant is what a token is accepted for.
type grant struct {
	scope   scope         // of a revoked token none
	revoked chan struct{} // closed once the token is revoked
}

func newTokens(c Config) *tokens {
	t := &tokens{inQuery: c.TokenInQuery, granted: make(map[digest]grant)}
	t.add(c.Tokens, toSubscribe|toPublish)
	t.add(c.SubscribeTokens, toSubscribe)
	t.add(c.PublishTokens, toPublish)
	return t
}

func (t *tokens) add(accepted []string, to scope) {
	for _, token := range accepted {
		key := digestOf(token)
		g, known := t.granted[key]
		if !known {
			g.revoked = make(chan struct{})
		}
		g.scope |= to
		t.granted[key] = g
		t.guarded |= to
	}
}

func digestOf(token string) digest { return sha256.Sum256([]byte(token)) }

// realm begins every challenge.
const realm = `Bearer realm="events"`

// admit returns the channel that is closed when the credential of r is revoked,
// which is nil where none is needed, or why r is refused.
// https://www.rfc-editor.org/rfc/rfc6750#section-3.1
func (t *tokens) admit(r *http.Request, to scope) (revoked <-chan struct{}, p *problem) {
	if t.guarded&to == 0 {
		return nil, nil
	}
	token, p := t.tokenOf(r, to)
	if p != nil {
		return nil, p
	}
	t.mu.Lock()
	g, known := t.granted[digestOf(token)]
	t.mu.Unlock()
	switch {
	case !known || g.scope == 0:
		return nil, unauthorized(realm+`, error="invalid_token"`, "the bearer token is unknown or revoked")
	case g.scope&to == 0:
		return nil, insufficient(to)
	}
	return g.revoked, nil
}

// tokenOf returns the token of r. "Clients MUST NOT use more than one method to
// transmit the token in each request."
// https://www.rfc-editor.org/rfc/rfc6750#section-2
func (t *tokens) tokenOf(r *http.Request, to scope) (string, *problem) {
	token, inHeader := bearerToken(r)
	query := r.URL.Query()[accessToken]
	switch {
	case !t.inQuery || to != toSubscribe || len(query) == 0:
	case inHeader || len(query) > 1:
		twice := badField(accessToken, "the token is given twice")
		twice.challenge = realm + `, error="invalid_request"`
		return "", twice
	default:
		return query[0], nil
	}
	if !inHeader {
		return "", unauthorized(realm, "there is no bearer token")
	}
	return token, nil
}

// accessToken is the parameter by which a page gives its token: an EventSource
// cannot set a header.
// https://www.rfc-editor.org/rfc/rfc6750#section-2.3
const accessToken = "access_token"

// revoke takes a token back for good and reports whether it is one that was ever
// accepted: who asks twice has been obeyed.
// https://www.rfc-editor.org/rfc/rfc7009#section-2.2
func (t *tokens) revoke(token string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := digestOf(token)
	g, known := t.granted[key]
	if known && g.scope != 0 {
		close(g.revoked)
		g.scope = 0
		t.granted[key] = g
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

// insufficient refuses a token that is good for something else.
func insufficient(to scope) *problem {
	return &problem{
		status:    http.StatusForbidden,
		Message:   "Authorization: the bearer token is not one to " + to.String(),
		Field:     "Authorization",
		Hint:      "send a token with the scope " + to.String(),
		challenge: realm + `, error="insufficient_scope", scope="` + to.String() + `"`,
	}
}
