package specs

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/report"
)

// A Rule that panics must not vanish from the Run.
func TestAPanickingRuleIsAnError(t *testing.T) {
	selected := []check{
		chapterCheck("a-kept", report.Must, func(*Observation) Judgement { return kept("seen") }),
		chapterCheck("a-panics", report.Must, func(*Observation) Judgement { panic("boom") }),
	}
	if got := runSpecs(selected, map[string]*Observation{probeStream: {}}, nil); len(got) != 2 || got[1].Verdict != report.Error {
		t.Errorf("got %d results, want 2 with an error", len(got))
	}
}

func TestHardTargets(t *testing.T) {
	h := newHub()
	var n atomic.Int32
	firstOnly := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/events" && n.Add(1) > 1 {
			http.Error(w, "busy", http.StatusServiceUnavailable)
			return
		}
		h.ServeHTTP(w, r)
	})
	delayed := spoilt(func(h *hub) {
		h.spread = func(topic string, e eventstream.Event) { time.AfterFunc(500*ms, func() { h.add(topic, e) }) }
	})
	for name, tt := range map[string]struct {
		serve  http.Handler
		change func(*Config, string)
		check  func(wrong []string) bool
	}{
		"503 from the second stream on must not pass": {firstOnly, nil, func(w []string) bool { return len(w) > 0 }},
		"one behind for ever is diagnosed as such":    {holding(2, 1, time.Hour), nil, func(w []string) bool { return strings.Contains(strings.Join(w, " "), "liveness-not-behind") }},
		"a steady delay of 500 ms is not buffering":   {delayed, only("liveness"), func(w []string) bool { return len(w) == 0 }},
		"a raw {{.ID}} in the URL cannot say line ends": {newHub(), func(c *Config, base string) {
			c.Publisher, _ = NewHTTPPublisher(HTTPHook{Request: "POST " + base + "/publish?topic={{.Topic}}&id={{.ID}}"})
		}, func(w []string) bool { return len(w) == 0 }},
		"an error of the hook leaves the response judged": {newHub(), func(c *Config, _ string) {
			c.Publisher = &scripted{Carries{Topic: true}, []Outcome{OutcomeFailed}, io.ErrUnexpectedEOF, nil}
		}, func(w []string) bool { return len(w) == 1 }},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(tt.serve)
			defer server.Close()
			wrong, _, err := target{change: tt.change}.wrongs(t.Context(), server.URL)
			if err != nil || !tt.check(wrong) {
				t.Errorf("got %q, %v", wrong, err)
			}
		})
	}
}

func TestHooksThatCannotWork(t *testing.T) {
	for _, hook := range []HTTPHook{
		{Request: "POST http://h/", Header: []string{"Na me: x"}},
		{Request: "P(ST http://h/"},
	} {
		if _, err := NewHTTPPublisher(hook); err == nil {
			t.Errorf("%+v: got no error", hook)
		}
	}
	background, _ := NewCommandPublisher("sleep 3 & echo ok")
	if outcome, _, err := background.Publish(t.Context(), Publication{}); outcome != OutcomeAccepted || err != nil {
		t.Errorf("a command that leaves a child: got %s, %v", outcome, err)
	}
}
