package refserver

import (
	"context"
	"encoding/json"
	"io"
	"iter"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/await"
	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// patience ends a test that would hang; nothing is measured against it.
const patience = 30 * time.Second

// running is a server behind a real listener.
type running struct {
	*Server
	url    string
	addr   string
	client *http.Client
	stop   context.CancelFunc
	end    func() error // waits for Serve, and returns its error

	requestTimeout time.Duration
}

// start serves c on a free loopback port until the test ends.
func start(t *testing.T, c Config) *running {
	t.Helper()
	return startOn(t, c, listen(t), new(http.Transport), patience)
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func startOn(t *testing.T, c Config, l net.Listener, transport *http.Transport, grace time.Duration) *running {
	t.Helper()
	server, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1) // sent by the goroutine below
	go func() { served <- server.Serve(ctx, l, grace) }()
	end := sync.OnceValue(func() error { return <-served })
	t.Cleanup(func() {
		stop()
		transport.CloseIdleConnections()
		if err := end(); err != nil && grace == patience {
			t.Errorf("serve: %v", err)
		}
	})
	addr := l.Addr().String()
	return &running{
		Server: server,
		url:    "http://" + addr,
		addr:   addr,
		client: &http.Client{Transport: transport},
		stop:   stop,
		end:    end,

		requestTimeout: patience,
	}
}

// reply is a response that the test closes when it ends.
type reply struct{ *http.Response }

// request sends a request with headers given as "Name: value". The test ends it
// if it is a stream.
func (s *running) request(t *testing.T, method, target, body string, headers ...string) reply {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), s.requestTimeout)
	t.Cleanup(cancel)
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, s.url+target, reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		req.Header.Add(name, value)
	}
	res, err := s.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return reply{res}
}

// answer reads the response's JSON.
func answer(t *testing.T, res reply) map[string]any {
	t.Helper()
	defer func() { _ = res.Body.Close() }()
	if got := res.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type is %q, want application/json", got)
	}
	var members map[string]any
	if err := json.NewDecoder(res.Body).Decode(&members); err != nil {
		t.Fatalf("status %d, body is not JSON: %v", res.StatusCode, err)
	}
	return members
}

// publish publishes data and returns the event's ID.
func (s *running) publish(t *testing.T, query, data string) string {
	t.Helper()
	res := s.request(t, http.MethodPost, "/publish"+query, data)
	members := answer(t, res)
	id, ok := members["id"].(string)
	if res.StatusCode != http.StatusOK || !ok {
		t.Fatalf("publish %q: status %d, %v", query, res.StatusCode, members)
	}
	return id
}

// stream is an open stream, read one event at a time.
type stream struct {
	reply
	decoder *eventstream.Decoder
	pull    func() (eventstream.Event, error, bool)
}

// open opens a stream and requires that it begins.
func (s *running) open(t *testing.T, query string, headers ...string) *stream {
	t.Helper()
	res := s.request(t, http.MethodGet, "/events"+query, "", headers...)
	if res.StatusCode != http.StatusOK {
		t.Fatalf("open %q: status %d, %v", query, res.StatusCode, answer(t, res))
	}
	return newStream(t, res)
}

func newStream(t *testing.T, res reply) *stream {
	t.Helper()
	decoder := eventstream.NewDecoder(eventstream.Options{})
	pull, stop := iter.Pull2(decoder.Events(res.Body))
	t.Cleanup(stop)
	return &stream{reply: res, decoder: decoder, pull: pull}
}

// next returns the next event.
func (s *stream) next(t *testing.T) eventstream.Event {
	t.Helper()
	e, err, ok := s.pull()
	if err != nil || !ok {
		t.Fatalf("no further event: error %v", err)
	}
	return e
}

// ids returns the IDs of the next n events.
func (s *stream) ids(t *testing.T, n int) []string {
	t.Helper()
	var ids []string
	for range n {
		ids = append(ids, s.next(t).LastEventID)
	}
	return ids
}

// rest returns the events up to the end, which must be a complete response.
func (s *stream) rest(t *testing.T) []eventstream.Event {
	t.Helper()
	var events []eventstream.Event
	for {
		e, err, ok := s.pull()
		if err != nil {
			t.Fatalf("stream did not end cleanly: %v", err)
		}
		if !ok {
			return events
		}
		events = append(events, e)
	}
}

// begins reads until the text was received, and returns what was received.
func begins(t *testing.T, r io.Reader, text string) {
	t.Helper()
	got := make([]byte, len(text))
	if n, err := io.ReadFull(r, got); err != nil || string(got) != text {
		t.Fatalf("received %q (error %v), want %q", got[:n], err, text)
	}
}

// until waits for a state of the server that no event announces.
func until(t *testing.T, what string, reached func() bool) {
	t.Helper()
	await.Until(t, patience, what, reached)
}
