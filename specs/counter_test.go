package specs

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHTTPCounter(t *testing.T) {
	answers := map[string]string{
		"/plain":   " 7\n",
		"/json":    `{"status":"ok","streams":{"open":12}}`,
		"/metrics": "# TYPE streams gauge\nstreams_total 90\nstreams{topic=\"a b\"} 3\nstreams{topic=\"c\"} 4 1700000000\n",
		"/words":   "many",
		"/bad":     "streams x\n",
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers[r.URL.Path]
		if !ok || r.Header.Get("Authorization") != "Bearer abc" {
			http.NotFound(w, r)
			return
		}
		_, _ = io.WriteString(w, answer)
	}))
	defer server.Close()
	tests := []struct {
		path string
		want int
		err  string
	}{
		{"/plain", 7, ""},
		{"/json#streams.open", 12, ""},
		{"/metrics#streams", 7, ""},
		{"/json#streams", 0, `count streams: the answer has no number "streams"`},
		{"/json#a.b.c", 0, `count streams: the answer has no number "a.b.c"`},
		{"/json", 0, "count streams: the answer is no number"},
		{"/metrics#stream", 0, `count streams: the answer has no metric "stream"`},
		{"/words", 0, "count streams: the answer is no number"},
		{"/bad#streams", 0, `count streams: "x" is no number`},
		{"/other", 0, "count streams: 404 Not Found"},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			c, err := NewHTTPCounter(HTTPHook{Request: server.URL + tt.path, Header: []string{"Authorization: Bearer abc"}})
			if err != nil {
				t.Fatal(err)
			}
			got, err := c.Count(t.Context())
			if got != tt.want || (err == nil) != (tt.err == "") || err != nil && err.Error() != tt.err {
				t.Errorf("got %d, %v, want %d, %s", got, err, tt.want, tt.err)
			}
			if !strings.HasPrefix(c.String(), server.URL) {
				t.Errorf("it is called %s", c)
			}
		})
	}
}

func TestHTTPCounterRefuses(t *testing.T) {
	for _, tt := range []struct {
		hook HTTPHook
		want string
	}{
		{HTTPHook{Request: "h/health"}, `parse count hook "h/health": want http://host/… or https://host/…`},
		{HTTPHook{Request: "http://h\n/"}, "parse count hook: net/url: invalid control character in URL"},
		{HTTPHook{Request: "http://h/", Header: []string{"x"}}, `parse count header number 1: want "Name: value"`},
	} {
		if _, err := NewHTTPCounter(tt.hook); err == nil || err.Error() != tt.want {
			t.Errorf("%+v: got %v, want %s", tt.hook, err, tt.want)
		}
	}
}

// What a Counter says is noted, and so is why it says nothing.
func TestCounts(t *testing.T) {
	s := newSubject(&scripted{}, false)
	answers := []error{nil, errors.New("no")}
	s.cfg.Control.OpenStreams = CounterFunc(func(context.Context) (int, error) {
		err := answers[0]
		answers = answers[1:]
		return 3, err
	})
	s.count(t.Context(), "a")
	s.count(t.Context(), "b")
	a, _ := s.obs.counted("a")
	b, _ := s.obs.counted("b")
	if a.Streams != 3 || a.Detail != "" || a.At.IsZero() || b.Detail != "no" {
		t.Errorf("got %+v and %+v", a, b)
	}
	if _, ok := s.obs.counted("c"); ok {
		t.Error("counted what was not")
	}
}
