package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// cluster is a NATS server as a process of its own, which keeps its port and its
// data when it is killed and started again.
type cluster struct {
	*node

	dir     string
	address string // HOST:PORT
}

func startCluster(t *testing.T) *cluster {
	t.Helper()
	c := &cluster{dir: t.TempDir(), address: "127.0.0.1:-1"}
	c.again(t)
	c.address = c.says(t, `client connections on (127\.0\.0\.1:\d+)`)
	return c
}

// again starts the server, at first and when it was killed.
func (c *cluster) again(t *testing.T) {
	t.Helper()
	host, port, err := net.SplitHostPort(c.address)
	if err != nil {
		t.Fatal(err)
	}
	c.node = launch(t, "nats-server", "-js", "-a", host, "-p", port, "-sd", c.dir)
	c.says(t, "(Server is ready)")
}

// serve starts a node on the cluster.
func (c *cluster) serve(t *testing.T, args ...string) *node {
	t.Helper()
	return serveNode(t, append([]string{"--history", "jetstream", "--nats", "nats://" + c.address}, args...)...)
}

func TestTwoNodes(t *testing.T) {
	c := startCluster(t)
	a := c.serve(t)
	b := c.serve(t)
	start := a.end(t)
	onA, onB := a.mustOpen(t, start), b.mustOpen(t, start)
	var want []string
	for i := range 20 {
		n := []*node{a, b}[i%2]
		query := ""
		if i%5 == 0 {
			query = fmt.Sprintf("?id=x%d", i)
		}
		want = append(want, n.mustPublish(t, query, strconv.Itoa(i)))
	}
	for name, s := range map[string]*tap{"a": onA, "b": onB} {
		if diff := cmp.Diff(want, idsOn(t, s, len(want))); diff != "" {
			t.Errorf("IDs on %s (-want +got):\n%s", name, diff)
		}
	}
	for i, id := range want[:len(want)-1] {
		n := []*node{b, a}[i%2] // not where it was published
		if got := idsOn(t, n.mustOpen(t, id), 1)[0]; got != want[i+1] {
			t.Errorf("after %s comes %s, want %s", id, got, want[i+1])
		}
	}
	taken, err := b.publish(t.Context(), "?id=x0", "again")
	if err != nil || taken.status != http.StatusConflict {
		t.Errorf("an ID taken on another node: status %d, error %v, want 409", taken.status, err)
	}
}

// idsOn returns the IDs of the next events.
func idsOn(t *testing.T, s *tap, events int) []string {
	t.Helper()
	var ids []string
	for len(ids) < events {
		f, err := s.next()
		if err != nil {
			t.Fatal(err)
		}
		if f.kind == "reset" {
			t.Fatalf("told to reset: %s", f.data)
		}
		if f.data != "" {
			ids = append(ids, f.id)
		}
	}
	return ids
}

// TestFailover kills a node under 2,000 streams, all of which go on at the other
// while events are published. None may miss an event or see one twice.
func TestFailover(t *testing.T) {
	const streams, before, during, after = 2000, 10, 20, 5
	c := startCluster(t)
	a := c.serve(t)
	b := c.serve(t)
	f := &failover{nodes: [2]*node{a, b}, events: before + during + after}
	var open, all sync.WaitGroup
	open.Add(streams)
	for range streams {
		all.Go(func() {
			if err := f.follow(t.Context(), sync.OnceFunc(open.Done)); err != nil {
				f.fail(err)
			}
		})
	}
	open.Wait()
	for i := range f.events {
		if i == before {
			_ = a.cmd.Process.Kill()
		}
		if i >= before && i < before+during {
			await(t, "more streams have moved", func() bool { return f.moves.Load() >= int64(i-before)*streams/during })
		}
		f.publish(t, i)
	}
	all.Wait()
	if f.failures.Load() > 0 {
		t.Fatalf("%d of %d streams failed; the first: %v", f.failures.Load(), streams, f.first)
	}
	if f.moves.Load() < streams {
		t.Errorf("%d streams moved, want %d", f.moves.Load(), streams)
	}
}

type failover struct {
	nodes    [2]*node
	events   int
	moves    atomic.Int64
	failures atomic.Int64
	once     sync.Once
	first    error
}

func (f *failover) fail(err error) {
	f.failures.Add(1)
	f.once.Do(func() { f.first = err })
}

// publish publishes event i on the first node that answers. What one node took
// without answering is in the history of both, under its ID.
func (f *failover) publish(t *testing.T, i int) {
	t.Helper()
	query, data := fmt.Sprintf("?id=e%d", i), strconv.Itoa(i)
	for _, n := range f.nodes {
		a, err := n.publish(t.Context(), query, data)
		switch {
		case err != nil:
			continue
		case a.status == http.StatusOK, a.status == http.StatusConflict:
			return
		}
		t.Fatalf("publish %d: status %d, %s", i, a.status, a.Error)
	}
	t.Fatalf("publish %d: no node answers", i)
}

// follow reads all events, first on one node and then, when that dies, on the
// other. It calls opened once its stream is open.
func (f *failover) follow(ctx context.Context, opened func()) error {
	defer opened()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	lastEventID, seen := "", 0
	for _, n := range f.nodes {
		s, err := n.open(ctx, lastEventID)
		if err != nil {
			return err
		}
		stop := context.AfterFunc(ctx, s.close)
		seen, lastEventID, err = f.read(s, seen, lastEventID, opened)
		stop()
		s.close()
		if err != nil || seen == f.events {
			return err
		}
		f.moves.Add(1)
	}
	return fmt.Errorf("both streams ended, after %d events", seen)
}

// read reads one stream to its end, or that of the events.
func (f *failover) read(s *tap, seen int, lastEventID string, opened func()) (int, string, error) {
	for seen < f.events {
		next, err := s.next()
		if err != nil {
			return seen, lastEventID, nil //nolint:nilerr // the node died, and the client goes on elsewhere
		}
		if next.id != "" {
			lastEventID = next.id
		}
		opened()
		switch {
		case next.kind != "":
			return seen, lastEventID, errors.New("told to reset: " + next.data)
		case next.data == "":
		case next.data != strconv.Itoa(seen):
			return seen, lastEventID, fmt.Errorf("got event %s, want %d", next.data, seen)
		default:
			seen++
		}
	}
	return seen, lastEventID, nil
}

// TestStoreIsCutOff kills the NATS server under open streams and starts it again.
func TestStoreIsCutOff(t *testing.T) {
	c := startCluster(t)
	n := c.serve(t, "--heartbeat", "100ms")
	s := n.mustOpen(t, "")
	var want []string
	for round := range 3 {
		want = append(want, n.mustPublish(t, "", fmt.Sprintf("%d before", round)))
		c.kill()
		n.says(t, "no connection to NATS")
		a, err := n.publish(t.Context(), "", "lost")
		if err != nil || a.status != http.StatusServiceUnavailable || a.retry == "" || a.Error == "" {
			t.Errorf("publish without a store: %+v, error %v, want 503 and Retry-After", a, err)
		}
		heartbeats(t, s, &want)
		c.again(t)
		await(t, "publishes are taken again", func() bool {
			a, err = n.publish(t.Context(), "", fmt.Sprintf("%d after", round))
			return err != nil || a.status == http.StatusOK
		})
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, a.ID)
	}
	if got := idsOn(t, s, len(want)); !cmp.Equal(want, got) {
		t.Errorf("IDs on the stream (-want +got):\n%s", cmp.Diff(want, got))
	}
}

// heartbeats waits until a stream has sent two of them, and takes the events before
// them off those wanted.
func heartbeats(t *testing.T, s *tap, want *[]string) {
	t.Helper()
	for beats := 0; beats < 2; {
		f, err := s.next()
		if err != nil {
			t.Fatalf("the stream ended: %v", err)
		}
		switch {
		case f.data != "" && (len(*want) == 0 || f.id != (*want)[0]):
			t.Fatalf("got event %+v, want %q", f, *want)
		case f.data != "":
			*want = (*want)[1:]
		case f.comment:
			beats++
		}
	}
}
