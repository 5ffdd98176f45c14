package control_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

func TestWhoMayControl(t *testing.T) {
	const token = "Bearer secret"
	tests := []struct {
		name, from, origin, site, authorization string
		want                                    int
	}{
		{"without tokens, this machine", "127.0.0.1:1234", "", "", "", 200},
		{"without tokens, this machine by IPv6", "[::1]:1234", "", "", "", 200},
		{"without tokens, this machine by a mapped address", "[::ffff:127.0.0.2]:1234", "", "", "", 200},
		{"without tokens, another", "192.0.2.1:1234", "", "", token, 403},
		{"without tokens, nobody", "", "", "", "", 403},
		{"without tokens, a page", "127.0.0.1:1234", "http://localhost", "", "", 403},
		{"without tokens, a page of the server itself", "127.0.0.1:1234", "", "same-origin", "", 403},
		{"without tokens, an address that was typed", "127.0.0.1:1234", "", "none", "", 200},
		{"with tokens, another", "192.0.2.1:1234", "", "", token, 200},
		{"with tokens, another with the second", "192.0.2.1:1234", "", "", "bearer second", 200},
		{"with tokens, another with a wrong one", "192.0.2.1:1234", "", "", "Bearer secre", 401},
		{"with tokens, another with none", "192.0.2.1:1234", "", "", "", 401},
		{"with tokens, another with an empty one", "192.0.2.1:1234", "", "", "Bearer ", 401},
		{"with tokens, another scheme", "192.0.2.1:1234", "", "", "Basic secret", 401},
		{"with tokens, this machine", "127.0.0.1:1234", "", "", token, 200},
		{"with tokens, this machine with none", "127.0.0.1:1234", "", "", "", 401},
		{"with tokens, a page", "192.0.2.1:1234", "http://localhost", "", token, 403},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			config := refserver.Config{Control: true}
			if tt.name[:5] == "with " {
				config.ControlTokens = []string{"secret", "second"}
			}
			server, err := refserver.New(config)
			if err != nil {
				t.Fatal(err)
			}
			for _, method := range []string{http.MethodGet, http.MethodOptions} {
				r := httptest.NewRequestWithContext(t.Context(), method, "/control", nil)
				r.RemoteAddr, r.Host = tt.from, "127.0.0.1:8080"
				for name, value := range map[string]string{"Origin": tt.origin, "Sec-Fetch-Site": tt.site, "Authorization": tt.authorization} {
					if value != "" {
						r.Header.Set(name, value)
					}
				}
				w := httptest.NewRecorder()
				server.Handler().ServeHTTP(w, r)
				want := tt.want
				if want == 200 && method == http.MethodOptions {
					want = 204
				}
				if w.Code != want || (w.Header().Get("WWW-Authenticate") != "") != (want == 401) {
					t.Errorf("%s: status %d, want %d", method, w.Code, want)
				}
			}
		})
	}
}

// A page whose name was made to lead here is known by that name alone.
func TestHostsOfControl(t *testing.T) {
	server, err := refserver.New(refserver.Config{Control: true, Connections: true})
	if err != nil {
		t.Fatal(err)
	}
	for host, want := range map[string]int{
		"127.0.0.1:8080": 200, "192.0.2.1": 200, "[::1]:8080": 200, "[::1]": 200, "localhost:8080": 200, "LOCALHOST": 200,
		"a.localhost": 200, "": 200, "rebound.example:8080": 403, "rebound.example": 403, "localhost.example": 403, "127.0.0.1.example": 403,
	} {
		for _, path := range []string{"/control", "/connections"} {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
			r.RemoteAddr, r.Host = "127.0.0.1:1", host
			w := httptest.NewRecorder()
			server.Handler().ServeHTTP(w, r)
			if w.Code != want {
				t.Errorf("%s of %q: status %d, want %d", path, host, w.Code, want)
			}
		}
	}
}

func TestNothingToControl(t *testing.T) {
	server, err := refserver.New(refserver.Config{})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/control", nil)
	r.RemoteAddr = "127.0.0.1:1"
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusNotFound {
		t.Errorf("status %d", w.Code)
	}
}
