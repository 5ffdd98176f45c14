package engine_test

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

func TestBodies(t *testing.T) {
	const events = "data: one\n\ndata: two\n\n"
	chunked := "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
	sized := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: %d\r\n\r\n", len(events))
	cut := strings.Replace(sized, "Length: ", "Length: 1", 1)
	chunks := fmt.Sprintf("6\r\ndata: \r\n%x;x=y\r\n%s\r\n", len(events)-6, events[6:])
	for _, tc := range []struct {
		name, response string
		why            string // it was closed by the server
	}{
		{"until close", head + events, "the response ended"},
		{"sized", sized + events, "the response ended"},
		{"chunked", chunked + chunks + "0\r\n\r\n", "the response ended"},
		{"chunked, with a trailer", chunked + chunks + "0\r\nX: y\r\n\r\n", "the response ended"},
		{"chunked, cut", chunked + chunks, "the connection was closed in the middle of the response"},
		{"sized, cut", cut + events, "the connection was closed in the middle of the response"},
		{"informational heads", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + head + events, "the response ended"},
		{"with a charset", strings.Replace(head, "stream", "stream; charset=utf-8", 1) + events, "the response ended"},
	} {
		for _, size := range []int{len(tc.response), 1, 7} {
			t.Run(fmt.Sprintf("%s, by %d", tc.name, size), func(t *testing.T) {
				url := serve(t, func(v visit) {
					for rest := tc.response; rest != ""; rest = rest[min(size, len(rest)):] {
						v.write(rest[:min(size, len(rest))])
					}
				})
				closedByServer(t, url, tc.why)
			})
		}
	}
}

// closedByServer runs one stream that gets two events, and is then closed by its server.
func closedByServer(t *testing.T, url, why string) {
	t.Helper()
	r := start(t, 1, url, once)
	r.atLeast(measure.ClosedByServer, 1)
	r.want(map[measure.Count]int{
		measure.Planned: 1, measure.Started: 1, measure.Opened: 1, measure.Events: 2, measure.ClosedByServer: 1, measure.Failed: 0,
	})
	found, err := r.Findings(t.Context())
	if err != nil || len(found.Closed) != 1 || found.Closed[0].Why != why {
		t.Errorf("got %v, %v, want %q", found.Closed, err, why)
	}
	for _, timing := range []measure.Timing{measure.Connect, measure.Headers, measure.Open, measure.FirstEvent, measure.Interval, measure.Lifetime} {
		if n := r.timed(timing).Count(); n != 1 {
			t.Errorf("%v has %d durations", timing, n)
		}
	}
	if r.live != 0 {
		t.Errorf("%d are live", r.live)
	}
}

func TestKept(t *testing.T) {
	ends := make(chan error, 20)
	url := serve(t, func(v visit) {
		v.write(head + ": hello\n\n")
		ends <- v.wait()
	})
	r := start(t, 20, url, func(l *load) { l.workers = 2 })
	r.until("20 streams", func() bool { return r.live == 20 })
	r.finish()
	for range 20 {
		if err := <-ends; err != nil {
			t.Error(err)
		}
	}
	r.want(map[measure.Count]int{measure.Planned: 20, measure.Opened: 20, measure.Completed: 20, measure.Failed: 0, measure.ClosedByServer: 0})
	if n := r.timed(measure.Late).Count(); n != 20 {
		t.Errorf("late has %d durations", n)
	}
}

func TestRefused(t *testing.T) {
	noLeaks(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // nothing to wait for
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + listener.Addr().String()
	_ = listener.Close()
	r := start(t, 3, url, func(l *load) { l.Resume.MaxAttempts = 2 })
	r.failure(measure.Refused, "connection refused")
	r.atLeast(measure.Failed, 6)
	r.finish()
	r.want(map[measure.Count]int{measure.Planned: 3, measure.Started: 3, measure.Opened: 0, measure.Failed: 6})
}

func TestAnswers(t *testing.T) {
	response := func(status string, fields ...string) string {
		return "HTTP/1.1 " + status + "\r\n" + strings.Join(append(fields, "Content-Length: 0"), "\r\n") + "\r\n\r\n"
	}
	for _, tc := range []struct {
		name, response string
		class          measure.Class
		text           string
	}{
		{"not found", response("404 Nope"), measure.Status, "404 Not Found"},
		{"no name", response("299 Whatever"), measure.Status, "299"},
		{"redirect", response("302 Found", "Location: /elsewhere"), measure.Status, `302 Found to "/elsewhere"`},
		{"switching", response("101 Switching Protocols"), measure.Status, "101 Switching Protocols"},
		{"html", response("200 OK", "Content-Type: text/html"), measure.ContentType, `content type "text/html"`},
		{"no type", response("200 OK"), measure.ContentType, `content type ""`},
		{"coded", response("200 OK", "Content-Type: text/event-stream", "Content-Encoding: gzip"), measure.ContentType, `content coding "gzip" was not asked for`},
		{"no HTTP", "220 mail.example ESMTP\r\n\r\n", measure.Framing, "is no status line of HTTP/1"},
		{"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", measure.Framing, "two lengths of the body"},
		{"bad chunk", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", measure.Framing, "read chunk"},
		{"closed", "", measure.Closed, "the connection was closed before the response"},
		{"closed within the head", "HTTP/1.1 200 O", measure.Closed, "the connection was closed before the response"},
		{"throttled", response("429 Slow", "Retry-After: 3600"), measure.ThrottledStatus, "429 Too Many Requests with Retry-After"},
		{"unavailable", response("503 x"), measure.ThrottledStatus, "503 Service Unavailable"},
		{"long head", "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 3000) + "\r\n\r\n", measure.Limit, "the head is longer than 2048 bytes"},
		{"endless head", "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 3000), measure.Limit, "the head is longer than 2048 bytes"},
		{"long line", head + "data: " + strings.Repeat("x", 3000), measure.Limit, "1024"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			url := serve(t, func(v visit) {
				v.write(tc.response)
				if tc.class != measure.Closed {
					_ = v.wait()
				}
			})
			r := start(t, 1, url, once, func(l *load) { l.Limits.HeadBytes, l.Limits.Events.MaxLineBytes = 2048, 1024 })
			r.failure(tc.class, tc.text)
			failed, throttled := 1, 0
			if tc.class == measure.ThrottledStatus {
				failed, throttled = 0, 1
			}
			r.want(map[measure.Count]int{measure.Failed: failed, measure.Throttled: throttled, measure.ClosedByServer: 0})
			if r.errors(tc.class) != 1 {
				t.Errorf("got %d errors of class %v", r.errors(tc.class), tc.class)
			}
		})
	}
}

func TestStayAway(t *testing.T) {
	url := serve(t, func(v visit) { v.write("HTTP/1.1 204 No Content\r\n\r\n") })
	r := start(t, 1, url)
	r.atLeast(measure.ClosedByServer, 1)
	r.finish()
	r.want(map[measure.Count]int{measure.Started: 1, measure.Opened: 0, measure.ClosedByServer: 1, measure.Failed: 0, measure.Completed: 0})
}

func TestResets(t *testing.T) {
	for _, tc := range []struct {
		name, before string
		opened       int
	}{
		{"before the head", "", 0},
		{"of an open stream", head + "data: x\n\n", 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			seen := make(chan bool)
			url := serve(t, func(v visit) {
				v.write(tc.before)
				<-seen
				v.reset()
			})
			r := start(t, 1, url, once)
			if tc.opened > 0 {
				r.atLeast(measure.Events, 1)
			}
			close(seen)
			r.failure(measure.Reset, "connection reset by peer")
			r.want(map[measure.Count]int{measure.Opened: tc.opened, measure.Failed: 1, measure.ClosedByServer: 0})
		})
	}
}

func TestTimeouts(t *testing.T) {
	url := serve(t, func(v visit) { _ = v.wait() })
	r := start(t, 1, url, once, func(l *load) { l.Limits.Head = 30 * time.Millisecond })
	r.failure(measure.Timeout, "no head after 30ms")
	r.want(map[measure.Count]int{measure.Failed: 1})
}

func TestStagesDown(t *testing.T) {
	url := serve(t, func(v visit) {
		v.write(head)
		_ = v.wait()
	})
	r := start(t, 0, url, func(l *load) {
		l.Plan.Stages = []schedule.Stage{
			{Streams: 10},
			{Duration: 500 * time.Millisecond, Streams: 10},
			{Streams: 4},
			{Duration: 100 * time.Millisecond, Streams: 4},
			{Streams: 10},
			{Duration: time.Hour, Streams: 10},
		}
	})
	r.until("10 streams again", func() bool { return r.count(measure.Planned) == 16 && r.live == 10 })
	r.want(map[measure.Count]int{measure.Planned: 16, measure.Opened: 16, measure.Completed: 6})
}

func TestLifetimes(t *testing.T) {
	url := serve(t, func(v visit) {
		v.write(head)
		_ = v.wait()
	})
	r := start(t, 0, url, func(l *load) {
		l.Plan.Arrivals = &schedule.Arrivals{Rate: 100, Lifetime: 200 * time.Millisecond, Duration: 500 * time.Millisecond}
	})
	r.atLeast(measure.Planned, 50)
	r.until("their end", func() bool { return r.count(measure.Completed) >= 10 })
	r.finish()
	// Where the machine is busy, somebody's time is over before it has begun.
	if n := r.count(measure.Started); n < 40 || n > 50 {
		t.Errorf("%d of 50 have begun", n)
	}
	r.want(map[measure.Count]int{measure.Planned: 50, measure.Failed: 0})
	if got := r.timed(measure.Lifetime).Quantile(0.5); got == 0 {
		t.Errorf("streams lived for %v", got)
	}
}
