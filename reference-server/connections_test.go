package refserver

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestConnections(t *testing.T) {
	for name, c := range bothKinds(Config{Connections: true}) {
		t.Run(name, func(t *testing.T) {
			s := start(t, c)
			s.publish(t, "?topic=a", "one")
			s.open(t, "?topic=a&topic=b", "Last-Event-ID: 0").next(t)
			s.open(t, "")
			s.open(t, "")
			until(t, "all are live, and the event is counted", func() bool {
				n, all := s.Connections(10)
				return n == 3 && all[0].Events == 1 && !slices.ContainsFunc(all, func(c Connection) bool { return c.State != "live" })
			})
			_, all := s.Connections(10)
			checkFirst(t, all[0])
			if all[0].ID >= all[1].ID || all[1].ID >= all[2].ID {
				t.Errorf("IDs are %d, %d, %d", all[0].ID, all[1].ID, all[2].ID)
			}
			answered := answer(t, s.request(t, http.MethodGet, "/connections?limit=2", ""))
			list, ok := answered["connections"].([]any)
			if answered["streams"] != 3.0 || !ok || len(list) != 2 {
				t.Errorf("answer is %v", answered)
			}
		})
	}
}

// checkFirst looks at the connection that got one event.
func checkFirst(t *testing.T, got Connection) {
	t.Helper()
	if got.Bytes < int64(len("id: 1\ndata: one\n\n")) || got.Protocol != "HTTP/1.1" || got.Queued != 0 {
		t.Errorf("the first is %+v", got)
	}
	if !slices.Equal(got.Topics, []string{"a", "b"}) || !strings.HasPrefix(got.Remote, "127.0.0.1:") || got.Opened.IsZero() {
		t.Errorf("the first is %+v", got)
	}
}

func TestConnectionsRefused(t *testing.T) {
	for _, test := range []struct {
		name   string
		config Config
		target string
		header string
		status int
	}{
		{"not asked for", Config{}, "/connections", "", http.StatusNotFound},
		{"a page", Config{Connections: true}, "/connections", "Origin: https://page.example", http.StatusForbidden},
		{"no number", Config{Connections: true}, "/connections?limit=all", "", http.StatusBadRequest},
		{"too many", Config{Connections: true}, "/connections?limit=10001", "", http.StatusBadRequest},
		{"none", Config{Connections: true}, "/connections", "", http.StatusOK},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := start(t, test.config)
			var headers []string
			if test.header != "" {
				headers = append(headers, test.header)
			}
			if res := s.request(t, http.MethodGet, test.target, "", headers...); res.StatusCode != test.status {
				t.Errorf("status %d, want %d", res.StatusCode, test.status)
			}
		})
	}
}
