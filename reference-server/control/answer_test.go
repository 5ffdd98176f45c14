package control_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

func TestAnswers(t *testing.T) {
	s := start(t, refserver.Config{})
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	tests := []struct {
		name, method, path, answer string
		status                     int
		headers                    map[string]string
		body                       string
	}{
		{"a status", "GET", "/events", `{"status":503,"headers":{"retry-after":"1","X":["a","b"]},"body":"no"}`, 503, map[string]string{"Retry-After": "1", "X": "a", "Content-Type": "text/plain; charset=utf-8"}, "no"},
		{"a redirect", "GET", "/events", `{"location":"/other?a=b"}`, 307, map[string]string{"Location": "/other?a=b"}, ""},
		{"a redirect of a kind", "GET", "/events", `{"status":301,"location":"http://h/"}`, 301, map[string]string{"Location": "http://h/"}, ""},
		{"late", "HEAD", "/events", `{"status":200,"body":"abc","after":"10ms"}`, 200, nil, ""},
		{"no content", "GET", "/events", `{"status":204}`, 204, nil, ""},
		{"a publish", "POST", "/publish", `{"status":500,"path":"/publish"}`, 500, nil, ""},
		{"a type", "GET", "/events", `{"status":200,"headers":{"Content-Type":"text/html"},"base64":"PHA+"}`, 200, map[string]string{"Content-Type": "text/html"}, "<p>"},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ask[prepared](t, s, http.MethodPost, "/control/answer", tt.answer)
			if status, _ := s.text(t, http.MethodOptions, tt.path, ""); status != http.StatusNoContent {
				t.Errorf("OPTIONS: status %d", status)
			}
			res := s.send(t, tt.method, tt.path, "")
			got := make(map[string]string)
			for name := range tt.headers {
				got[name] = res.Header.Get(name)
			}
			if diff := cmp.Diff(tt.headers, got); res.StatusCode != tt.status || (diff != "" && tt.headers != nil) {
				t.Errorf("status %d, headers %s", res.StatusCode, diff)
			}
			if tt.method == http.MethodGet {
				ask[prepared](t, s, http.MethodPost, "/control/answer", tt.answer)
				if _, body := s.text(t, tt.method, tt.path, ""); body != tt.body {
					t.Errorf("body %q, want %q", body, tt.body)
				}
			}
			if got := ask[prepared](t, s, http.MethodGet, "/control/answer", ""); got.Taken != got.Done || got.Taken <= i {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// A client that does not wait for its answer is counted as gone.
func TestAnswerToNobody(t *testing.T) {
	s := start(t, refserver.Config{})
	ask[prepared](t, s, http.MethodPost, "/control/answer", `{"count":3,"status":200,"after":"1h"}`)
	ctx, leave := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.addr+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	left := make(chan error, 1) // sent by the goroutine below
	go func() {
		res, err := s.client.Do(req)
		if err == nil {
			_ = res.Body.Close()
		}
		left <- err
	}()
	state := func() prepared { return ask[prepared](t, s, http.MethodGet, "/control/answer", "") }
	until(t, "it waits", func() bool { return state().Open == 1 })
	leave()
	if err := <-left; err == nil {
		t.Error("it was answered")
	}
	until(t, "it is gone", func() bool { return state().Gone == 1 })
	if got := state(); got.Done != 0 || got.Taken != 1 || len(got.Pending) != 1 {
		t.Errorf("got %+v", got)
	}
}
