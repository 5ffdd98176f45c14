package jetstream

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// publishers is how many publish at a time.
const publishers = 4

// TestCluster kills the leader of a stream with three replicas under load, and then
// another server, so that one of three is left, on which a further node starts.
func TestCluster(t *testing.T) {
	c := startCluster(t)
	nodes := []*node{startNode(t, open(t, c.config(0))), startNode(t, open(t, c.config(1)))}
	streams := []*reading{nodes[0].stream(t), nodes[1].stream(t)}

	l := startLoad(t, nodes)
	l.goOn(t, 50)
	first := c.leader(t, nodes[0].History)
	first.kill()
	killed := time.Now()
	l.goOn(t, publishers+1)
	t.Logf("publishes were taken %s after the leader was killed", time.Since(killed).Round(time.Millisecond))
	l.goOn(t, 50)
	l.stop()
	l.agree(t, nodes, streams, "after the election")
	t.Logf("both nodes had everything %s after it", time.Since(killed).Round(time.Millisecond))

	c.leader(t, nodes[0].History).kill()
	l.refused(t)
	for _, n := range nodes {
		if got := n.stream(t).upTo(t, "after the election"); len(got) < l.count() {
			t.Errorf("%d events are read with one server of three, want %d", len(got), l.count())
		}
	}

	late := make(chan error, 1) // sent by the goroutine below, once
	var third *History
	go func() {
		var err error
		third, err = tryOpen(t, c.config(2))
		late <- err
	}()
	c.start(t, first)
	began := time.Now()
	l = l.again(t)
	l.goOn(t, publishers+1)
	t.Logf("publishes were taken %s after a second server was started", time.Since(began).Round(time.Millisecond))
	if err := <-late; err != nil {
		t.Fatalf("a node that started without a leader: %v", err)
	}
	nodes = append(nodes, startNode(t, third))
	streams = append(streams, nodes[2].stream(t))
	l.goOn(t, 50)
	l.stop()
	l.agree(t, nodes, streams, "with two")
}

// load publishes on several nodes until it is stopped. No two events have the same
// data.
type load struct {
	nodes    []*node
	taken    atomic.Int64
	cancel   context.CancelFunc
	finished sync.WaitGroup
	life     int

	mu           sync.Mutex        // guards what follows
	acknowledged map[string]string // ID by data
}

func startLoad(t *testing.T, nodes []*node) *load {
	t.Helper()
	l := &load{nodes: nodes, acknowledged: map[string]string{}}
	l.start(t)
	return l
}

func (l *load) start(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	l.cancel = cancel
	t.Cleanup(l.stop)
	for p := range publishers {
		l.finished.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				l.publish(ctx, t, l.nodes[p%len(l.nodes)], fmt.Sprintf("%d-%d-%d", l.life, p, i), i%2 == 0)
			}
		})
	}
}

// again publishes on, under other names.
func (l *load) again(t *testing.T) *load {
	t.Helper()
	next := &load{nodes: l.nodes, acknowledged: l.acknowledged, life: l.life + 1}
	next.start(t)
	return next
}

// publish publishes an event. If it has an ID of its own it is tried again until the
// store has it.
func (l *load) publish(ctx context.Context, t *testing.T, n *node, data string, named bool) {
	t.Helper()
	query := "?topic=t"
	if named {
		query += "&id=x" + data
	}
	pause := time.NewTicker(50 * time.Millisecond)
	defer pause.Stop()
	for {
		id, status := n.post(ctx, t, query, data)
		switch {
		case status == http.StatusOK:
			l.acknowledge(data, id)
			return
		case status == http.StatusConflict && named: // an attempt before was stored
			l.acknowledge(data, "x"+data)
			return
		case status != http.StatusServiceUnavailable:
			t.Errorf("publish %s: status %d", data, status)
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		if !named { // it may be stored
			return
		}
	}
}

func (l *load) acknowledge(data, id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acknowledged[data] = id
	l.taken.Add(1)
}

func (l *load) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acknowledged)
}

// goOn waits until so many more are acknowledged.
func (l *load) goOn(t *testing.T, events int64) {
	t.Helper()
	want := l.taken.Load() + events
	until(t, "more publishes are taken", func() bool { return l.taken.Load() >= want })
}

// refused publishes on every node, each time in vain.
func (l *load) refused(t *testing.T) {
	t.Helper()
	began := time.Now()
	for i, n := range l.nodes {
		e := history.Event{Topic: "t", Data: fmt.Sprintf("refused by %d", i)}
		if _, err := n.Publish(t.Context(), e); !errors.Is(err, history.ErrUnavailable) {
			t.Errorf("published with one server of three: %v, want ErrUnavailable", err)
		}
		if _, status := n.post(t.Context(), t, "?topic=t", "answered 503 by "+n.url); status != http.StatusServiceUnavailable {
			t.Errorf("published with one server of three: status %d, want 503", status)
		}
	}
	t.Logf("%d publishes were refused within %s", 2*len(l.nodes), time.Since(began).Round(time.Millisecond))
}

func (l *load) stop() {
	l.cancel()
	l.finished.Wait()
}

// agree publishes a last event, which ends what is looked at: everything acknowledged
// is in the streams that are open, and can be read anew on both nodes, once and in the
// same order.
func (l *load) agree(t *testing.T, nodes []*node, open []*reading, last string) {
	t.Helper()
	if id, status := nodes[0].post(t.Context(), t, "?topic=t", last); status != http.StatusOK {
		t.Fatalf("publish %q: %q, status %d", last, id, status)
	}
	want := open[0].upTo(t, last)
	l.compare(t, want)
	for i, n := range nodes {
		if diff := cmp.Diff(want, open[i].upTo(t, last)); diff != "" {
			t.Errorf("%s: the streams differ (-first +stream %d):\n%s", last, i, diff)
		}
		if diff := cmp.Diff(want, n.stream(t).upTo(t, last)); diff != "" {
			t.Errorf("%s: the view differs (-stream +node %d):\n%s", last, i, diff)
		}
	}
	t.Logf("%s: %d events, of which %d were acknowledged", last, len(want), l.count())
}

func (l *load) compare(t *testing.T, events []eventstream.Event) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	ids := map[string][]string{} // by data
	for _, e := range events {
		ids[e.Data] = append(ids[e.Data], e.LastEventID)
	}
	for data, id := range l.acknowledged {
		if !slices.Equal(ids[data], []string{id}) {
			t.Errorf("%s was acknowledged as %s; the stream has it as %q", data, id, ids[data])
		}
	}
	for data, all := range ids {
		if len(all) != 1 {
			t.Errorf("%s was published once; the stream has it as %q", data, all)
		}
	}
}
