package jetstream

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

func TestEventsComeBackAsTheyWere(t *testing.T) {
	h := open(t, Config{Server: serve(t, ServerConfig{Dir: t.TempDir()})})
	events := []history.Event{
		{Topic: "t"},
		{Topic: "t", Data: "two\nlines\r\nthree"},
		{Topic: "t", Type: " a type: with spaces ", Data: "\x00\xff"},
		{Topic: "t", ID: "blau äöü %2F", Type: "ünicode", Data: "x", HasRetry: true, Retry: 1500 * time.Millisecond},
		{Topic: "t", Data: strings.Repeat("x", 8<<20)},
	}
	for _, e := range events {
		publish(t, h, e)
	}
	memory := history.New(roomy(), 1)
	defer memory.Close()
	for _, e := range events {
		if _, err := memory.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	want, _ := memory.Open([]string{"t"}, "0", nil)
	got, _ := h.Log().Open([]string{"t"}, "0", nil)
	defer want.Close()
	defer got.Close()
	if diff := cmp.Diff(frames(t, want), frames(t, got)); diff != "" {
		t.Errorf("frames (-memory +jetstream):\n%s", diff)
	}
}

func frames(t *testing.T, c *history.Cursor) []string {
	t.Helper()
	var all []string
	for {
		batch, err := c.Next(nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(batch) == 0 {
			return all
		}
		for _, e := range batch {
			all = append(all, e.Topic()+" "+e.ID()+" "+string(e.Frame()))
		}
	}
}

func TestTopicsSurviveTheirNames(t *testing.T) {
	h := open(t, Config{Server: serve(t, ServerConfig{})})
	for _, topic := range []string{" ", "a b", "*a", "x>", "ä", "\t\"%"} {
		publish(t, h, history.Event{Topic: topic, Data: topic})
		cursor, _ := h.Log().Open([]string{topic}, "0", nil)
		if got := frames(t, cursor); len(got) != 1 {
			t.Errorf("topic %q has %d events", topic, len(got))
		}
		cursor.Close()
	}
}

// What was acknowledged is there after a restart, with its IDs, and the IDs go on.
func TestEventsOutliveTheServer(t *testing.T) {
	for _, always := range []bool{false, true} {
		dir := t.TempDir()
		var want []eventstream.Event
		for life := range 3 {
			server := serve(t, ServerConfig{Dir: dir, SyncAlways: always})
			h := open(t, Config{Server: server, FirstID: 40})
			if diff := cmp.Diff(want, replay(t, h, "39")); diff != "" {
				t.Errorf("sync always %t, life %d (-want +got):\n%s", always, life, diff)
			}
			publish(t, h, history.Event{Topic: "t", Data: "a"})
			publish(t, h, history.Event{Topic: "t", Data: "b", ID: strings.Repeat("i", life+1)})
			want = replay(t, h, "39")
			h.Close()
			server.Close()
		}
		if diff := cmp.Diff([]string{"40", "i", "42", "ii", "44", "iii"}, idsOf(want)); diff != "" {
			t.Errorf("IDs (-want +got):\n%s", diff)
		}
	}
}

func TestTheStoreRefuses(t *testing.T) {
	server := serve(t, ServerConfig{MaxEventBytes: 1 << 10})
	a, b := open(t, Config{Server: server}), open(t, Config{Server: server})
	publish(t, a, history.Event{Topic: "t", ID: "blue"})
	tests := []struct {
		name string
		e    history.Event
		want error
	}{
		{"taken", history.Event{ID: "blue"}, history.ErrTaken},
		{"number", history.Event{ID: "7"}, history.ErrNumbered},
		{"number beyond all", history.Event{ID: "99999999999999999999"}, history.ErrNumbered},
		{"oversize", history.Event{Data: strings.Repeat("x", 64<<10)}, history.ErrOversize},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, node := range []*History{a, b} {
				if id, err := node.Publish(t.Context(), test.e); !errors.Is(err, test.want) {
					t.Errorf("got %q, %v, want %v", id, err, test.want)
				}
			}
		})
	}
	for name, e := range map[string]history.Event{"type": {Type: "a\nb"}, "id": {ID: "a\x00b"}} {
		_, err := a.Publish(t.Context(), e)
		if field, ok := errors.AsType[*eventstream.FieldError](err); !ok {
			t.Errorf("%s: got %v (%v), want a FieldError", name, err, field)
		}
	}
	if err := b.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := idsOf(replay(t, b, "0")); len(got) != 1 {
		t.Errorf("stored: %q", got)
	}
}

// Of nodes that publish the same ID at once, one stores it.
func TestAnIDIsTakenOnAllNodes(t *testing.T) {
	server := serve(t, ServerConfig{})
	nodes := []*History{open(t, Config{Server: server}), open(t, Config{Server: server}), open(t, Config{Server: server})}
	for _, id := range []string{"red", "green", "blue", "white", "black"} {
		results := make(chan error, len(nodes))
		for _, node := range nodes {
			go func() {
				_, err := node.Publish(t.Context(), history.Event{Topic: "t", ID: id})
				results <- err
			}()
		}
		stored := 0
		for range nodes {
			switch err := <-results; {
			case err == nil:
				stored++
			case !errors.Is(err, history.ErrTaken):
				t.Errorf("%s: %v", id, err)
			}
		}
		if stored != 1 {
			t.Errorf("%s was stored %d times", id, stored)
		}
	}
}

// An event is in the view of the node that published it when that is answered, and
// in the view of another one once that has synced.
func TestViewsHaveWhatWasAcknowledged(t *testing.T) {
	server := serve(t, ServerConfig{})
	a, b := open(t, Config{Server: server}), open(t, Config{Server: server})
	for range 500 {
		id := publish(t, a, history.Event{Topic: "t"})
		if !a.Log().Has(id) {
			t.Fatalf("the node that published %s does not have it", id)
		}
		if err := b.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !b.Log().Has(id) {
			t.Fatalf("the other node does not have %s", id)
		}
	}
}

func TestRestartKeepsEvents(t *testing.T) {
	h := open(t, Config{Server: serve(t, ServerConfig{})})
	publish(t, h, history.Event{Topic: "t"})
	old := h.Log()
	if next := h.Restart(); next == old || next != h.Log() || !old.Closed() || next.Closed() {
		t.Errorf("after the restart: old %p closed %t, new %p closed %t", old, old.Closed(), next, next.Closed())
	}
	publish(t, h, history.Event{Topic: "t"})
	if diff := cmp.Diff(numbers(1, 2), idsOf(replay(t, h, "0"))); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

// Who drains still answers publishes that are under way.
func TestPublishAfterTheViewIsClosed(t *testing.T) {
	server := serve(t, ServerConfig{})
	h, other := open(t, Config{Server: server}), open(t, Config{Server: server})
	h.Log().Close()
	if id := publish(t, h, history.Event{Topic: "t"}); id != "1" {
		t.Errorf("got the ID %s, want 1", id)
	}
	if err := other.Sync(t.Context()); err != nil || !other.Log().Has("1") {
		t.Errorf("it was not stored: %v", err)
	}
}
