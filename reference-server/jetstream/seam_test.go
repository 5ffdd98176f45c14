package jetstream

import (
	"errors"
	"io"
	"strconv"
	"sync"
	"testing"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// TestSeam has readers leave and come back with their last ID, thousands of times,
// each time to another node, while both nodes publish as fast as it goes. Every
// reader must see every event once and in order.
func TestSeam(t *testing.T) {
	const publishers, events, readers, perVisit = 8, 250, 4, 3
	server := serve(t, ServerConfig{})
	nodes := []*History{open(t, Config{Server: server}), open(t, Config{Server: server})}
	var all, publishing sync.WaitGroup
	readerVisits := make([]int, readers)
	for r := range readers {
		all.Go(func() {
			reader := &reader{nodes: nodes, last: "0"}
			readerVisits[r] = reader.read(t, publishers*events, perVisit)
		})
	}
	for p := range publishers {
		publishing.Go(func() {
			for range events {
				if _, err := nodes[p%2].Publish(t.Context(), history.Event{Topic: "t"}); err != nil {
					t.Errorf("publisher %d: %v", p, err)
				}
			}
		})
	}
	publishing.Wait()
	all.Wait()
	t.Logf("visits: %v", readerVisits)
}

// reader is a client that goes from node to node.
type reader struct {
	nodes []*History
	last  string
	seen  int
}

// read sees want events and returns how often it came.
func (r *reader) read(t *testing.T, want, perVisit int) (visits int) {
	t.Helper()
	for ; r.seen < want; visits++ {
		if err := r.visit(t, r.nodes[visits%len(r.nodes)], perVisit); err != nil {
			t.Errorf("visit %d, after %s: %v", visits, r.last, err)
			break
		}
	}
	return visits
}

// visit resumes on a node as the server does, and leaves after a few events.
func (r *reader) visit(t *testing.T, node *History, most int) error {
	t.Helper()
	bell := history.NewBell()
	cursor, start := node.Log().Open([]string{"t"}, r.last, bell.Ring)
	if start.Missed == history.Unknown {
		cursor.Close()
		if err := node.Sync(t.Context()); err != nil {
			return err
		}
		cursor, start = node.Log().Open([]string{"t"}, r.last, bell.Ring)
	}
	defer cursor.Close()
	if start.Missed != history.Nothing {
		return errors.New("the ID is " + string(start.Missed))
	}
	for {
		batch, err := cursor.Next(nil)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		for _, e := range batch[:min(most, len(batch))] {
			if r.seen++; e.ID() != strconv.Itoa(r.seen) {
				return errors.New("got event " + e.ID() + ", want " + strconv.Itoa(r.seen))
			}
			r.last = e.ID()
		}
		if len(batch) > 0 {
			return nil
		}
		<-bell
	}
}
