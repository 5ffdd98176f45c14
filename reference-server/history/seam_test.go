package history

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"
	"testing"
)

// TestSeam has readers leave and come back with their last ID, thousands of
// times, while publishers are at work. Every reader must see every event of its
// topics once and in order.
func TestSeam(t *testing.T) {
	const publishers, events, readers, perVisit = 2, 10_000, 4, 7
	log := New(roomy(), 1)
	var all sync.WaitGroup
	for r := range readers {
		all.Go(func() { follow(t, log, r, publishers*events, perVisit) })
	}
	var publishing sync.WaitGroup
	for p := range publishers {
		publishing.Go(func() {
			for i := range events {
				mustAppend(t, log, fmt.Sprintf("t%d", (i+p)%3), "")
			}
		})
	}
	publishing.Wait()
	log.Close()
	all.Wait()
}

// follow reads all topics from the start and reopens its cursor every few batches.
func follow(t *testing.T, log *Log, reader, want, perVisit int) {
	t.Helper()
	last, seen := "0", 0
	for {
		bell := NewBell()
		cursor, start := log.Open([]string{"t0", "t1", "t2"}, last, bell.Ring)
		if start.Missed != Nothing {
			t.Errorf("reader %d: ID %s is %s", reader, last, start.Missed)
		}
		ids, err := visit(cursor, bell, perVisit)
		cursor.Close()
		for _, id := range ids {
			if seen++; id != strconv.Itoa(seen) {
				t.Errorf("reader %d: got event %s, want %d", reader, id, seen)
				return
			}
			last = id
		}
		if errors.Is(err, io.EOF) {
			break
		}
	}
	if seen != want {
		t.Errorf("reader %d: saw %d events, want %d", reader, seen, want)
	}
}

// visit returns the IDs of a few frames, waiting for the first. It leaves in the
// middle of a batch, as a client that is cut off does.
func visit(cursor *Cursor, bell Bell, most int) ([]string, error) {
	for {
		batch, err := cursor.Next(nil)
		if err != nil {
			return nil, err
		}
		var ids []string
		for _, e := range batch[:min(most, len(batch))] {
			ids = append(ids, e.ID())
		}
		if ids != nil {
			return ids, nil
		}
		<-bell
	}
}
