package jetstream

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// node is a reference server on a history.
type node struct {
	*History

	url string
}

// startNode serves a history until the test ends.
func startNode(t *testing.T, h *History) *node {
	t.Helper()
	server, err := refserver.New(refserver.Config{History: h})
	if err != nil {
		t.Fatal(err)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1) // sent by the goroutine below, once
	go func() { served <- server.Serve(ctx, l, patience) }()
	t.Cleanup(func() {
		stop()
		http.DefaultClient.CloseIdleConnections()
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	return &node{History: h, url: "http://" + l.Addr().String()}
}

// post publishes data by a request and returns the ID and the status.
func (n *node) post(ctx context.Context, t *testing.T, query, data string) (id string, status int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, n.url+"/publish"+query, strings.NewReader(data))
	if err != nil {
		t.Error(err)
		return "", 0
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Errorf("publish %s: %v", data, err)
		return "", 0
	}
	defer func() { _ = res.Body.Close() }()
	var answer struct {
		ID string `json:"id"`
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		t.Errorf("publish %s: status %d, and no answer: %v", data, res.StatusCode, err)
	}
	return answer.ID, res.StatusCode
}

// reading is a stream that is read as it comes.
type reading struct {
	mu     sync.Mutex // guards what follows
	events []eventstream.Event
	err    error // nil while the stream is open
}

// stream opens a stream of everything, from the first event on, until the test ends.
func (n *node) stream(t *testing.T) *reading {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, n.url+"/events?topic=t", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Last-Event-ID", "0")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	r := &reading{}
	var read sync.WaitGroup
	read.Go(func() { r.read(res) })
	t.Cleanup(func() {
		cancel()
		read.Wait()
	})
	return r
}

func (r *reading) read(res *http.Response) {
	defer func() { _ = res.Body.Close() }()
	for e, err := range eventstream.Events(res.Body) {
		r.mu.Lock()
		if err != nil {
			r.err = err
		} else {
			r.events = append(r.events, e)
		}
		r.mu.Unlock()
	}
}

// upTo waits for the event with the data given and returns all that came before it.
func (r *reading) upTo(t *testing.T, data string) []eventstream.Event {
	t.Helper()
	var events []eventstream.Event
	until(t, "the stream delivers "+data, func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.err != nil {
			t.Fatalf("the stream ended: %v", r.err)
		}
		for i, e := range r.events {
			if e.Data == data {
				events = r.events[:i]
				return true
			}
		}
		return false
	})
	return events
}
