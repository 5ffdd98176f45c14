package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/report"
)

// capacityOf runs the command with short steps, and returns its exit code and document. It tries
// again where the generator was too slow: steps are so short that a pause of the machine is most of
// one.
func capacityOf(t *testing.T, url string, args ...string) (int, *report.Run) {
	t.Helper()
	code, doc := searchOf(t, url, args...)
	for range 3 {
		if !doc.Capacity.GeneratorLimited {
			break
		}
		code, doc = searchOf(t, url, args...)
	}
	return code, doc
}

func searchOf(t *testing.T, url string, args ...string) (int, *report.Run) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "run.json")
	var stdout, stderr bytes.Buffer
	all := append([]string{
		"capacity", url, "--json", file, "--from", "16", "--ramp-rate", "2000/s", "--settle", "0s", "--hold", "300ms",
		"--drain", "1ms", "--pause", "0s", "--repeat", "0",
	}, args...)
	code := run(t.Context(), all, strings.NewReader(""), &stdout, &stderr)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	doc := new(report.Run)
	if err := json.Unmarshal(text, doc); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s\n%s", &stderr, &stdout)
	return code, doc
}

// serveStreams starts a server whose handler is told how many streams there are, itself
// included. Its context ends with the test.
func serveStreams(t *testing.T, handle func(w http.ResponseWriter, r *http.Request, streams int)) string {
	t.Helper()
	var open atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer open.Add(-1)
		handle(w, r, int(open.Add(1)))
	}))
	ctx, cancel := context.WithCancel(context.Background())
	server.Config.BaseContext = func(net.Listener) context.Context { return ctx }
	server.Start()
	t.Cleanup(func() {
		cancel()
		server.Close()
	})
	return server.URL
}

// stream sends an event each 20 ms, whose time is this long ago.
func stream(w http.ResponseWriter, r *http.Request, ago func() time.Duration) {
	w.Header().Set("Content-Type", "text/event-stream")
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for {
		if _, err := fmt.Fprintf(w, "data: {\"due\":%d}\n\n", time.Now().Add(-ago()).UnixMicro()); err != nil {
			return
		}
		if err := http.NewResponseController(w).Flush(); err != nil {
			return
		}
		select {
		case <-ticker.C:
		case <-r.Context().Done():
			return
		}
	}
}

func TestCapacityFindsASharpLimit(t *testing.T) {
	const limit = 43
	url := serveStreams(t, func(w http.ResponseWriter, r *http.Request, streams int) {
		if streams > limit {
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		stream(w, r, func() time.Duration { return 0 })
	})
	code, doc := capacityOf(t, url, "--resolution", "1")
	c := doc.Capacity
	if code != exitPassed || c.Streams != limit || c.Step != 1 || c.Broke == nil || c.Broke.Threshold != "opened / planned > 99.9%" {
		t.Errorf("exit code %d, %d streams ± %d, then broke %v; want %d ± 1", code, c.Streams, c.Step, c.Broke, limit)
	}
	if want := "the server answers 429: a limit of requests or streams per client"; c.Cause != want {
		t.Errorf("cause %q, want %q", c.Cause, want)
	}
	for _, step := range c.Steps {
		if opened := min(step.Streams, limit); step.Figures.Opened != opened || step.Held != (step.Streams <= limit) {
			t.Errorf("at %d: %d opened, held %v", step.Streams, step.Figures.Opened, step.Held)
		}
	}
}

func TestCapacityNamesTheLagThatGrows(t *testing.T) {
	var streams atomic.Int64
	url := serveStreams(t, func(w http.ResponseWriter, r *http.Request, n int) {
		streams.Store(int64(n))
		stream(w, r, func() time.Duration { return time.Duration(streams.Load()) * 20 * time.Millisecond })
	})
	// The delays are events' own: half a second at 25 streams, and nobody waits for them.
	const missed = "lag.p99 < 500ms"
	code, doc := capacityOf(t, url, "--seq", "none", "--due", "json:/due", "--sent-unit", "us", "--from", "5", "--resolution", "5",
		"--threshold", "opened / planned > 99.9%", "--threshold", missed)
	c := doc.Capacity
	if code != exitPassed || c.Streams < 15 || c.Streams >= 25 || c.Broke == nil || c.Broke.Threshold != missed {
		t.Errorf("exit code %d, %d streams, broke %v; want 15 to 24, then %s", code, c.Streams, c.Broke, missed)
	}
	if want := "lag grows with streams while openings succeed: CPU of the fan-out"; c.Cause != want {
		t.Errorf("cause %q, want %q", c.Cause, want)
	}
}

func TestCapacityIsAskedForANumber(t *testing.T) {
	url := serveStreams(t, func(w http.ResponseWriter, r *http.Request, streams int) {
		if streams > 20 || r.URL.Path == "/few" && streams > 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		stream(w, r, func() time.Duration { return 0 })
	})
	tests := []struct {
		name string
		path string
		args []string
		code int
		want report.Verdict
	}{
		{"enough", "/", []string{"--from", "20", "--max", "22", "--at-least", "20"}, exitPassed, report.Pass},
		{"not enough", "/", []string{"--from", "20", "--max", "22", "--at-least", "22"}, exitBroken, report.Fail},
		{"none", "/few", []string{"--from", "32", "--resolution", "6"}, exitBroken, report.Fail},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if code, doc := capacityOf(t, url+test.path, test.args...); code != test.code || doc.Verdict != test.want {
				t.Errorf("exit code %d, verdict %v, want %d, %v", code, doc.Verdict, test.code, test.want)
			}
		})
	}
}

func TestCapacityGivesUpOnAServerThatIsGone(t *testing.T) {
	var all atomic.Int64
	url := serveStreams(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		if all.Add(1) > 16 { // after the first step
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		stream(w, r, func() time.Duration { return 0 })
	})
	code, doc := capacityOf(t, url)
	c := doc.Capacity
	if code != exitUnjudged || c.Streams != 16 || c.Inconclusive != "the server opened no stream any more" || len(c.Steps) != 3 {
		t.Errorf("exit code %d, %d streams, %d steps, %q", code, c.Streams, len(c.Steps), c.Inconclusive)
	}
}

func TestCapacityCannotJudgeWithoutData(t *testing.T) {
	url := serveStreams(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		stream(w, r, func() time.Duration { return 0 })
	})
	code, doc := capacityOf(t, url, "--threshold", "lag.p99 < 1s")
	if code != exitUnjudged || !strings.HasPrefix(doc.Reason, "lag.p99 < 1s cannot be judged: ") || doc.Hint == "" {
		t.Errorf("exit code %d, reason %q", code, doc.Reason)
	}
}

func TestCapacityTellsEveryBadFlag(t *testing.T) {
	var stderr bytes.Buffer
	code := run(t.Context(), []string{
		"capacity", "http://127.0.0.1:1/", "--from", "0", "--max", "20", "--at-least", "30", "--factor", "1", "--resolution", "0",
		"--repeat", "11", "--ramp-rate", "x", "--settle", "-1s", "--hold", "0s", "--pause", "-1s",
	}, strings.NewReader(""), io.Discard, &stderr)
	if code != exitUsage {
		t.Errorf("exit code %d", code)
	}
	for _, flag := range []string{
		"--from", "--at-least", "--factor", "--resolution", "--repeat", "--ramp-rate", "--settle", "--hold", "--pause",
	} {
		if strings.Count(strings.ReplaceAll("\n"+stderr.String(), "ssegauge: ", ""), "\n"+flag+":") != 1 {
			t.Errorf("%s is not told once", flag)
		}
	}
	if t.Failed() {
		t.Log(stderr.String())
	}
}
