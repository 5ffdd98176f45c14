package demotest

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// Reply is the head of a response, whose body is read by JSON, Text or Stream. It is
// closed when the test ends.
type Reply struct {
	*http.Response
	running *Running
}

// Do sends a request with headers given as "Name: value". The path begins with a slash,
// and redirects are not followed.
func (r *Running) Do(method, path, body string, headers ...string) *Reply {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.t.Context()), patience)
	r.t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, method, r.URL+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		req.Header.Add(name, value)
	}
	res, err := r.client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = res.Body.Close() })
	return &Reply{Response: res, running: r}
}

// Text reads the body.
func (p *Reply) Text() string {
	p.running.t.Helper()
	body, err := io.ReadAll(p.Body)
	if err != nil {
		p.running.t.Fatalf("read answer: %v", err)
	}
	return string(body)
}

// JSON reads the body, which must be an object.
func (p *Reply) JSON() map[string]any {
	p.running.t.Helper()
	if got := p.Header.Get("Content-Type"); got != "application/json" {
		p.running.t.Errorf("Content-Type is %q, want application/json", got)
	}
	var members map[string]any
	if body := p.Text(); json.Unmarshal([]byte(body), &members) != nil {
		p.running.t.Fatalf("status %d, body is no object: %s", p.StatusCode, body)
	}
	return members
}

// Publish publishes through the server's /publish and returns the ID of the event.
func (r *Running) Publish(e history.Event) string {
	r.t.Helper()
	query := url.Values{"topic": {e.Topic}}
	if e.Type != "" {
		query.Set("event", e.Type)
	}
	if e.ID != "" {
		query.Set("id", e.ID)
	}
	res := r.Do(http.MethodPost, "/publish?"+query.Encode(), e.Data)
	members := res.JSON()
	id, ok := members["id"].(string)
	if res.StatusCode != http.StatusOK || !ok {
		r.t.Fatalf("publish: status %d, %v", res.StatusCode, members)
	}
	return id
}
