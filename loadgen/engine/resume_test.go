package engine_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/engine"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

// arrival is a request as its server saw it.
type arrival struct {
	at     time.Time
	lastID string
}

// endless is a server that sends text with each response and ends it then. It tells of each request.
func endless(t *testing.T, text string) (url string, arrivals <-chan arrival) {
	t.Helper()
	seen := make(chan arrival, 1000)
	return serve(t, func(v visit) {
		seen <- arrival{time.Now(), v.request.Header.Get("Last-Event-ID")}
		v.write(text)
	}), seen
}

func TestLastEventID(t *testing.T) {
	const text = head + "id: a1\ndata: x\n\n"
	for _, tc := range []struct {
		name, text string
		forget     bool
		want       []string
	}{
		{"sent", text, false, []string{"", "a1", "a1"}},
		{"forgotten", text, true, []string{"", "", ""}},
		{"of a frame without data", head + "id: b\n\n", false, []string{"", "b", "b"}},
		{"of a frame that was cut", head + "id: a\ndata: x\n\nid: c\ndata: y\n", false, []string{"", "a", "a"}},
		{"taken back", head + "id: a\ndata: x\n\nid\ndata: y\n\n", false, []string{"", "", ""}},
		{"none", head + "data: x\n\n", false, []string{"", "", ""}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			url, arrivals := endless(t, tc.text)
			start(t, 1, url, func(l *load) { l.Resume.Forget = tc.forget })
			var got []string
			for range tc.want {
				got = append(got, (<-arrivals).lastID)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The Standard's reconnection time: what the server has said, else what the plan says.
func TestReconnectionTime(t *testing.T) {
	const ms = time.Millisecond
	for _, tc := range []struct {
		name   string
		retry  string
		resume engine.Resume
		least  time.Duration
	}{
		{"the server's", "retry: 150\n\n", engine.Resume{Retry: ms}, 150 * ms},
		{"the plan's", "", engine.Resume{Retry: 120 * ms}, 120 * ms},
		{"fixed", "retry: 3600000\n\n", engine.Resume{Retry: 100 * ms, Fixed: true}, 100 * ms},
		{"none", "retry: 0\n\n", engine.Resume{Retry: time.Hour}, 0},
		{"spread", "retry: 200\n\n", engine.Resume{Retry: time.Hour, Jitter: 0.5}, 100 * ms},
	} {
		t.Run(tc.name, func(t *testing.T) {
			url, arrivals := endless(t, head+tc.retry+"data: x\n\n")
			start(t, 1, url, func(l *load) { l.Resume = tc.resume })
			first, second := <-arrivals, <-arrivals
			if got := second.at.Sub(first.at); got < tc.least {
				t.Errorf("came back after %v, which is less than %v", got, tc.least)
			}
		})
	}
}

func TestRetryAfter(t *testing.T) {
	for _, tc := range []struct {
		name, value func() string
		least       time.Duration
	}{
		{func() string { return "seconds" }, func() string { return "1" }, time.Second},
		{func() string { return "date" }, func() string { return time.Now().Add(2 * time.Second).UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT") }, 900 * time.Millisecond},
		{func() string { return "nonsense" }, func() string { return "soon" }, 10 * time.Millisecond},
	} {
		t.Run(tc.name(), func(t *testing.T) {
			seen := make(chan time.Time, 100)
			url := serve(t, func(v visit) {
				seen <- time.Now()
				if v.number == 0 {
					v.write("HTTP/1.1 503 Service Unavailable\r\nRetry-After: " + tc.value() + "\r\n\r\n")
					return
				}
				v.write(head)
				_ = v.wait()
			})
			r := start(t, 1, url)
			if got := -time.Until(<-seen); got < 0 {
				t.Fatal("a request came from the future")
			}
			r.until("a stream", func() bool { return r.live == 1 })
			r.want(map[measure.Count]int{measure.Throttled: 1, measure.Failed: 0, measure.Opened: 1, measure.Reconnects: 0})
			if got := r.timed(measure.Open).Max(); got < tc.least {
				t.Errorf("opened after %v, which is less than %v", got, tc.least)
			}
		})
	}
}

func TestHugeRetryAfter(t *testing.T) {
	for _, value := range []string{"86400000", "99999999999999999999999", "Fri, 01 Jan 2100 00:00:00 GMT"} {
		url := serve(t, func(v visit) { v.write("HTTP/1.1 429 x\r\nRetry-After: " + value + "\r\n\r\n") })
		r := start(t, 1, url)
		r.failure(measure.ThrottledStatus, "with Retry-After")
		r.finish()
		r.want(map[measure.Count]int{measure.Throttled: 1})
	}
}

func TestAttempts(t *testing.T) {
	var requests atomic.Int32
	url := serve(t, func(v visit) {
		requests.Add(1)
		v.write("HTTP/1.1 500 x\r\n\r\n")
	})
	r := start(t, 2, url, func(l *load) { l.Resume = engine.Resume{MaxAttempts: 3} })
	r.atLeast(measure.Failed, 6)
	r.finish()
	r.want(map[measure.Count]int{measure.Planned: 2, measure.Started: 2, measure.Failed: 6, measure.Opened: 0})
	if requests.Load() != 6 {
		t.Errorf("%d requests", requests.Load())
	}
}

// A stream counts its attempts anew.
func TestAttemptsAfterStream(t *testing.T) {
	url := serve(t, func(v visit) {
		if v.number%2 == 0 {
			v.write(head + "data: x\n\n")
		}
	})
	r := start(t, 1, url, func(l *load) { l.Resume = engine.Resume{MaxAttempts: 2} })
	r.atLeast(measure.Reconnects, 3)
	if r.count(measure.Opened) != 1 {
		t.Errorf("opened %d times", r.count(measure.Opened))
	}
}

func TestCaps(t *testing.T) {
	url := serve(t, func(v visit) {
		v.write(head + "data: x\n\ndata: y\n\ndata: z\n\ndata: u")
		_ = v.wait()
	})
	t.Run("events", func(t *testing.T) {
		r := start(t, 5, url, func(l *load) { l.Caps.Events = 2 })
		r.atLeast(measure.Completed, 5)
		r.finish()
		r.want(map[measure.Count]int{measure.Events: 10, measure.Completed: 5, measure.Failed: 0, measure.ClosedByServer: 0})
	})
	t.Run("time", func(t *testing.T) {
		r := start(t, 5, url, func(l *load) { l.Caps.Time = 50 * time.Millisecond })
		r.atLeast(measure.Completed, 5)
		r.want(map[measure.Count]int{measure.Events: 15, measure.Completed: 5, measure.Failed: 0, measure.ClosedByServer: 0})
		if got := r.timed(measure.Lifetime).Min(); got < 50*time.Millisecond {
			t.Errorf("a stream lasted %v", got)
		}
	})
}

// forever is a server whose streams last, with an event each at the beginning.
func forever(t *testing.T) string {
	t.Helper()
	return serve(t, func(v visit) {
		v.write(head + fmt.Sprintf("id: %d\ndata: x\n\n", v.number))
		_ = v.wait()
	})
}

func TestChurn(t *testing.T) {
	r := start(t, 20, forever(t), func(l *load) {
		l.workers = 2
		l.Plan.Churn = schedule.Churn{Rate: 5, Away: 20 * time.Millisecond}
	})
	r.atLeast(measure.Left, 50)
	r.finish()
	left, back := r.count(measure.Left), r.count(measure.Reconnects)
	if back > left || back < left-20 {
		t.Errorf("%d left and %d came back", left, back)
	}
	r.want(map[measure.Count]int{measure.Planned: 20, measure.Opened: 20, measure.Failed: 0, measure.ClosedByServer: 0})
}

func TestStorm(t *testing.T) {
	r := start(t, 40, forever(t), func(l *load) { l.Plan.Storm = schedule.Storm{Every: time.Second, Share: 0.25} })
	r.atLeast(measure.Left, 10)
	r.until("their return", func() bool { return r.live == 40 && r.count(measure.Reconnects) == r.count(measure.Left) })
	if n := r.count(measure.Left); n%10 != 0 {
		t.Errorf("%d left in storms of 10", n)
	}
	r.finish()
	r.want(map[measure.Count]int{measure.Opened: 40, measure.Completed: 40, measure.Failed: 0, measure.ClosedByServer: 0})
}

// What storms and churn meet while streams are being opened.
func TestStormWhileConnecting(t *testing.T) {
	url := serve(t, func(v visit) {
		if v.number%3 == 0 {
			_ = v.wait()
			return
		}
		v.write(head)
		_ = v.wait()
	})
	r := start(t, 30, url, func(l *load) {
		l.Limits.Head = 50 * time.Millisecond
		l.Plan.Storm = schedule.Storm{Every: 20 * time.Millisecond, Share: 1}
		l.Plan.Churn = schedule.Churn{Rate: 10}
	})
	r.atLeast(measure.Left, 300)
	r.finish()
	r.want(map[measure.Count]int{measure.Planned: 30, measure.Started: 30})
}
