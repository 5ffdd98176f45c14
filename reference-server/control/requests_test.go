package control_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

type requestsSeen struct {
	Total, Kept int
	Requests    []struct {
		Number                                                         int
		Time, Remote, Protocol, Method, Host, Path, Query, LastEventID string
		TLS, Cut                                                       bool
		Headers                                                        http.Header
	}
}

func TestRequests(t *testing.T) {
	s := start(t, refserver.Config{})
	s.send(t, http.MethodGet, "/events?topic=a&access_token=Zq7x&%74oken=Wm2k", "",
		"Authorization: Bearer Zq7x", "Cookie: a=Zq7x", "Last-Event-ID: 17", "X-A: 1", "X-A: 2")
	s.publish(t, "", "hello")
	got := ask[requestsSeen](t, s, http.MethodGet, "/control/requests", "")
	if got.Total != 2 || got.Kept != 2 || len(got.Requests) != 2 {
		t.Fatalf("got %+v", got)
	}
	checkFirst(t, s, got)
	if text := fmt.Sprint(got); strings.Contains(text, "Zq7x") || strings.Contains(text, "Wm2k") {
		t.Errorf("a secret is told: %s", text)
	}
}

func checkFirst(t *testing.T, s *running, got requestsSeen) {
	t.Helper()
	first := got.Requests[0]
	if first.Number != 1 || first.Method != http.MethodGet || first.Path != "/events" || first.Protocol != "HTTP/1.1" || first.Host != s.addr || first.LastEventID != "17" {
		t.Errorf("got %+v", first)
	}
	if want := "topic=a&access_token=[redacted]&%74oken=[redacted]"; first.Query != want {
		t.Errorf("query %q, want %q", first.Query, want)
	}
	if fmt.Sprint(first.Headers["X-A"]) != "[1 2]" || !strings.HasPrefix(first.Remote, "127.0.0.1:") {
		t.Errorf("got %+v", first)
	}
}

func TestRequestsAreBounded(t *testing.T) {
	const most = 1024
	s := start(t, refserver.Config{})
	for i := range most + 10 {
		s.text(t, http.MethodHead, fmt.Sprintf("/healthz?n=%d", i+1), "")
	}
	got := ask[requestsSeen](t, s, http.MethodGet, "/control/requests?last=1024", "")
	if got.Total != most+10 || got.Kept != most || len(got.Requests) != most {
		t.Fatalf("%d of %d, %d", len(got.Requests), got.Total, got.Kept)
	}
	for i, r := range got.Requests {
		if want := i + 11; r.Number != want || r.Query != fmt.Sprintf("n=%d", want) {
			t.Fatalf("number %d: %+v", want, r)
		}
	}
	if last := ask[requestsSeen](t, s, http.MethodDelete, "/control/requests?last=1", ""); last.Requests[0].Number != most+10 {
		t.Errorf("got %+v", last)
	}
	if got := ask[requestsSeen](t, s, http.MethodGet, "/control/requests", ""); got.Total != 0 || got.Requests == nil {
		t.Errorf("got %+v", got)
	}
}

func TestRequestIsCut(t *testing.T) {
	s := start(t, refserver.Config{})
	s.text(t, strings.Repeat("M", 20<<10), "/healthz", "", "X-Long: "+strings.Repeat("a", 20<<10), "X-Other: "+strings.Repeat("b", 20<<10))
	got := ask[requestsSeen](t, s, http.MethodGet, "/control/requests", "")
	if size := len(fmt.Sprint(got.Requests[0])); size > 9<<10 {
		t.Errorf("%d bytes are kept of a request", size)
	}
}

func TestRequestsAsked(t *testing.T) {
	s := start(t, refserver.Config{})
	for _, last := range []string{"-1", "1025", "a"} {
		if status, _ := s.text(t, http.MethodGet, "/control/requests?last="+last, ""); status != http.StatusBadRequest {
			t.Errorf("last=%s: status %d", last, status)
		}
	}
}
