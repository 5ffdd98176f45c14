package refserver

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

func TestStreamHeaders(t *testing.T) {
	s := start(t, Config{})
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		t.Run(method, func(t *testing.T) {
			res := s.request(t, method, "/events", "")
			want := http.Header{
				"Content-Type":                {"text/event-stream"},
				"Cache-Control":               {"no-cache, no-store, no-transform"},
				"X-Accel-Buffering":           {"no"},
				"Access-Control-Allow-Origin": {"*"},
			}
			res.Header.Del("Date")
			if diff := cmp.Diff(want, res.Header); diff != "" || res.StatusCode != http.StatusOK {
				t.Errorf("status %d, headers (-want +got):\n%s", res.StatusCode, diff)
			}
			chunked := method == http.MethodGet
			if got := len(res.TransferEncoding) == 1; got != chunked {
				t.Errorf("Transfer-Encoding is %v", res.TransferEncoding)
			}
		})
	}
}

func TestStreamBegins(t *testing.T) {
	tests := []struct {
		name    string
		publish int // events before
		query   string
		headers []string
		want    string
	}{
		{"nothing published", 0, "", nil, "retry: 2000\nid: 0\n\n"},
		{"at the end of the log", 2, "", nil, "retry: 2000\nid: 2\n\n"},
		{"the end stems from another topic", 2, "?topic=other", nil, "retry: 2000\nid: 2\n\n"},
		{"resumed at the end", 2, "", []string{"Last-Event-ID: 2"}, "retry: 2000\n\n"},
		{"resumed", 2, "", []string{"Last-Event-ID: 1"}, "retry: 2000\n\nid: 2\ndata: x\n\n"},
		{"reset", 2, "", []string{"Last-Event-ID: 3"}, "retry: 2000\n\nid: 2\nevent: reset\n" +
			`data: {"reason":"unknown","lastEventId":"3"}` + "\n\n"},
		{"empty header", 2, "", []string{"Last-Event-ID: "}, "retry: 2000\nid: 2\n\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := start(t, Config{})
			for range test.publish {
				s.publish(t, "", "x")
			}
			res := s.request(t, http.MethodGet, "/events"+test.query, "", test.headers...)
			begins(t, res.Body, test.want)
		})
	}
}

func TestStreamIsAnsweredBeforeAnythingIsPublished(t *testing.T) {
	s := start(t, Config{})
	st := s.open(t, "") // returns when the head has arrived
	s.publish(t, "", "now")
	want := eventstream.Event{Type: "message", Data: "now", LastEventID: "1"}
	if diff := cmp.Diff(want, st.next(t)); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
	if ms, ok := st.decoder.Retry(); !ok || ms != 2000 {
		t.Errorf("retry is %d (set: %t), want 2000", ms, ok)
	}
}

func TestHeadEndsAtOnceAndKeepsTheConnection(t *testing.T) {
	s := start(t, Config{MaxStreams: 1})
	for range 3 {
		if res := s.request(t, http.MethodHead, "/events", ""); res.StatusCode != http.StatusOK {
			t.Errorf("status %d", res.StatusCode)
		}
	}
	if got := s.Stats().Streams; got != 0 {
		t.Errorf("%d streams are open after HEAD", got)
	}
}

func TestStreamRefusals(t *testing.T) {
	tests := []struct {
		name    string
		query   string
		body    string
		headers []string
		status  int
		want    map[string]any
	}{
		{
			"Accept excludes it", "", "",
			[]string{"Accept: application/json"},
			http.StatusNotAcceptable,
			map[string]any{
				"error": "Accept: excludes text/event-stream", "field": "Accept",
				"hint": "send Accept: text/event-stream",
			},
		},
		{
			"too many topics", "?topic=a&topic=b&topic=c", "", nil, http.StatusBadRequest,
			map[string]any{"error": "topic: more than 2 topics", "field": "topic"},
		},
		{
			"long topic", "?topic=" + strings.Repeat("x", 11), "", nil, http.StatusBadRequest,
			map[string]any{"error": "topic: longer than 10 bytes", "field": "topic"},
		},
		{
			"topic with LF", "?topic=a%0Ab", "", nil, http.StatusBadRequest,
			map[string]any{"error": "topic: control character at byte 1", "field": "topic"},
		},
		{
			"topic not UTF-8", "?topic=ab%FF", "", nil, http.StatusBadRequest,
			map[string]any{"error": "topic: invalid UTF-8 at byte 2", "field": "topic"},
		},
		{
			"query cannot be read", "?topic=%zz", "", nil, http.StatusBadRequest,
			map[string]any{"error": `query: invalid URL escape "%zz"`, "field": "query"},
		},
		{
			"body", "", "x", nil, http.StatusBadRequest,
			map[string]any{"error": "body: a GET takes none", "field": "body"},
		},
	}
	s := start(t, Config{MaxTopics: 2, MaxTopicBytes: 10})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			res := s.request(t, http.MethodGet, "/events"+test.query, test.body, test.headers...)
			if res.StatusCode != test.status {
				t.Errorf("status is %d, want %d", res.StatusCode, test.status)
			}
			if diff := cmp.Diff(test.want, answer(t, res)); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTopics(t *testing.T) {
	tests := []struct {
		name  string
		query string
		want  []string
	}{
		{"default", "", []string{"1"}},
		{"default by name", "?topic=default", []string{"1"}},
		{"empty counts as absent", "?topic=", []string{"1"}},
		{"one", "?topic=a", []string{"2", "4"}},
		{"several in order", "?topic=b&topic=a", []string{"2", "3", "4"}},
		{"the same twice", "?topic=b&topic=b", []string{"3"}},
		{"any UTF-8", "?topic=%F0%9F%8C%8D%20%C3%A9", []string{"5"}},
		{"unknown parameters are ignored", "?topic=b&access_token=x&_=1", []string{"3"}},
		{"case matters", "?topic=A", nil},
	}
	s := start(t, Config{})
	for _, topic := range []string{"", "?topic=a", "?topic=b", "?topic=a", "?topic=%F0%9F%8C%8D%20%C3%A9"} {
		s.publish(t, topic, "x")
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			st := s.open(t, test.query, "Last-Event-ID: 0")
			if diff := cmp.Diff(test.want, st.ids(t, len(test.want))); diff != "" {
				t.Errorf("IDs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSubscriberLimit(t *testing.T) {
	s := start(t, Config{MaxStreams: 2})
	first := s.open(t, "")
	s.open(t, "")
	res := s.request(t, http.MethodGet, "/events", "")
	if after := res.Header.Get("Retry-After"); res.StatusCode != http.StatusServiceUnavailable || after == "" {
		t.Errorf("third stream: status %d, Retry-After %q", res.StatusCode, after)
	}
	want := map[string]any{"error": "all 2 streams are taken", "hint": "retry after the time given"}
	if diff := cmp.Diff(want, answer(t, res)); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	if err := first.Body.Close(); err != nil {
		t.Fatal(err)
	}
	until(t, "a seat is free", func() bool { return s.Stats().Streams == 1 })
	s.open(t, "")
}
