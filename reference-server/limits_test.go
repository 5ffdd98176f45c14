package refserver

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestSlowRequestsAreEnded(t *testing.T) {
	tests := []struct {
		name   string
		send   string
		after  time.Duration
		answer string // how it begins
	}{
		{"silent from the start", "", 10 * time.Second, ""},
		{"unfinished head", "GET /events HTTP/1.1\r\nHost: x\r\n", 10 * time.Second, ""},
		{"idle between requests", "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n", 2 * time.Minute, "HTTP/1.1 404 Not Found\r\n"},
		{"unfinished body", "POST /publish HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf", 30 * time.Second, "HTTP/1.1 408 Request Timeout\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, l := startPipe(t, Config{})
				since := time.Now()
				conn := l.connect(t, test.send)
				text, err := io.ReadAll(conn)
				if took := time.Since(since); err != nil || took < test.after || took > test.after+time.Second {
					t.Errorf("ended after %s (error %v), want %s", took, err, test.after)
				}
				if !strings.HasPrefix(string(text), test.answer) || (test.answer == "") != (len(text) == 0) {
					t.Errorf("answer is %q, want %q", text, test.answer)
				}
			})
		})
	}
}

func TestLargeHeadIsRefused(t *testing.T) {
	s := start(t, Config{})
	res := s.request(t, http.MethodGet, "/events", "", "Last-Event-ID: "+strings.Repeat("x", 100<<10))
	if res.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d, want 431", res.StatusCode)
	}
}

func TestLongestIDComesBack(t *testing.T) {
	s := start(t, Config{MaxIDBytes: 7000})
	id := strings.Repeat("x", 7000)
	s.publish(t, "?id="+id, "old")
	st := s.open(t, "", "Last-Event-ID: "+id)
	s.publish(t, "", "new")
	if got := st.next(t); got.Data != "new" || got.Type != "message" {
		t.Errorf("resumed with %.40v", got)
	}
}

func TestRetryAfterIsSpread(t *testing.T) {
	s := start(t, Config{MaxStreams: 1, Retry: 2500 * time.Millisecond})
	s.open(t, "")
	seen := make(map[string]int)
	for range 100 {
		res := s.request(t, http.MethodGet, "/events", "")
		seen[res.Header.Get("Retry-After")]++
		_ = res.Body.Close()
	}
	for value := range seen {
		if !slices.Contains([]string{"3", "4", "5", "6"}, value) {
			t.Errorf("Retry-After is %q, want 3 to 6", value)
		}
	}
	if len(seen) < 2 {
		t.Errorf("Retry-After is always %v", seen)
	}
}
