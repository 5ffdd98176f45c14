package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// TestKill kills the server again and again while events are published, and starts
// it on the same directory. Every acknowledged event must be there, once, under its
// ID, in the order of its publisher; of the others each at most once; and new IDs
// must lie beyond all earlier ones.
func TestKill(t *testing.T) {
	t.Parallel()
	for _, sync := range []string{"interval", "always"} {
		t.Run(sync, func(t *testing.T) {
			t.Parallel()
			const lives = 8
			c := &crash{acknowledged: map[string]string{}, attempted: map[string]bool{}}
			args := []string{"--history", "jetstream", "--data-dir", t.TempDir(), "--sync", sync}
			for life := range lives {
				n := serveNode(t, args...)
				if life == 0 {
					c.start = n.end(t)
				}
				c.check(t, n, life)
				c.load(t, n, life)
			}
			c.check(t, serveNode(t, args...), lives)
			t.Logf("%d of %d events were acknowledged", len(c.acknowledged), len(c.attempted))
		})
	}
}

// crash is what a test knows of the events of a server that is killed.
type crash struct {
	start string // the ID before the first event

	mu           sync.Mutex        // guards what follows
	acknowledged map[string]string // ID by data
	attempted    map[string]bool   // data
}

// load publishes from several goroutines, and kills the server somewhere on the way.
func (c *crash) load(t *testing.T, n *node, life int) {
	t.Helper()
	const publishers = 6
	deadly := len(c.acknowledged) + 1 + rand.IntN(150)
	var all sync.WaitGroup
	for p := range publishers {
		all.Go(func() {
			for i := 0; ; i++ {
				if !c.publish(t, n, fmt.Sprintf("%d-%d-%d", life, p, i), i%4 == 3, deadly) {
					return
				}
			}
		})
	}
	all.Wait()
	n.kill()
}

// publish reports whether the server lives.
func (c *crash) publish(t *testing.T, n *node, data string, named bool, deadly int) bool {
	t.Helper()
	query := ""
	if named {
		query = "?id=n" + data
	}
	c.mu.Lock()
	c.attempted[data] = true
	c.mu.Unlock()
	a, err := n.publish(context.WithoutCancel(t.Context()), query, data)
	if err != nil {
		return false
	}
	if a.status != http.StatusOK {
		t.Errorf("publish %s: status %d, %s", data, a.status, a.Error)
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.acknowledged[data] = a.ID
	if len(c.acknowledged) == deadly {
		_ = n.cmd.Process.Kill() // while the others are under way
	}
	return true
}

// check reads everything.
func (c *crash) check(t *testing.T, n *node, life int) {
	t.Helper()
	mark := fmt.Sprintf("mark %d", life)
	id := n.mustPublish(t, "", mark)
	events := n.replay(t, c.start, mark)
	last := ordered(t, c.start, events)
	seen := map[string]string{} // ID by data
	for _, e := range events {
		if strings.HasPrefix(e.Data, "mark ") {
			continue
		}
		if before, twice := seen[e.Data]; twice {
			t.Errorf("life %d: %s came twice, as %s and %s", life, e.Data, before, e.LastEventID)
		}
		seen[e.Data] = e.LastEventID
		if !c.attempted[e.Data] {
			t.Errorf("life %d: %q was never published", life, e.Data)
		}
	}
	for data, id := range c.acknowledged {
		if seen[data] != id {
			t.Errorf("life %d: %s was acknowledged as %s, and is there as %q", life, data, id, seen[data])
		}
	}
	if mustNumber(t, id) <= last {
		t.Errorf("life %d: the new ID %s is not beyond %d", life, id, last)
	}
}

// ordered checks that IDs grow, and that each publisher's events are in its order. It
// returns the last number among the IDs.
func ordered(t *testing.T, start string, events []eventstream.Event) int {
	t.Helper()
	last := mustNumber(t, start)
	newest := map[string]int{} // by publisher
	for _, e := range events {
		if !strings.HasPrefix(e.LastEventID, "n") {
			place := mustNumber(t, e.LastEventID)
			if place <= last {
				t.Errorf("ID %d comes after %d", place, last)
			}
			last = place
		}
		publisher, number, ok := cutLast(e.Data, "-")
		if !ok {
			continue
		}
		if before, ok := newest[publisher]; ok && mustNumber(t, number) <= before {
			t.Errorf("%s comes after number %d", e.Data, before)
		}
		newest[publisher] = mustNumber(t, number)
	}
	return last
}

func cutLast(text, sep string) (before, after string, found bool) {
	i := strings.LastIndex(text, sep)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(sep):], true
}

func mustNumber(t *testing.T, digits string) int {
	t.Helper()
	n, err := strconv.Atoi(digits)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
