package engine_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/engine"
	"github.com/ssegauge/ssegauge/loadgen/ledger"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

// patience is how long a test waits for what must happen. It is no measure of anything.
const patience = 30 * time.Second

// head is that of a stream which lasts until its connection ends.
const head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"

// rig is an engine under test.
type rig struct {
	*engine.Engine

	t     *testing.T
	begin time.Time
	tally ledger.Tally
	live  int
}

// load is what a test asks of an engine.
type load struct {
	engine.Config

	streams int
	spec    request.Spec
	workers int
	made    func(*request.Maker) // is called before the engine begins
}

// start runs an engine with streams to url until the test ends.
func start(t *testing.T, streams int, url string, change ...func(*load)) *rig {
	t.Helper()
	l := load{streams: streams, workers: 1, spec: request.Spec{Targets: []request.Target{{URL: url}}}}
	l.Tags = 1
	l.Limits = engine.Limits{Connect: patience, Head: patience, HeadBytes: 64 << 10}
	l.Resume = engine.Resume{Retry: 10 * time.Millisecond}
	for _, f := range change {
		f(&l)
	}
	if l.Plan.Stages == nil && l.Plan.Arrivals == nil {
		l.Plan.Stages = schedule.Ramp(l.streams, 0, 10*time.Minute)
	}
	maker, err := request.New(t.Context(), l.spec)
	if err != nil {
		t.Fatal(err)
	}
	if l.made != nil {
		l.made(maker)
	}
	l.Maker, l.Workers = maker, l.workers
	e, err := engine.New(l.Config)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{Engine: e, t: t, begin: time.Now()}
	t.Cleanup(e.Close)
	e.Start(t.Context(), r.begin)
	return r
}

// until collects until f holds, which must be soon.
func (r *rig) until(what string, f func() bool) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	ticker := time.NewTicker(2 * time.Millisecond)
	defer ticker.Stop()
	for {
		now, err := r.Collect(ctx)
		if err != nil {
			r.t.Fatalf("wait for %s: %v\n%s", what, err, r)
		}
		r.tally, r.live = now.Tally, now.Live
		if f() {
			return
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			r.t.Fatalf("waited in vain for %s\n%s", what, r)
		}
	}
}

func (r *rig) count(c measure.Count) int { return int(r.Total().Count(measure.Everything(), c)) }

func (r *rig) errors(c measure.Class) int { return int(r.Total().Errors(measure.Everything(), c)) }

func (r *rig) timed(t measure.Timing) *measure.Distribution {
	return r.Total().Timing(measure.Everything(), t)
}

// atLeast waits until something was counted n times.
func (r *rig) atLeast(c measure.Count, n int) {
	r.t.Helper()
	r.until(fmt.Sprintf("%d %v", n, c), func() bool { return r.count(c) >= n })
}

// want compares counts, of which all others may be anything.
func (r *rig) want(counts map[measure.Count]int) {
	r.t.Helper()
	for c, want := range counts {
		if got := r.count(c); got != want {
			r.t.Errorf("%v: got %d, want %d\n%s", c, got, want, r)
		}
	}
}

// String shows what has been counted, for failures of tests.
func (r *rig) String() string {
	var b strings.Builder
	for _, c := range measure.Counts() {
		if n := r.count(c); n != 0 {
			fmt.Fprintf(&b, "%v %d, ", c, n)
		}
	}
	fmt.Fprintf(&b, "live %d, tally %+v\n", r.live, r.tally)
	for _, f := range r.Total().Failures() {
		fmt.Fprintf(&b, "%v %d × %s\n", f.Class, f.Count, f.Examples[0].Text)
	}
	return b.String()
}

// failure waits for a failure, and compares its class and its text.
func (r *rig) failure(class measure.Class, text string) {
	r.t.Helper()
	r.until("a failure", func() bool { return len(r.Total().Failures()) > 0 })
	got := r.Total().Failures()[0]
	if got.Class != class || !strings.Contains(got.Examples[0].Text, text) {
		r.t.Errorf("got %v %q, want %v %q", got.Class, got.Examples[0].Text, class, text)
	}
}

// finish has everybody leave.
func (r *rig) finish() {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	if err := r.Hold(ctx); err != nil {
		r.t.Fatal(err)
	}
	if err := r.Settle(ctx, func(string) int64 { return -1 }); err != nil {
		r.t.Fatal(err)
	}
	if err := r.Finish(ctx); err != nil {
		r.t.Fatalf("finish: %v", err)
	}
	r.until("the end", func() bool { return r.live == 0 })
}

// noLeaks sees that the test leaves no goroutine and no descriptor behind.
func noLeaks(t *testing.T) {
	t.Helper()
	goroutines, files := runtime.NumGoroutine(), openFiles()
	t.Cleanup(func() {
		deadline := time.Now().Add(patience)
		for runtime.NumGoroutine() > goroutines || openFiles() > files {
			if time.Now().After(deadline) {
				stacks := make([]byte, 1<<20)
				stacks = stacks[:runtime.Stack(stacks, true)]
				t.Errorf("%d goroutines instead of %d, %d files instead of %d\n%s",
					runtime.NumGoroutine(), goroutines, openFiles(), files, stacks)
				return
			}
			runtime.Gosched()
		}
	})
}

// openFiles counts the descriptors of this process, 0 where that cannot be known.
func openFiles() int {
	names, _ := os.ReadDir("/proc/self/fd")
	return len(names)
}

// visit is a connection of a server that has read a request.
type visit struct {
	net.Conn

	number  int // of the connection, from 0
	request *http.Request
	reader  *bufio.Reader
}

// write writes text, and reports whether the client took it.
func (v visit) write(text string) bool {
	_, err := io.WriteString(v, text)
	return err == nil
}

// reset closes with a RST.
func (v visit) reset() {
	_ = v.Conn.(*net.TCPConn).SetLinger(0) //nolint:errcheck // a TCP connection
	_ = v.Close()
}

// wait reads until the client ends, and returns why.
func (v visit) wait() error {
	_, err := io.Copy(io.Discard, v.reader)
	return err
}

// serve runs a server that does what answer does with each connection, and closes it then. It
// returns its URL.
func serve(t *testing.T, answer func(visit)) string {
	t.Helper()
	return "http://" + listen(t, func(c net.Conn, n int) {
		reader := bufio.NewReader(c)
		r, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		answer(visit{Conn: c, number: n, request: r, reader: reader})
	}) + "/events"
}

// listen runs a server of connections, numbered from 0, and returns its address.
func listen(t *testing.T, handle func(c net.Conn, n int)) string {
	t.Helper()
	noLeaks(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // nothing to wait for
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	var mu sync.Mutex
	open := map[net.Conn]bool{}
	running.Go(func() {
		for n := 0; ; n++ {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			open[c] = true
			mu.Unlock()
			running.Go(func() {
				handle(c, n)
				_ = c.Close()
				mu.Lock()
				delete(open, c)
				mu.Unlock()
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		mu.Lock()
		for c := range open {
			_ = c.Close()
		}
		mu.Unlock()
		running.Wait()
	})
	return listener.Addr().String()
}

// once makes Subscribers stay away after an error.
func once(l *load) { l.Resume.Off = true }
