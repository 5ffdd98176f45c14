package control_test

import (
	"bufio"
	"net/http"
	"strings"
	"testing"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// IDs go on after a restart, or begin again; then a client that comes back with one
// that is used anew is not told.
func TestRestartIDs(t *testing.T) {
	tests := []struct {
		body, want string
		resume     string // what a client with the ID 1001 reads
	}{
		{"", "1003", "event: reset"},
		{`{"ids":"continue"}`, "1003", "event: reset"},
		{`{"ids":"reset"}`, "1001", "data: after"},
	}
	for _, tt := range tests {
		t.Run(tt.body, func(t *testing.T) {
			s := start(t, refserver.Config{FirstID: 1001})
			s.publish(t, "", "a")
			s.publish(t, "", "b")
			if status, text := s.text(t, http.MethodPost, "/control/restart", tt.body); status != http.StatusNoContent {
				t.Fatalf("status %d, %s", status, text)
			}
			if got := s.publish(t, "", "c"); !strings.Contains(got, `"id":"`+tt.want+`"`) {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			res := s.send(t, http.MethodGet, "/events", "", "Last-Event-ID: 1001")
			s.publish(t, "", "after")
			lines := bufio.NewScanner(res.Body)
			for lines.Scan() && !strings.HasPrefix(lines.Text(), "event: ") && !strings.HasPrefix(lines.Text(), "data: ") {
			}
			if lines.Text() != tt.resume {
				t.Errorf("got %q, want %q", lines.Text(), tt.resume)
			}
		})
	}
}

func TestRevoke(t *testing.T) {
	s := start(t, refserver.Config{Tokens: []string{"a", "b", "c"}})
	tests := []struct{ query, body, header string }{
		{"?token=a", "", "Accept: */*"},
		{"", "token=b", "Content-Type: application/x-www-form-urlencoded"},
		{"", `{"token":"c"}`, "Content-Type: application/json"},
	}
	for _, tt := range tests {
		for range 2 { // who asks twice has been obeyed
			if status, text := s.text(t, http.MethodPost, "/control/revoke"+tt.query, tt.body, tt.header); status != http.StatusNoContent {
				t.Errorf("%+v: status %d, want 204, %s", tt, status, text)
			}
		}
	}
	if status, _ := s.text(t, http.MethodPost, "/control/revoke?token=d", ""); status != http.StatusBadRequest {
		t.Errorf("a token that was never accepted: status %d, want 400", status)
	}
}
