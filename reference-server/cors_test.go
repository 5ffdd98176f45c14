package refserver

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPreflight(t *testing.T) {
	s := start(t, Config{})
	tests := []struct {
		path    string
		methods string
	}{
		{"/events", "GET, HEAD"},
		{"/publish", "POST"},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			res := s.request(t, http.MethodOptions, test.path, "", "Origin: https://app.example",
				"Access-Control-Request-Method: GET", "Access-Control-Request-Headers: authorization,cache-control,last-event-id")
			want := http.Header{
				"Access-Control-Allow-Origin":  {"*"},
				"Access-Control-Allow-Methods": {test.methods},
				"Access-Control-Allow-Headers": {"Last-Event-ID, Authorization, Cache-Control, Content-Type"},
				"Access-Control-Max-Age":       {"7200"},
				"Allow":                        {test.methods + ", OPTIONS"},
				"Cache-Control":                {"no-store"},
			}
			res.Header.Del("Date")
			if diff := cmp.Diff(want, res.Header); diff != "" || res.StatusCode != http.StatusNoContent {
				t.Errorf("status %d, headers (-want +got):\n%s", res.StatusCode, diff)
			}
		})
	}
}

func TestAllowOrigin(t *testing.T) {
	const app, admin = "https://app.example", "http://admin.example:8080"
	tests := []struct {
		name   string
		allow  string
		origin string
		want   string
		vary   string
	}{
		{"any, without origin", "", "", "*", ""},
		{"any", "*", app, "*", ""},
		{"none", "none", app, "", ""},
		{"one", app, app, app, "Origin"},
		{"one of two", app + " " + admin, admin, admin, "Origin"},
		{"one of two with a comma", app + "," + admin, admin, admin, "Origin"},
		{"another", app, admin, "", "Origin"},
		{"another port", app, app + ":444", "", "Origin"},
		{"a prefix", app, app + ".evil.example", "", "Origin"},
		{"opaque origin", app, "null", "", "Origin"},
		{"without origin", app, "", "", "Origin"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := start(t, Config{AllowOrigin: test.allow})
			for _, path := range []string{"/events", "/healthz", "/nowhere"} {
				headers := []string{"Origin: " + test.origin}
				if test.origin == "" {
					headers = nil
				}
				h := s.request(t, http.MethodGet, path, "", headers...).Header
				if got := h.Get("Access-Control-Allow-Origin"); got != test.want || h.Get("Vary") != test.vary {
					t.Errorf("%s: allowed %q, Vary %q, want %q, %q", path, got, h.Get("Vary"), test.want, test.vary)
				}
				if h.Get("Access-Control-Allow-Credentials") != "" {
					t.Errorf("%s: credentials are allowed", path)
				}
			}
		})
	}
}

func TestPreflightOfAStrangerAllowsNothing(t *testing.T) {
	s := start(t, Config{AllowOrigin: "https://app.example"})
	res := s.request(t, http.MethodOptions, "/publish", "", "Origin: https://evil.example", "Access-Control-Request-Method: POST")
	for _, name := range []string{"Origin", "Methods", "Headers"} {
		if got := res.Header.Get("Access-Control-Allow-" + name); got != "" {
			t.Errorf("Access-Control-Allow-%s is %q", name, got)
		}
	}
}

// What a page on one of several origins needs for streams and publishes with a token.
func TestPreflightOfListedOrigins(t *testing.T) {
	const app, admin = "https://app.example", "http://admin.example:8080"
	s := start(t, Config{AllowOrigin: app + " " + admin, Tokens: []string{"a"}})
	for _, origin := range []string{app, admin} {
		for path, method := range map[string]string{"/events": http.MethodGet, "/publish": http.MethodPost} {
			res := s.request(t, http.MethodOptions, path, "", "Origin: "+origin,
				"Access-Control-Request-Method: "+method, "Access-Control-Request-Headers: authorization,content-type,last-event-id")
			h := res.Header
			if res.StatusCode != http.StatusNoContent || h.Get("Access-Control-Allow-Origin") != origin || h.Get("Vary") != "Origin" {
				t.Errorf("%s from %s: status %d, header %v", path, origin, res.StatusCode, h)
			}
			allowed := strings.Split(strings.ToLower(h.Get("Access-Control-Allow-Headers")), ", ")
			for _, name := range []string{"authorization", "content-type", "last-event-id"} {
				if !slices.Contains(allowed, name) {
					t.Errorf("%s: %s is not allowed, but %v", path, name, allowed)
				}
			}
			if !slices.Contains(strings.Split(h.Get("Access-Control-Allow-Methods"), ", "), method) {
				t.Errorf("%s: %s is not allowed", path, method)
			}
		}
	}
}

// A page may read when to come back, and what it lacks.
func TestRefusalsAreExposed(t *testing.T) {
	const app = "https://app.example"
	tests := []struct {
		name   string
		c      Config
		origin string
		want   string
	}{
		{"a full server", Config{MaxStreams: 1}, app, "Retry-After"},
		{"a token", Config{SubscribeTokens: []string{"a"}}, app, "WWW-Authenticate"},
		{"an origin that is listed", Config{MaxStreams: 1, AllowOrigin: app}, app, "Retry-After"},
		{"another origin", Config{MaxStreams: 1, AllowOrigin: app}, "https://evil.example", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := start(t, test.c)
			if test.c.MaxStreams > 0 {
				s.open(t, "")
			}
			res := s.request(t, http.MethodGet, "/events", "", "Origin: "+test.origin)
			if got := res.Header.Get("Access-Control-Expose-Headers"); res.StatusCode < 400 || got != test.want {
				t.Errorf("status %d, exposed %q, want %q", res.StatusCode, got, test.want)
			}
		})
	}
}
