//go:build linux

package crowd

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const testPatience = 20 * time.Second

// newCrowd returns a crowd of three clients of a server that answers with h.
func newCrowd(t *testing.T, h http.HandlerFunc) *Crowd {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	addr, err := netip.ParseAddrPort(strings.TrimPrefix(server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(addr, "/events", 3)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// numbers serves streams of events with the numbers given, which stay open.
func numbers(numbers ...int64) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).Flush() // so that the answer is chunked
		for _, n := range numbers {
			_, _ = io.WriteString(w, eventFrame(int(1000+n), Event{Number: n}))
		}
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}
}

// await polls until done.
func await(t *testing.T, c *Crowd, done func() bool) {
	t.Helper()
	if err := c.Await(t.Context(), testPatience, done); err != nil {
		t.Fatal(err)
	}
}

func TestCrowdCounts(t *testing.T) {
	tests := []struct {
		name    string
		numbers []int64
		want    Counts
	}{
		{"all", []int64{4, 5, 6}, Counts{Delivered: 9}},
		{"one lost", []int64{4, 6}, Counts{Delivered: 6, Lost: 3}},
		{"two lost together", []int64{4, 7}, Counts{Delivered: 6, Lost: 6}},
		{"one doubled", []int64{4, 5, 5}, Counts{Delivered: 9, Doubled: 3}},
		{"one out of order", []int64{4, 6, 5}, Counts{Delivered: 9, Lost: 3, Doubled: 3}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newCrowd(t, numbers(tt.numbers...))
			if err := c.OpenTo(t.Context(), 3, testPatience); err != nil {
				t.Fatal(err)
			}
			await(t, c, func() bool { return c.Counts().Delivered >= tt.want.Delivered })
			if got := c.Counts(); got != tt.want {
				t.Errorf("counted %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestLossBeforeFirstEventIsNoticed(t *testing.T) {
	c := newCrowd(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "id: 1003\n\n"+eventFrame(1005, Event{Number: 5}))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	c.NumberIDs(1000)
	if err := c.Start(0); err != nil {
		t.Fatal(err)
	}
	await(t, c, func() bool { return c.Counts().Delivered > 0 })
	if got := c.Counts().Lost; got != 1 {
		t.Errorf("%d lost, want the event 4", got)
	}
}

func TestLatencyCountsFromDue(t *testing.T) {
	c := newCrowd(t, numbers(1, 2)) // both due when the crowd was made
	c.Latency = new(Histogram)
	least := c.Now()
	if err := c.Start(0); err != nil {
		t.Fatal(err)
	}
	await(t, c, func() bool { return c.Counts().Delivered == 2 })
	if got := c.Latency.Quantile(0); c.Latency.Total() != 2 || got < least {
		t.Errorf("%d latencies from %v, want 2 from at least %v", c.Latency.Total(), got, least)
	}
}

func TestLeaveEndsTheRequest(t *testing.T) {
	for _, how := range []Manner{FIN, RST, HalfClose} {
		t.Run(how.String(), func(t *testing.T) {
			var served atomic.Int64
			c := newCrowd(t, func(w http.ResponseWriter, r *http.Request) {
				served.Add(1)
				defer served.Add(-1)
				numbers()(w, r)
			})
			if err := c.OpenTo(t.Context(), 3, testPatience); err != nil {
				t.Fatal(err)
			}
			for i := range 3 {
				if err := c.Leave(i, how); err != nil {
					t.Fatal(err)
				}
			}
			await(t, c, func() bool { return served.Load() == 0 && c.Gone() })
			if got := c.Counts(); got != (Counts{}) {
				t.Errorf("counted %+v, want nothing: the client was the one to end", got)
			}
			if err := c.Leave(0, how); err == nil {
				t.Error("a stream was left twice")
			}
		})
	}
}

func TestStartGoesOnWhereItLeft(t *testing.T) {
	asked := make(chan string, 2) // sent by the handler, for each request
	c := newCrowd(t, func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Header.Get("Last-Event-ID")
		numbers(1, 2)(w, r)
	})
	for visit, want := range []string{"", "1002"} {
		if err := c.Start(0); err != nil {
			t.Fatal(err)
		}
		await(t, c, func() bool { return c.Counts().Delivered == int64(2+2*visit) })
		if got := <-asked; got != want {
			t.Errorf("visit %d asked to go on after %q, want %q", visit, got, want)
		}
		if err := c.Leave(0, FIN); err != nil {
			t.Fatal(err)
		}
	}
	if got := c.Counts().Doubled; got != 2 {
		t.Errorf("%d doubled, want the 2 that came again", got)
	}
}

func TestEndsAreCounted(t *testing.T) {
	t.Run("refused", func(t *testing.T) {
		c := newCrowd(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
		err := c.OpenTo(t.Context(), 1, testPatience)
		if err == nil || !strings.Contains(err.Error(), "503 Service Unavailable") || c.Counts().Refused != 1 {
			t.Errorf("OpenTo = %v with %+v, want a refusal", err, c.Counts())
		}
	})
	t.Run("ended", func(t *testing.T) {
		c := newCrowd(t, func(w http.ResponseWriter, _ *http.Request) { _ = http.NewResponseController(w).Flush() })
		if err := c.Start(0); err != nil {
			t.Fatal(err)
		}
		await(t, c, c.Gone)
		if got := c.TakeEnded(); c.Counts().Ended != 1 || len(got) != 1 || got[0].Client != 0 || got[0].Asked {
			t.Errorf("ended %v with %+v, want stream 0", got, c.Counts())
		}
	})
}

func TestStalledStreamIsNotRead(t *testing.T) {
	publish := make(chan struct{}) // closed by the test
	c := newCrowd(t, func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).Flush()
		<-publish
		numbers(1)(w, r)
	})
	if err := c.OpenTo(t.Context(), 2, testPatience); err != nil {
		t.Fatal(err)
	}
	if err := c.Stall(0); err != nil {
		t.Fatal(err)
	}
	close(publish)
	await(t, c, func() bool { return c.Counts().Delivered == 1 })
	if c.streams[0].last != unknown {
		t.Error("the stalled stream has read an event")
	}
	if err := c.Resume(0); err != nil {
		t.Fatal(err)
	}
	await(t, c, func() bool { return c.Counts().Delivered == 2 })
}

func TestAwaitGivesUp(t *testing.T) {
	c := newCrowd(t, numbers())
	if err := c.Await(t.Context(), 0, func() bool { return false }); err == nil {
		t.Error("Await waited for ever")
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := c.Await(ctx, testPatience, func() bool { return false }); err != context.Canceled { //nolint:errorlint // the very error
		t.Errorf("Await = %v, want %v", err, context.Canceled)
	}
}

func TestSourcesDiffer(t *testing.T) {
	type source struct {
		ip   [4]byte
		port int
	}
	var s sources
	seen := make(map[source]bool)
	for range 3 * portsEach {
		ip, port := s.next()
		if seen[source{ip, port}] {
			t.Fatalf("source %v:%d comes twice", ip, port)
		}
		seen[source{ip, port}] = true
	}
}
