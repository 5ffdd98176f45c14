package http2_test

import (
	"net"
	"net/http"
	"runtime"
	"testing"

	"github.com/ssegauge/ssegauge/loadgen/http2"
)

// counter is a Handler that only counts.
type counter struct{ heads, bytes, ends int }

func (h *counter) Head(http2.Head) { h.heads++ }
func (h *counter) Data(p []byte)   { h.bytes += len(p) }
func (h *counter) End(error)       { h.ends++ }

// running is a Conn with one stream whose head has come.
func running(tb testing.TB, h http2.Handler) *http2.Conn {
	tb.Helper()
	c := http2.New(http2.Options{}, func([]byte) {})
	if _, err := c.Open(h, ask("GET", "/", nil)); err != nil {
		tb.Fatal(err)
	}
	if err := c.Feed(append(fr(settings, 0, 0), ok(1)...)); err != nil {
		tb.Fatal(err)
	}
	return c
}

func TestDataAllocatesNothing(t *testing.T) {
	h := &counter{}
	c := running(t, h)
	event := fr(data, 0, 1, make([]byte, 110))
	got := testing.AllocsPerRun(5_000, func() { // updates of both windows included
		if err := c.Feed(event[:20]); err != nil {
			t.Fatal(err)
		}
		if err := c.Feed(event[20:]); err != nil {
			t.Fatal(err)
		}
	})
	if got != 0 {
		t.Errorf("got %v allocations for a DATA frame", got)
	}
}

func BenchmarkData(b *testing.B) {
	c := running(b, &counter{})
	var in []byte
	for range 100 {
		in = append(in, fr(data, 0, 1, make([]byte, 110))...)
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		if err := c.Feed(in); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100, "ns/frame")
}

// heap returns the bytes that are in use.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkMemory reports what an open stream costs where many share a Conn, and what a Conn with one stream costs, with a head
// of a usual size received.
func BenchmarkMemory(b *testing.B) {
	const conns = 100
	for _, tt := range []struct {
		name    string
		streams int
	}{{"250 streams", 250}, {"1 stream", 1}} {
		b.Run(tt.name, func(b *testing.B) {
			all := make([]*http2.Conn, conns)
			h := &counter{}
			before := heap()
			for i := range all {
				all[i] = opened(b, h, tt.streams)
			}
			used := float64(heap() - before)
			for b.Loop() {
			}
			b.ReportMetric(used/conns/float64(tt.streams), "B/stream")
			runtime.KeepAlive(all)
		})
	}
}

// opened is a Conn with streams whose heads have come.
func opened(tb testing.TB, h http2.Handler, streams int) *http2.Conn {
	tb.Helper()
	c := http2.New(http2.Options{}, func([]byte) {})
	if err := c.Feed(append(fr(settings, 0, 0), fr(settings, ack, 0)...)); err != nil {
		tb.Fatal(err)
	}
	for range streams {
		id, err := c.Open(h, ask("GET", "/events?topic=a", nil, "accept", "text/event-stream", "authorization", "Bearer 0123456789"))
		if err != nil {
			tb.Fatal(err)
		}
		if err := c.Feed(ok(id, "content-type", "text/event-stream", "cache-control", "no-store", "date", "Mon, 01 Jan 2024 00:00:00 GMT")); err != nil {
			tb.Fatal(err)
		}
	}
	return c
}

func TestTenThousandStreams(t *testing.T) {
	const conns, streams = 40, 250
	release := make(chan struct{})
	limits := &http.HTTP2Config{MaxConcurrentStreams: streams}
	addr := serve(t, limits, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, "data: 1\n\n")
		<-release
	})
	h := &counter{}
	var all []net.Conn
	var cs []*http2.Conn
	for range conns {
		nc := connect(t, addr)
		c := dial(t, nc)
		pump(t, nc, c, c.Ready)
		if c.Capacity() != streams {
			t.Fatalf("got capacity %d, want %d", c.Capacity(), streams)
		}
		for c.Capacity() > 0 {
			if _, err := c.Open(h, ask("GET", "/", nil)); err != nil {
				t.Fatal(err)
			}
		}
		all, cs = append(all, nc), append(cs, c)
	}
	for i, c := range cs {
		pump(t, all[i], c, func() bool { return h.bytes >= (i+1)*streams*9 })
	}
	close(release)
	for i, c := range cs {
		pump(t, all[i], c, func() bool { return c.Streams() == 0 })
	}
	if h.heads != conns*streams || h.ends != conns*streams || h.bytes != conns*streams*9 {
		t.Errorf("got %+v", h)
	}
}
