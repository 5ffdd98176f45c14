package demotest

import (
	"net/http"
	"net/url"
	"slices"
	"sync"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// Request is one that the server was asked.
type Request struct {
	Method string
	URL    *url.URL
	Header http.Header
}

// LastEventID returns what the client gave to resume from, in the header or, without
// that, in the query.
func (r Request) LastEventID() string {
	if id := r.Header.Get("Last-Event-ID"); id != "" {
		return id
	}
	return r.URL.Query().Get("lastEventId")
}

// asked are the requests to all servers of a test.
type asked struct {
	mu       sync.Mutex // guards requests
	requests []Request
}

// watch returns c with a look at every request.
func (a *asked) watch(c refserver.Config) refserver.Config {
	wrap := c.Wrap
	c.Wrap = func(next http.Handler) http.Handler {
		if wrap != nil {
			next = wrap(next)
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a.add(Request{Method: r.Method, URL: r.URL, Header: r.Header.Clone()})
			next.ServeHTTP(w, r)
		})
	}
	return c
}

func (a *asked) add(r Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.requests = append(a.requests, r)
}

// Asked returns the requests for a path so far, in the order in which they came, also
// those to servers that were killed.
func (r *Running) Asked(path string) []Request {
	r.asked.mu.Lock()
	defer r.asked.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(r.asked.requests), func(r Request) bool { return r.URL.Path != path })
}
