package interop_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/r3labs/sse/v2"
	gosse "github.com/tmaxmax/go-sse"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs"
)

// known is what the suite must say of a server: broken names Requirements that
// it breaks, kept chapters and Requirements that it does not.
type known struct {
	name         string
	handler      func(*testing.T) http.Handler
	broken, kept []string
}

func servers() []known {
	return []known{
		{
			name:    "tmaxmax/go-sse",
			handler: goSSE,
			broken: []string{
				"response-head-on-quiet-stream", // the head waits for the first event
				"response-cache-no-store",
				"data-empty",            // the frame gets no data line
				"data-trailing-newline", // lines are cut off by an iterator
				"resume-no-duplicate",   // the newest id replays the whole history
			},
			kept: []string{
				"response-media-type", "encoding", "framing", "fields", "data-multi-line", "data-cr", "data-leading-space",
				"data-existing-stream-survives", "injection", "resume-missed-events", "resume-in-order", "resume-unknown-id",
			},
		},
		{
			name:    "r3labs/sse",
			handler: r3labs,
			broken: []string{
				"data-multi-line", "data-cr", "data-blank-lines", // data is written as it is, behind one data:
				"data-leading-colon",                     // is written as a comment
				"injection-data-lf", "injection-type-lf", // and so are event types
				"data-existing-stream-survives",            // empty data ends every stream
				"resume-unknown-id", "resume-no-duplicate", // 400, and replay includes the id
				"liveness-silence", "resume-fresh-is-live", // no heartbeat; a new client gets the log
			},
			kept: []string{
				"response-status-200", "response-head-on-quiet-stream", "encoding", "framing", "fields", "liveness-event-flushed",
				"data-leading-space", "data-multi-byte", "data-large", "resume-missed-events", "resume-in-order",
			},
		},
	}
}

func TestKnownServers(t *testing.T) {
	for _, server := range servers() {
		t.Run(server.name, func(t *testing.T) { server.check(t) })
	}
}

func (k known) check(t *testing.T) {
	t.Helper()
	s := httptest.NewServer(k.handler(t))
	defer s.CloseClientConnections()
	run, err := specs.Check(t.Context(), config(t, s.URL))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range run.Results {
		bad := r.Verdict > report.Skip
		switch {
		case slices.Contains(k.broken, r.Requirement) && !bad:
			t.Errorf("%s: %s %s, want it broken", r.Requirement, r.Verdict, r.Reason)
		case (slices.Contains(k.kept, r.Requirement) || slices.Contains(k.kept, r.Chapter)) && bad:
			t.Errorf("%s: %s %+v, want it kept", r.Requirement, r.Verdict, r.Findings)
		}
	}
}

func config(t *testing.T, base string) specs.Config {
	t.Helper()
	hook, err := specs.NewHTTPPublisher(specs.HTTPHook{Request: "POST " + base + "/publish?event={{urlquery .Event}}"})
	if err != nil {
		t.Fatal(err)
	}
	return specs.Config{
		URL: base + "/events?stream=messages", Publisher: hook,
		Limits: specs.Limits{Timeout: 5 * time.Second, MaxSilence: 2 * time.Second},
	}
}

// mux serves events, and hands what is published to publish.
func mux(events http.Handler, publish func(event, data string) error) http.Handler {
	m := http.NewServeMux()
	m.Handle("GET /events", events)
	m.HandleFunc("POST /publish", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = publish(r.URL.Query().Get("event"), string(body))
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
	})
	return m
}

func goSSE(t *testing.T) http.Handler {
	t.Helper()
	replayer, err := gosse.NewFiniteReplayer(1000, true)
	if err != nil {
		t.Fatal(err)
	}
	s := &gosse.Server{Provider: &gosse.Joe{Replayer: replayer}}
	t.Cleanup(func() { _ = s.Shutdown(t.Context()) })
	return mux(s, func(event, data string) error {
		m := &gosse.Message{}
		m.AppendData(data)
		if event != "" {
			var err error
			if m.Type, err = gosse.NewType(event); err != nil {
				return err
			}
		}
		if err := s.Publish(m); err != nil && !strings.Contains(err.Error(), "replay") {
			return err
		}
		return nil
	})
}

func r3labs(t *testing.T) http.Handler {
	t.Helper()
	s := sse.New()
	s.CreateStream("messages")
	t.Cleanup(s.Close)
	return mux(http.HandlerFunc(s.ServeHTTP), func(event, data string) error {
		s.Publish("messages", &sse.Event{Event: []byte(event), Data: []byte(data)})
		return nil
	})
}
