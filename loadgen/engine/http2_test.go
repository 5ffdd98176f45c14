package engine_test

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/engine"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

// carriers runs a test over HTTP/2 with TLS and without, against a server of net/http.
func carriers(t *testing.T, handler http.HandlerFunc, change func(*http.Server), test func(t *testing.T, url string, over func(*load))) {
	t.Helper()
	a := newAuthority(t)
	t.Run("tls", func(t *testing.T) {
		test(t, web(t, handler, &tls.Config{Certificates: []tls.Certificate{a.issue(t)}}, change), under(a, request.HTTP2))
	})
	t.Run("h2c", func(t *testing.T) {
		test(t, web(t, handler, nil, change), under(nil, request.H2C))
	})
}

// connections counts those that a server accepts.
func connections(n *atomic.Int32) func(*http.Server) {
	return func(s *http.Server) {
		s.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				n.Add(1)
			}
		}
	}
}

func TestHTTP2(t *testing.T) {
	var accepted atomic.Int32
	carriers(t, events, connections(&accepted), func(t *testing.T, url string, over func(*load)) {
		t.Helper()
		accepted.Store(0)
		r := start(t, 100, url, over, func(l *load) { l.spec.StreamsPerConnection = 25 })
		r.until("200 events", func() bool { return r.live == 100 && r.count(measure.Events) == 200 })
		if n := accepted.Load(); n != 4 {
			t.Errorf("%d connections, want 4", n)
		}
		r.finish()
		r.want(map[measure.Count]int{measure.Started: 100, measure.Opened: 100, measure.Completed: 100, measure.Failed: 0, measure.ClosedByServer: 0})
	})
}

// A server that allows fewer streams than the plan gets more connections, and refuses none.
func TestServerAllowsFewerStreams(t *testing.T) {
	var accepted atomic.Int32
	carriers(t, events, func(s *http.Server) {
		connections(&accepted)(s)
		s.HTTP2 = &http.HTTP2Config{MaxConcurrentStreams: 10}
	}, func(t *testing.T, url string, over func(*load)) {
		t.Helper()
		accepted.Store(0)
		r := start(t, 95, url, over)
		r.until("95 streams", func() bool { return r.live == 95 })
		r.want(map[measure.Count]int{measure.Opened: 95, measure.Failed: 0})
		if n := accepted.Load(); n != 10 {
			t.Errorf("%d connections, want 10", n)
		}
	})
}

func TestChurnOverHTTP2(t *testing.T) {
	carriers(t, events, nil, func(t *testing.T, url string, over func(*load)) {
		t.Helper()
		r := start(t, 50, url, over, func(l *load) {
			l.workers = 2
			l.Plan.Churn = schedule.Churn{Rate: 5, Away: 10 * time.Millisecond}
			l.Plan.Storm = schedule.Storm{Every: 100 * time.Millisecond, Share: 0.5}
		})
		r.atLeast(measure.Left, 150)
		r.finish()
		r.want(map[measure.Count]int{measure.Opened: 50, measure.Failed: 0, measure.ClosedByServer: 0})
		if n := r.count(measure.Reconnects); n < 50 {
			t.Errorf("%d came back", n)
		}
	})
}

func TestAnswersOverHTTP2(t *testing.T) {
	answer := func(status int, fields ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(fields); i += 2 {
				w.Header().Set(fields[i], fields[i+1])
			}
			w.WriteHeader(status)
		}
	}
	for _, tc := range []struct {
		name    string
		handler http.HandlerFunc
		class   measure.Class
		text    string
	}{
		{"not found", answer(404), measure.Status, "404 Not Found"},
		{"redirect", answer(307, "Location", "/x"), measure.Status, `307 Temporary Redirect to "/x"`},
		{"type", answer(200, "Content-Type", "text/plain"), measure.ContentType, `"text/plain"`},
		{"throttled", answer(429, "Retry-After", "5"), measure.ThrottledStatus, "429 Too Many Requests with Retry-After"},
		{"aborted", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, measure.Reset, "INTERNAL_ERROR"},
		{"aborted later", func(w http.ResponseWriter, _ *http.Request) {
			stream(w)
			panic(http.ErrAbortHandler)
		}, measure.Reset, "INTERNAL_ERROR"},
		{"long head", answer(200, "X", string(make([]byte, 0))+longText), measure.Framing, ""},
		{"silent", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, measure.Timeout, "no head after"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := start(t, 2, web(t, tc.handler, nil, nil), once, under(nil, request.H2C), func(l *load) {
				l.Limits.HeadBytes = 2048
				if tc.class == measure.Timeout {
					l.Limits.Head = 50 * time.Millisecond
				}
			})
			r.failure(tc.class, tc.text)
			r.until("both", func() bool { return r.errors(tc.class) == 2 })
			r.finish()
		})
	}
}

var longText = func() string {
	text := make([]byte, 4000)
	for i := range text {
		text[i] = 'x'
	}
	return string(text)
}()

func TestEndsOverHTTP2(t *testing.T) {
	r := start(t, 3, web(t, func(w http.ResponseWriter, r *http.Request) {
		stream(w)
		say(w, "id: 7\ndata: "+r.Header.Get("Last-Event-ID")+"\n\n")
	}, nil, nil), under(nil, request.H2C))
	r.atLeast(measure.Reconnects, 9)
	r.finish()
	r.want(map[measure.Count]int{measure.Opened: 3, measure.Failed: 0})
	found, err := r.Findings(t.Context())
	if err != nil || len(found.Closed) < 9 || found.Closed[0].Why != "the response ended" {
		t.Errorf("got %v, %v", found.Closed, err)
	}
}

// The loss of a connection is the loss of all of its streams, and an end of none of them.
func TestConnectionLossWithManyStreams(t *testing.T) {
	var mu sync.Mutex
	var accepted []net.Conn
	carriers(t, events, func(s *http.Server) {
		s.ConnState = func(c net.Conn, state http.ConnState) {
			if state == http.StateNew {
				mu.Lock()
				defer mu.Unlock()
				accepted = append(accepted, c)
			}
		}
	}, func(t *testing.T, url string, over func(*load)) {
		t.Helper()
		mu.Lock()
		accepted = nil
		mu.Unlock()
		r := start(t, 100, url, over)
		r.until("100 streams", func() bool { return r.live == 100 })
		mu.Lock()
		first := accepted[0]
		mu.Unlock()
		_ = first.Close()
		r.until("all again", func() bool { return r.live == 100 && r.count(measure.Reconnects) == 100 })
		r.want(map[measure.Count]int{measure.Opened: 100, measure.Left: 0})
		if closed, failed := r.count(measure.ClosedByServer), r.count(measure.Failed); closed+failed != 100 {
			t.Errorf("%d were closed and %d failed, want 100 together", closed, failed)
		}
		found, err := r.Findings(t.Context())
		if err != nil {
			t.Error(err)
		}
		for _, c := range found.Closed {
			if c.Why != "the connection was closed in the middle of the response" {
				t.Errorf("got %q", c.Why)
			}
		}
	})
}

// A server that shuts down lets its streams end, and those that come back find another connection.
func TestGoAway(t *testing.T) {
	servers, ended := make(chan *http.Server, 1), make(chan bool)
	url := web(t, func(w http.ResponseWriter, r *http.Request) {
		stream(w)
		select {
		case servers <- r.Context().Value(http.ServerContextKey).(*http.Server): //nolint:errcheck // it is one
		default:
		}
		select {
		case <-ended:
		case <-r.Context().Done():
		}
	}, nil, nil)
	r := start(t, 5, url, once, under(nil, request.H2C))
	r.until("5 streams", func() bool { return r.live == 5 })
	server, done := <-servers, make(chan error, 1)
	go func() { done <- server.Shutdown(t.Context()) }()
	close(ended)
	r.atLeast(measure.ClosedByServer, 5)
	if err := <-done; err != nil { // only once the connection is closed
		t.Error(err)
	}
	r.want(map[measure.Count]int{measure.ClosedByServer: 5, measure.Failed: 0})
}

func TestSlowReaderOverHTTP2(t *testing.T) {
	taken := make(chan int, 1)
	handler := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		total, deadline := 0, http.NewResponseController(w)
		for r.Context().Err() == nil {
			_ = deadline.SetWriteDeadline(time.Now().Add(300 * time.Millisecond))
			n, err := io.WriteString(w, "data: 0123456789\n\n")
			if total += n; err != nil || deadline.Flush() != nil {
				break
			}
		}
		taken <- total
	}
	r := start(t, 1, web(t, handler, nil, nil), once, under(nil, request.H2C), func(l *load) { l.Readers = []engine.Reader{{Share: 1}} })
	if n := <-taken; n > 1<<20 {
		t.Errorf("the server could write %d bytes", n)
	}
	r.finish()
	r.want(map[measure.Count]int{measure.Opened: 1})
}
