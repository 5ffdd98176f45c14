package refserver

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

const readerToken = "Authorization: Bearer reader"

func TestTokensAreAskedFor(t *testing.T) {
	s := start(t, Config{Tokens: []string{"reader"}})
	tests := []struct {
		name, method, path string
		headers            []string
		want               int
		challenge          string
	}{
		{"a stream without a token", http.MethodGet, "/events", nil, 401, `Bearer realm="events"`},
		{"a publish without a token", http.MethodPost, "/publish", nil, 401, `Bearer realm="events"`},
		{"another token", http.MethodHead, "/events", []string{"Authorization: Bearer writer"}, 401, `Bearer realm="events", error="invalid_token"`},
		{"another scheme", http.MethodHead, "/events", []string{"Authorization: Basic reader"}, 401, `Bearer realm="events"`},
		{"a token", http.MethodHead, "/events", []string{"Authorization: bearer reader"}, 200, ""},
		{"a publish with a token", http.MethodPost, "/publish", []string{readerToken}, 200, ""},
		{"a preflight", http.MethodOptions, "/events", nil, 204, ""},
		{"health", http.MethodGet, "/healthz", nil, 200, ""},
		{"no control", http.MethodPost, "/control/revoke?token=reader", nil, 404, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := s.request(t, tt.method, tt.path, "", tt.headers...)
			if got := res.Header.Get("WWW-Authenticate"); res.StatusCode != tt.want || got != tt.challenge {
				t.Errorf("status %d, challenge %q, want %d, %q", res.StatusCode, got, tt.want, tt.challenge)
			}
		})
	}
}

// A revoked token ends its streams as complete responses, and no others.
func TestRevokeEndsStreams(t *testing.T) {
	s := start(t, Config{Tokens: []string{"reader", "other"}, Control: true})
	revoked := s.open(t, "", readerToken)
	other := s.open(t, "", "Authorization: Bearer other")
	for _, step := range []struct {
		token string
		want  int
	}{{"reader", http.StatusNoContent}, {"reader", http.StatusNoContent}, {"stranger", http.StatusBadRequest}} {
		if res := s.request(t, http.MethodPost, "/control/revoke?token="+step.token, ""); res.StatusCode != step.want {
			t.Errorf("%s: status %d, want %d", step.token, res.StatusCode, step.want)
		}
	}
	if rest := revoked.rest(t); len(rest) > 0 {
		t.Errorf("got %d events after the revocation", len(rest))
	}
	if res := s.request(t, http.MethodGet, "/events", "", readerToken); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("status %d, want 401", res.StatusCode)
	}
	if res := s.request(t, http.MethodPost, "/publish", "still here", "Authorization: Bearer other"); res.StatusCode != http.StatusOK {
		t.Errorf("publish: status %d", res.StatusCode)
	}
	if e := other.next(t); e.Data != "still here" {
		t.Errorf("got %q", e.Data)
	}
}

func TestControlIsForThisMachine(t *testing.T) {
	s, err := New(Config{Tokens: []string{"reader"}, Control: true})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, from, origin string
		want               int
	}{
		{"another machine", "192.0.2.1:1234", "", 403},
		{"a page", "127.0.0.1:1234", "http://localhost", 403},
		{"nobody", "", "", 403},
		{"IPv6", "[::1]:1234", "", 204},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/control/revoke?token=reader", nil)
			r.RemoteAddr, r.Host = tt.from, "localhost:8080"
			if tt.origin != "" {
				r.Header.Set("Origin", tt.origin)
			}
			w := httptest.NewRecorder()
			s.Handler().ServeHTTP(w, r)
			if w.Code != tt.want {
				t.Errorf("status %d, want %d", w.Code, tt.want)
			}
		})
	}
}

func TestTokensHaveScopes(t *testing.T) {
	const get, post = http.MethodGet, http.MethodPost
	lacks := func(scope string) string {
		return `Bearer realm="events", error="insufficient_scope", scope="` + scope + `"`
	}
	both := Config{Tokens: []string{"all"}, SubscribeTokens: []string{"sub", "two"}, PublishTokens: []string{"pub", "two"}}
	tests := []struct {
		name      string
		c         Config
		method    string
		token     string
		want      int
		challenge string
	}{
		{"one for both reads", both, get, "all", 200, ""},
		{"one for both publishes", both, post, "all", 200, ""},
		{"a reader's reads", both, get, "sub", 200, ""},
		{"a reader's does not publish", both, post, "sub", 403, lacks("publish")},
		{"a publisher's publishes", both, post, "pub", 200, ""},
		{"a publisher's does not read", both, get, "pub", 403, lacks("subscribe")},
		{"one that is listed twice reads", both, get, "two", 200, ""},
		{"one that is listed twice publishes", both, post, "two", 200, ""},
		{"an unknown one", both, get, "su", 401, `Bearer realm="events", error="invalid_token"`},
		{"streams are open where publishes are not", Config{PublishTokens: []string{"pub"}}, get, "", 200, ""},
		{"then publishes are not", Config{PublishTokens: []string{"pub"}}, post, "", 401, `Bearer realm="events"`},
		{"publishes are open where streams are not", Config{SubscribeTokens: []string{"sub"}}, post, "", 200, ""},
		{"then streams are not", Config{SubscribeTokens: []string{"sub"}}, get, "", 401, `Bearer realm="events"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, tt.c)
			path := map[string]string{get: "/events", post: "/publish"}[tt.method]
			var headers []string
			if tt.token != "" {
				headers = []string{"Authorization: Bearer " + tt.token}
			}
			res := s.request(t, tt.method, path, "", headers...)
			if got := res.Header.Get("WWW-Authenticate"); res.StatusCode != tt.want || got != tt.challenge {
				t.Errorf("status %d, challenge %q, want %d, %q", res.StatusCode, got, tt.want, tt.challenge)
			}
		})
	}
}

func TestTokenInQuery(t *testing.T) {
	const bearer, get, post = "Authorization: Bearer sub", http.MethodGet, http.MethodPost
	allowed := Config{Tokens: []string{"sub"}, TokenInQuery: true}
	tests := []struct {
		name           string
		c              Config
		method, target string
		headers        []string
		want           int
		field          string
	}{
		{"allowed", allowed, get, "/events?access_token=sub", nil, 200, ""},
		{"allowed, in the header", allowed, get, "/events", []string{bearer}, 200, ""},
		{"unknown", allowed, get, "/events?access_token=other", nil, 401, "Authorization"},
		{"empty", allowed, get, "/events?access_token=", nil, 401, "Authorization"},
		{"twice", allowed, get, "/events?access_token=sub&access_token=sub", nil, 400, "access_token"},
		{"in both places", allowed, get, "/events?access_token=sub", []string{bearer}, 400, "access_token"},
		{"for a publish", allowed, post, "/publish?access_token=sub", nil, 401, "Authorization"},
		{"not allowed", Config{Tokens: []string{"sub"}}, get, "/events?access_token=sub", nil, 401, "Authorization"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, tt.c)
			res := s.request(t, tt.method, tt.target, "", tt.headers...)
			if res.StatusCode != tt.want {
				t.Fatalf("status %d, want %d", res.StatusCode, tt.want)
			}
			if tt.field == "" {
				return
			}
			if got := answer(t, res); got["field"] != tt.field || res.Header.Get("WWW-Authenticate") == "" {
				t.Errorf("%v, challenge %q", got, res.Header.Get("WWW-Authenticate"))
			}
		})
	}
}

// A stream is ended by the revocation of its token, however it was given.
func TestRevokeEndsStreamsOfEveryKind(t *testing.T) {
	s := start(t, Config{SubscribeTokens: []string{"sub"}, PublishTokens: []string{"sub"}, TokenInQuery: true, Control: true})
	streams := []*stream{s.open(t, "", "Authorization: Bearer sub"), s.open(t, "?access_token=sub&topic=a.*")}
	s.request(t, http.MethodPost, "/control/revoke?token=sub", "")
	for _, stream := range streams {
		stream.rest(t)
	}
	if res := s.request(t, http.MethodPost, "/publish", "x", "Authorization: Bearer sub"); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("publish: status %d, want 401", res.StatusCode)
	}
}
