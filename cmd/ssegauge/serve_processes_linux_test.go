package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

func TestProcessesHaveOneHistory(t *testing.T) {
	g := startGroup(t, 3)
	streams := g.spread(t)
	var want []string
	for i := range 30 {
		want = append(want, g.publish(t, strconv.Itoa(i)))
	}
	for i, s := range streams {
		if diff := cmp.Diff(want, s.ids(t, len(want))); diff != "" {
			t.Fatalf("stream %d (-want +got):\n%s", i, diff)
		}
	}
	for range 20 { // on whichever process
		if diff := cmp.Diff(want[10:], g.open(t, want[9]).ids(t, 20)); diff != "" {
			t.Fatalf("resumed (-want +got):\n%s", diff)
		}
	}
	if got := g.health(t); got.Status != "ok" || got.Streams < len(streams) {
		t.Errorf("health is %+v with %d streams", got, len(streams))
	}
	if err := g.terminate(t); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

func TestTerminatedGroupEndsStreamsInOrder(t *testing.T) {
	g := startGroup(t, 2)
	streams := g.spread(t)
	want := g.publish(t, "last")
	if err := g.terminate(t); err != nil {
		t.Errorf("it ended with %v", err)
	}
	for i, s := range streams {
		if got := s.ids(t, 1); got[0] != want {
			t.Errorf("stream %d got %v, want %s", i, got, want)
		}
		if e, err, ok := s.pull(); err != nil || ok {
			t.Errorf("stream %d did not end as a complete response: %v, %v", i, e, err)
		}
	}
}

// reader is a client that comes back with its Last-Event-ID until it has got the
// event "end".
type reader struct {
	group  *group
	lastID string
	data   []string
	breaks int
}

func (r *reader) read(ctx context.Context) error {
	for ctx.Err() == nil {
		res, err := r.group.ask(ctx, http.MethodGet, r.group.server+"/events", "", r.lastID)
		if errors.Is(err, syscall.ECONNREFUSED) {
			return err // nobody listens
		}
		if err != nil {
			continue // the process died with the connection in its queue
		}
		err = r.take(res.Body)
		_ = res.Body.Close()
		if err != nil || slices.Contains(r.data, "end") {
			return err
		}
	}
	return ctx.Err()
}

// take reads until the event "end" or the end of the stream.
func (r *reader) take(body io.Reader) error {
	for e, err := range eventstream.Events(body) {
		if err != nil {
			r.breaks++
			return nil
		}
		if e.Type == "reset" {
			return fmt.Errorf("reset after %s: %s", r.lastID, e.Data)
		}
		r.lastID, r.data = e.LastEventID, append(r.data, e.Data)
		if e.Data == "end" {
			return nil
		}
	}
	return nil
}

func TestKilledProcessLosesNothing(t *testing.T) {
	g := startGroup(t, 2)
	first := g.publish(t, "begin")
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	readers, ended := make([]*reader, 40), make(chan error, 40) // each sends once
	for i := range readers {
		readers[i] = &reader{group: g, lastID: first}
		go func() { ended <- readers[i].read(ctx) }()
	}
	acknowledged := publishThrough(t, g, 300, func(i int) {
		if i == 100 {
			if err := syscall.Kill(g.health(t).Processes[0].Pid, syscall.SIGKILL); err != nil {
				t.Error(err)
			}
		}
	})
	g.await(t, `(?m)^process=1 (ended: signal: killed; starting it again)`)
	g.awaitHealth(t, "both are up", func(h groupHealth) bool { return h.Status == "ok" && h.Processes[0].Restarts == 1 })
	g.publish(t, "end")
	breaks := 0
	for range readers {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	for i, r := range readers {
		breaks += r.breaks
		if diff := cmp.Diff(readers[0].data, r.data); diff != "" {
			t.Fatalf("reader %d differs (-first +it):\n%s", i, diff)
		}
	}
	for _, data := range acknowledged {
		if n := count(readers[0].data, data); n != 1 {
			t.Errorf("%q was acknowledged and came %d times", data, n)
		}
	}
	if breaks == 0 {
		t.Error("no stream was cut")
	}
}

// publishThrough publishes n events and returns the data of those that were
// acknowledged. One that was cut off may have been stored.
func publishThrough(t *testing.T, g *group, n int, before func(i int)) (acknowledged []string) {
	t.Helper()
	for i := range n {
		if before != nil {
			before(i)
		}
		data := "event " + strconv.Itoa(i) + " of " + strconv.Itoa(n)
		res, err := g.ask(t.Context(), http.MethodPost, g.server+"/publish", data, "")
		if err != nil {
			continue
		}
		if res.StatusCode == http.StatusOK {
			acknowledged = append(acknowledged, data)
		}
		_ = res.Body.Close()
	}
	return acknowledged
}

func count(all []string, one string) (n int) {
	for _, s := range all {
		if s == one {
			n++
		}
	}
	return n
}

// awaitHealth asks the group until it answers what reached looks for.
func (g *group) awaitHealth(t *testing.T, what string, reached func(groupHealth) bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for !reached(g.health(t)) {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

func TestKilledGroupLeavesNothing(t *testing.T) {
	g := startGroup(t, 2)
	streams := g.spread(t)
	var ends []func()
	for _, p := range g.health(t).Processes {
		ends = append(ends, endOf(t, p.Pid))
	}
	if err := g.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for _, awaitEnd := range ends {
		awaitEnd()
	}
	for i, s := range streams {
		if _, err, _ := s.pull(); err == nil {
			t.Errorf("stream %d ended in order", i)
		}
	}
	address := strings.TrimPrefix(g.server, "http://")
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", address)
	if err != nil {
		t.Fatalf("the port is still taken: %v", err)
	}
	_ = l.Close()
}

// endOf returns a function that waits until a process has ended, which need not be
// a child of this one.
func endOf(t *testing.T, pid int) func() {
	t.Helper()
	fd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		t.Fatalf("open process %d: %v", pid, err)
	}
	t.Cleanup(func() { _ = unix.Close(fd) })
	return func() {
		n, err := 0, error(unix.EINTR)
		for errors.Is(err, unix.EINTR) {
			n, err = unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, int(patience.Milliseconds())) //nolint:gosec // a descriptor
		}
		if n != 1 || err != nil {
			t.Fatalf("process %d is still there: %v", pid, err)
		}
	}
}

func TestRevokedTokenStaysRevoked(t *testing.T) {
	g := startGroup(t, 2, "--control", "--token", "sesame")
	if res := g.request(t, http.MethodPost, g.admin+"/control/revoke?token=sesame", "", ""); res.StatusCode != http.StatusOK { //nolint:bodyclose // when the test ends
		t.Fatalf("status %d", res.StatusCode)
	}
	if err := syscall.Kill(g.health(t).Processes[1].Pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	g.awaitHealth(t, "it is back", func(h groupHealth) bool { return h.Status == "ok" && h.Processes[1].Restarts == 1 })
	for range 30 {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, g.server+"/events", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer sesame")
		res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusUnauthorized {
			t.Fatalf("status %d", res.StatusCode)
		}
	}
}

func TestStreamsAreSharedOut(t *testing.T) {
	g := startGroup(t, 2, "--max-streams", "6")
	refused := 0
	for range 40 {
		res := g.request(t, http.MethodGet, g.server+"/events", "", "") //nolint:bodyclose // when the test ends
		if res.StatusCode == http.StatusServiceUnavailable {
			refused++
		}
	}
	h := g.health(t)
	if text, _ := json.Marshal(h); h.Streams != 6 || refused != 34 || h.Processes[0].Streams != 3 {
		t.Errorf("%d refused, %s", refused, text)
	}
}
