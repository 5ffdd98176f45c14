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
	for _, want := range []int{http.StatusNoContent, http.StatusBadRequest} {
		if res := s.request(t, http.MethodPost, "/control/revoke?token=reader", ""); res.StatusCode != want {
			t.Errorf("status %d, want %d", res.StatusCode, want)
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
			r.RemoteAddr = tt.from
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
