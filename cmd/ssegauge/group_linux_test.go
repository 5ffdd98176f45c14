package main

import (
	"bufio"
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// group is ssegauge serve --processes, as its own process.
type group struct {
	cmd           *exec.Cmd
	said          *output
	server, admin string // URLs
	ended         chan struct{}
	err           error // how it ended, to be read after ended
}

// startGroup runs serve with that many processes until the test ends.
func startGroup(tb testing.TB, processes int, flags ...string) *group {
	tb.Helper()
	args := append([]string{"serve", "--listen", "127.0.0.1:0", "--processes", strconv.Itoa(processes)}, flags...)
	g := &group{cmd: exec.Command("ssegauge", args...), said: &output{told: make(chan struct{})}, ended: make(chan struct{})} //nolint:noctx,gosec // the test ends it
	g.cmd.Dir, g.cmd.Stderr = tb.TempDir(), g.said
	if err := g.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	go func() {
		g.err = g.cmd.Wait()
		close(g.ended)
	}()
	tb.Cleanup(func() {
		_ = g.cmd.Process.Kill()
		<-g.ended
		if tb.Failed() {
			said, _ := g.said.read()
			tb.Logf("the group said:\n%s", said)
		}
	})
	g.admin = "http://" + g.await(tb, `(?m)^admin http://([^/]+)/healthz$`)
	g.server = "http://" + g.await(tb, `(?m)^serving http://([^/]+)/events$`)
	return g
}

// await waits until the group has said what matches, and returns the first group of
// the pattern.
func (g *group) await(tb testing.TB, pattern string) string {
	tb.Helper()
	stuck := time.NewTimer(patience)
	defer stuck.Stop()
	for {
		said, more := g.said.read()
		if found := regexp.MustCompile(pattern).FindStringSubmatch(said); found != nil {
			return found[1]
		}
		select {
		case <-more:
		case <-g.ended:
			tb.Fatalf("it ended (%v) without %q:\n%s", g.err, pattern, said)
		case <-stuck.C:
			tb.Fatalf("it has not said %q:\n%s", pattern, said)
		}
	}
}

// terminate asks the group to end, and returns how it did.
func (g *group) terminate(tb testing.TB) error {
	tb.Helper()
	if err := g.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		tb.Fatal(err)
	}
	select {
	case <-g.ended:
	case <-time.After(patience):
		tb.Fatal("it does not end")
	}
	return g.err
}

// groupHealth is what the group answers.
type groupHealth struct {
	Status    string
	Streams   int
	Processes []struct{ Process, Pid, Streams, Restarts int }
}

func (g *group) health(tb testing.TB) (health groupHealth) {
	tb.Helper()
	res := g.request(tb, http.MethodGet, g.admin+"/healthz", "", "")
	defer func() { _ = res.Body.Close() }()
	if err := json.NewDecoder(res.Body).Decode(&health); err != nil {
		tb.Fatal(err)
	}
	return health
}

// request asks over a connection of its own.
func (g *group) request(tb testing.TB, method, url, body, lastEventID string) *http.Response {
	tb.Helper()
	res, err := g.ask(tb.Context(), method, url, body, lastEventID)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = res.Body.Close() })
	return res
}

func (g *group) ask(ctx context.Context, method, url, body, lastEventID string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if lastEventID != "" {
		req.Header.Set("Last-Event-ID", lastEventID)
	}
	return (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
}

// publish publishes through whichever process gets the connection, and returns the
// event's ID.
func (g *group) publish(tb testing.TB, data string) string {
	tb.Helper()
	res := g.request(tb, http.MethodPost, g.server+"/publish", data, "")
	defer func() { _ = res.Body.Close() }()
	var answer struct{ ID string }
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || res.StatusCode != http.StatusOK {
		tb.Fatalf("publish: status %d, %v", res.StatusCode, err)
	}
	return answer.ID
}

// open opens a stream and returns once it has begun.
func (g *group) open(t *testing.T, lastEventID string) *groupStream {
	t.Helper()
	res := g.request(t, http.MethodGet, g.server+"/events", "", lastEventID) //nolint:bodyclose // when the test ends
	if res.StatusCode != http.StatusOK {
		t.Fatalf("status %d", res.StatusCode)
	}
	body := bufio.NewReader(res.Body)
	if _, err := body.Peek(1); err != nil {
		t.Fatal(err)
	}
	pull, stop := iter.Pull2(eventstream.Events(body))
	t.Cleanup(stop)
	return &groupStream{pull}
}

// groupStream is an open stream, read one event at a time.
type groupStream struct {
	pull func() (eventstream.Event, error, bool)
}

// ids returns the IDs of the next n events.
func (s *groupStream) ids(t *testing.T, n int) []string {
	t.Helper()
	var ids []string
	for range n {
		e, err, ok := s.pull()
		if err != nil || !ok {
			t.Fatalf("no further event after %v: error %v", ids, err)
		}
		ids = append(ids, e.LastEventID)
	}
	return ids
}

// spread opens streams until every process has one.
func (g *group) spread(t *testing.T) []*groupStream {
	t.Helper()
	var streams []*groupStream
	for range 200 {
		streams = append(streams, g.open(t, ""))
		idle := 0
		for _, p := range g.health(t).Processes {
			if p.Streams == 0 {
				idle++
			}
		}
		if idle == 0 {
			return streams
		}
	}
	t.Fatalf("a process gets no streams: %+v", g.health(t))
	return nil
}
