package engine_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"

	"github.com/ssegauge/ssegauge/loadgen/engine"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// quick is a server of HTTP/3.
type quick struct {
	*http3.Server

	url string
}

// quickly runs a server of HTTP/3.
func quickly(t *testing.T, a *authority, handler http.HandlerFunc, settings *quic.Config) quick {
	t.Helper()
	t.Setenv("QUIC_GO_DISABLE_RECEIVE_BUFFER_WARNING", "true")
	noLeaks(t)
	socket := udp(t)
	s := &http3.Server{
		Handler: handler, QUICConfig: settings,
		TLSConfig: http3.ConfigureTLSConfig(&tls.Config{Certificates: []tls.Certificate{a.issue(t)}}),
	}
	served := make(chan error, 1) // the goroutine below sends, once
	go func() { served <- s.Serve(socket) }()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
		_ = socket.Close()
	})
	return quick{s, "https://" + socket.LocalAddr().String() + "/events"}
}

func udp(t *testing.T) net.PacketConn {
	t.Helper()
	socket, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return socket
}

func TestHTTP3(t *testing.T) {
	a := newAuthority(t)
	r := start(t, 50, quickly(t, a, events, nil).url, under(a, request.HTTP3), func(l *load) {
		l.workers, l.spec.StreamsPerConnection = 2, 10
	})
	r.until("100 events", func() bool { return r.live == 50 && r.count(measure.Events) == 100 })
	r.finish()
	r.want(map[measure.Count]int{measure.Started: 50, measure.Opened: 50, measure.Completed: 50, measure.Failed: 0, measure.ClosedByServer: 0})
	for timing, want := range map[measure.Timing]int64{
		measure.Connect: 0, measure.TLS: 6, measure.Headers: 50, measure.Open: 50, measure.FirstEvent: 50, measure.Interval: 50,
	} {
		if got := r.timed(timing).Count(); got != want {
			t.Errorf("%v has %d durations, want %d", timing, got, want)
		}
	}
}

// The server allows fewer streams than the plan has.
func TestFewStreamsOnAConnectionOfHTTP3(t *testing.T) {
	a := newAuthority(t)
	r := start(t, 30, quickly(t, a, events, &quic.Config{MaxIncomingStreams: 7}).url, under(a, request.HTTP3))
	r.until("30 streams", func() bool { return r.live == 30 })
	r.want(map[measure.Count]int{measure.Opened: 30, measure.Failed: 0})
	if got := r.timed(measure.TLS).Count(); got != 5 {
		t.Errorf("%d connections were made, want 5", got)
	}
	r.finish()
}

func TestHTTP3Fails(t *testing.T) {
	a := newAuthority(t)
	silent := udp(t)
	t.Cleanup(func() { _ = silent.Close() })
	for _, tc := range []struct {
		name   string
		answer http.HandlerFunc
		trust  *authority
		class  measure.Class
		text   string
	}{
		{"unknown authority", events, newAuthority(t), measure.TLSFailed, "certificate signed by unknown authority"},
		{"silence", nil, a, measure.Timeout, "no connection after 100ms"},
		{"no head", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, a, measure.Timeout, "no head after 100ms"},
		{"status", http.NotFound, a, measure.Status, "404 Not Found"},
		{"reset", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, a, measure.Reset, "H3_INTERNAL_ERROR"},
		{"content type", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			say(w, "x")
		}, a, measure.ContentType, "text/plain"},
		{"long head", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Long", strings.Repeat("x", 5<<10))
			stream(w)
		}, a, measure.Limit, "too large"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			url := "https://" + silent.LocalAddr().String()
			if tc.answer != nil {
				url = quickly(t, a, tc.answer, nil).url
			}
			r := start(t, 1, url, once, under(tc.trust, request.HTTP3), func(l *load) {
				l.Limits.HeadBytes = 4 << 10
				if tc.class == measure.Timeout {
					l.Limits.Connect, l.Limits.Head = 100*time.Millisecond, 100*time.Millisecond
				}
				if tc.answer != nil {
					l.Limits.Connect = patience
				}
			})
			r.failure(tc.class, tc.text)
			r.want(map[measure.Count]int{measure.Started: 1, measure.Opened: 0, measure.Failed: 1})
		})
	}
}

func TestEndsUnderHTTP3(t *testing.T) {
	a := newAuthority(t)
	for _, tc := range []struct {
		name, why string
		end       func(s quick)
	}{
		{"in order", "the response ended", nil},
		{"with the connection", "the connection was closed in the middle of the response", func(s quick) { _ = s.Close() }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			finish := make(chan bool)
			s := quickly(t, a, func(w http.ResponseWriter, r *http.Request) {
				stream(w)
				say(w, "data: x\n\ndata: y\n\n")
				select {
				case <-finish:
				case <-r.Context().Done():
				}
			}, nil)
			r := start(t, 1, s.url, once, under(a, request.HTTP3))
			r.atLeast(measure.Events, 2)
			if tc.end == nil {
				close(finish)
			} else {
				tc.end(s)
			}
			r.atLeast(measure.ClosedByServer, 1)
			r.want(map[measure.Count]int{measure.Events: 2, measure.Failed: 0, measure.ClosedByServer: 1})
			found, err := r.Findings(t.Context())
			if err != nil || len(found.Closed) != 1 || found.Closed[0].Why != tc.why {
				t.Errorf("got %v, %v, want %q", found.Closed, err, tc.why)
			}
		})
	}
}

// All manners are a request that is cancelled, and the connection stays for those who come back.
func TestMannersUnderHTTP3(t *testing.T) {
	a := newAuthority(t)
	for _, manner := range engine.Manners() {
		t.Run(manner.String(), func(t *testing.T) {
			ended := make(chan bool, 1000)
			url := quickly(t, a, func(w http.ResponseWriter, r *http.Request) {
				events(w, r)
				ended <- true
			}, nil).url
			r := start(t, 5, url, under(a, request.HTTP3), func(l *load) {
				l.Leave = manner
				l.Plan.Storm = schedule.Storm{Every: 100 * time.Millisecond, Share: 1}
			})
			for range 5 {
				<-ended
			}
			r.atLeast(measure.Reconnects, 5)
			r.finish()
			r.want(map[measure.Count]int{measure.Opened: 5, measure.Failed: 0, measure.ClosedByServer: 0})
			if got := r.timed(measure.TLS).Count(); got != 1 {
				t.Errorf("%d connections were made", got)
			}
		})
	}
}

// A stalled reader is noticed by its server, and those beside it get everything.
func TestReadersOfHTTP3(t *testing.T) {
	a := newAuthority(t)
	const size, each = 1000, 50
	stalled := make(chan int, 100)
	url := quickly(t, a, func(w http.ResponseWriter, r *http.Request) {
		stream(w)
		line := "data: " + strings.Repeat(".", size) + "\n\n"
		for n := range each {
			_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(2 * time.Second))
			if _, err := w.Write([]byte(line)); err != nil {
				stalled <- n
				return
			}
			_ = http.NewResponseController(w).Flush()
		}
		<-r.Context().Done()
	}, nil).url
	r := start(t, 20, url, once, under(a, request.HTTP3), func(l *load) {
		l.Readers = []engine.Reader{{Share: 0.1}, {Share: 0.1, Rate: 40_000}} // 3 and 2 of them
	})
	r.until("all events", func() bool { return r.count(measure.Events) >= 17*each })
	for range 3 {
		if n := <-stalled; n > 20 {
			t.Errorf("the server could write %d of %d events to a stalled reader", n, each)
		}
	}
	r.finish()
	r.want(map[measure.Count]int{measure.Events: 17 * each, measure.ClosedByServer: 0})
}

// The reference server drains, and its streams come back and resume.
func TestReferenceServerByHTTP3(t *testing.T) {
	t.Setenv("QUIC_GO_DISABLE_RECEIVE_BUFFER_WARNING", "true")
	noLeaks(t)
	a := newAuthority(t)
	server, err := refserver.New(refserver.Config{
		TLS: &tls.Config{Certificates: []tls.Certificate{a.issue(t)}}, Retry: 10 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	plain := httptest.NewServer(server.Handler())
	t.Cleanup(plain.Close)
	socket := udp(t)
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1) // the goroutine below sends, once
	go func() { served <- server.ServeHTTP3(ctx, socket, patience) }()
	r := start(t, 300, "https://"+socket.LocalAddr().String()+"/events", under(a, request.HTTP3), func(l *load) {
		l.workers = 2
	})
	r.until("300 streams", func() bool { return r.live == 300 })
	publish(t, plain.URL, 1)
	r.atLeast(measure.Events, 300)
	server.Restart()
	r.until("all to be back", func() bool { return r.count(measure.Reconnects) >= 300 && r.live == 300 })
	publish(t, plain.URL, 2)
	r.atLeast(measure.Events, 600)
	r.finish()
	r.want(map[measure.Count]int{measure.Opened: 300, measure.Events: 600, measure.Failed: 0, measure.ClosedByServer: 300})
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// publish publishes an event.
func publish(t *testing.T, url string, n int) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/publish", strings.NewReader(strconv.Itoa(n)))
	if err != nil {
		t.Fatal(err)
	}
	r.Close = true
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if _ = answer.Body.Close(); answer.StatusCode >= 300 {
		t.Fatalf("publish: %s", answer.Status)
	}
}

// A server that allows nothing is no reason to try for ever.
func TestNoStreamsAllowedOverHTTP3(t *testing.T) {
	a := newAuthority(t)
	r := start(t, 10, quickly(t, a, events, &quic.Config{MaxIncomingStreams: -1}).url, once, under(a, request.HTTP3))
	r.until("10 failures", func() bool { return r.count(measure.Failed) == 10 })
	r.finish()
	r.want(map[measure.Count]int{measure.Started: 10, measure.Opened: 0})
}
