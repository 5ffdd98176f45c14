package refserver

import (
	"net/http"
	"testing"
)

func TestMethodsAndPaths(t *testing.T) {
	tests := []struct {
		method string
		path   string
		status int
		allow  string
		field  string
	}{
		{http.MethodPost, "/events", http.StatusMethodNotAllowed, "GET, HEAD, OPTIONS", "method"},
		{http.MethodPut, "/events", http.StatusMethodNotAllowed, "GET, HEAD, OPTIONS", "method"},
		{http.MethodDelete, "/events", http.StatusMethodNotAllowed, "GET, HEAD, OPTIONS", "method"},
		{http.MethodPatch, "/events", http.StatusMethodNotAllowed, "GET, HEAD, OPTIONS", "method"},
		{http.MethodTrace, "/events", http.StatusMethodNotAllowed, "GET, HEAD, OPTIONS", "method"},
		{"get", "/events", http.StatusMethodNotAllowed, "GET, HEAD, OPTIONS", "method"},
		{"BREW", "/events", http.StatusMethodNotAllowed, "GET, HEAD, OPTIONS", "method"},
		{http.MethodGet, "/publish", http.StatusMethodNotAllowed, "POST, OPTIONS", "method"},
		{http.MethodPut, "/publish", http.StatusMethodNotAllowed, "POST, OPTIONS", "method"},
		{http.MethodPost, "/healthz", http.StatusMethodNotAllowed, "GET, HEAD, OPTIONS", "method"},
		{http.MethodGet, "/", http.StatusNotFound, "", "path"},
		{http.MethodGet, "/event", http.StatusNotFound, "", "path"},
		{http.MethodGet, "/events/", http.StatusNotFound, "", "path"},
		{http.MethodGet, "//events", http.StatusNotFound, "", "path"},
		{http.MethodGet, "/Events", http.StatusNotFound, "", "path"},
		{http.MethodOptions, "/nowhere", http.StatusNotFound, "", "path"},
		{http.MethodPost, "/nowhere", http.StatusNotFound, "", "path"},
	}
	s := start(t, Config{})
	for _, test := range tests {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			res := s.request(t, test.method, test.path, "")
			if res.StatusCode != test.status || res.Header.Get("Allow") != test.allow {
				t.Errorf("status %d, Allow %q, want %d, %q", res.StatusCode, res.Header.Get("Allow"), test.status, test.allow)
			}
			if got := answer(t, res)["field"]; got != test.field {
				t.Errorf("field is %v, want %s", got, test.field)
			}
		})
	}
}

func TestOptions(t *testing.T) {
	tests := []struct {
		path  string
		allow string
	}{
		{"/events", "GET, HEAD, OPTIONS"},
		{"/publish", "POST, OPTIONS"},
		{"/healthz", "GET, HEAD, OPTIONS"},
	}
	s := start(t, Config{})
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			res := s.request(t, http.MethodOptions, test.path, "")
			if res.StatusCode != http.StatusNoContent || res.Header.Get("Allow") != test.allow {
				t.Errorf("status %d, Allow %q, want 204, %q", res.StatusCode, res.Header.Get("Allow"), test.allow)
			}
			if got := res.Header.Get("Access-Control-Allow-Methods"); got != "" {
				t.Errorf("answered as a preflight: %q", got)
			}
		})
	}
}

func TestStatsCountRequests(t *testing.T) {
	s := start(t, Config{})
	for _, path := range []string{"/healthz", "/nowhere", "/events"} {
		s.request(t, http.MethodGet, path, "")
	}
	if got := s.Stats().Requests; got != 3 {
		t.Errorf("%d requests, want 3", got)
	}
}
