package refserver

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/reference-server/history"
	"github.com/ssegauge/ssegauge/reference-server/jetstream"
)

// durable opens a history in a JetStream of this process until the test ends.
func durable(t *testing.T) *jetstream.History {
	t.Helper()
	embedded, err := jetstream.StartServer(t.Context(), jetstream.ServerConfig{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(embedded.Close)
	opened, err := jetstream.Open(t.Context(), jetstream.Config{
		Server:  embedded,
		Limits:  history.Limits{Count: 1000, Bytes: 1 << 20, Age: time.Hour},
		FirstID: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(opened.Close)
	return opened
}

// A restart ends the streams; a durable history keeps the events.
func TestRestartOfADurableHistory(t *testing.T) {
	s := start(t, Config{Control: true, History: durable(t)})
	before := s.open(t, "")
	for _, data := range []string{"a", "b"} {
		s.publish(t, "", data)
		if e := before.next(t); e.Data != data {
			t.Fatalf("got %q, want %q", e.Data, data)
		}
	}
	if res := s.request(t, http.MethodPost, "/control/restart", ""); res.StatusCode != http.StatusNoContent {
		t.Fatalf("status %d, want 204", res.StatusCode)
	}
	if rest := before.rest(t); len(rest) > 0 {
		t.Errorf("got %d events after the restart", len(rest))
	}
	resumed := s.open(t, "", "Last-Event-ID: 1")
	s.publish(t, "?id=green", "c")
	got := []eventstream.Event{resumed.next(t), resumed.next(t)}
	want := []eventstream.Event{
		{Type: "message", Data: "b", LastEventID: "2"},
		{Type: "message", Data: "c", LastEventID: "green"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("resumed (-want +got):\n%s", diff)
	}
}

func TestDrainWithADurableHistory(t *testing.T) {
	s := start(t, Config{History: durable(t)})
	open := s.open(t, "")
	s.publish(t, "", "a")
	s.stop()
	if rest := open.rest(t); len(rest) != 1 || rest[0].Data != "a" {
		t.Errorf("got %+v, want a", rest)
	}
}

// What is stored when a server is drained is delivered before its streams end, though
// the view did not have it yet.
func TestDrainCatchesUp(t *testing.T) {
	for _, f := range flavours() {
		t.Run(f.name, func(t *testing.T) {
			store := newElsewhere(t)
			store.sync = func(view *history.Log) error {
				return view.Insert(1, time.Now(), history.Event{Topic: "default", Data: "a"})
			}
			s := f.start(t, Config{History: store})
			open := s.open(t, "")
			s.stop()
			if rest := open.rest(t); len(rest) != 1 || rest[0].Data != "a" {
				t.Errorf("got %+v, want a", rest)
			}
		})
	}
}

// elsewhere is a durable history whose store does what a test wants.
type elsewhere struct {
	view   *history.Log
	refuse error
	sync   func(*history.Log) error // nil does nothing
}

func (e *elsewhere) Log() *history.Log     { return e.view }
func (e *elsewhere) Restart() *history.Log { return e.view }
func (e *elsewhere) Healthy() error        { return e.refuse }

func (e *elsewhere) Publish(context.Context, history.Event) (string, error) { return "", e.refuse }

func (e *elsewhere) Sync(context.Context) error {
	if e.sync == nil {
		return nil
	}
	return e.sync(e.view)
}

func newElsewhere(t *testing.T) *elsewhere {
	t.Helper()
	view := history.NewView(history.Limits{Count: 100, Bytes: 1 << 20, Age: time.Hour}, 0)
	t.Cleanup(view.Close)
	return &elsewhere{view: view}
}

// What the store refuses is answered with why, and streams go on.
func TestStoreRefuses(t *testing.T) {
	tests := []struct {
		refuse error
		status int
		field  string
		says   string
	}{
		{fmt.Errorf("%w: the disk is full", history.ErrUnavailable), http.StatusServiceUnavailable, "", "the disk is full"},
		{history.ErrOversize, http.StatusRequestEntityTooLarge, "data", "larger"},
		{history.ErrNumbered, http.StatusConflict, "id", "numbers its events"},
		{history.ErrTaken, http.StatusConflict, "id", "with this ID"},
		{history.ErrClosed, http.StatusServiceUnavailable, "", "shutting down"},
	}
	for _, test := range tests {
		t.Run(test.says, func(t *testing.T) {
			store := newElsewhere(t)
			store.refuse = test.refuse
			s := start(t, Config{History: store, Heartbeat: 10 * time.Millisecond})
			open := s.request(t, http.MethodGet, "/events", "")
			res := s.request(t, http.MethodPost, "/publish", "a")
			members := answer(t, res)
			said, _ := members["error"].(string)
			field, _ := members["field"].(string)
			if res.StatusCode != test.status || field != test.field || !strings.Contains(said, test.says) {
				t.Errorf("status %d, %v", res.StatusCode, members)
			}
			if retry := res.Header.Get("Retry-After"); (retry != "") != (test.status == http.StatusServiceUnavailable) {
				t.Errorf("Retry-After is %q", retry)
			}
			begins(t, open.Body, "retry: 2000\nid: 0\n\n: heartbeat\n\n: heartbeat\n\n")
			health := s.request(t, http.MethodGet, "/healthz", "")
			if members := answer(t, health); members["status"] != "degraded" || health.StatusCode != http.StatusOK {
				t.Errorf("health: status %d, %v", health.StatusCode, members)
			}
		})
	}
}

// An ID that the view does not know may be that of an event that it has not got yet.
func TestUnknownIDIsLookedForInTheStore(t *testing.T) {
	store := newElsewhere(t)
	s := start(t, Config{History: store})
	store.sync = func(view *history.Log) error {
		for place, id := range []string{"", "blue", ""} {
			if err := view.Insert(int64(place+1), time.Now(), history.Event{Topic: "default", ID: id, Data: "x"}); err != nil {
				return err
			}
		}
		return nil
	}
	if e := s.open(t, "", "Last-Event-ID: blue").next(t); e.LastEventID != "3" || e.Type != "message" {
		t.Errorf("got %+v, want event 3", e)
	}
	store.sync = func(*history.Log) error { return errors.New("out of reach") }
	if e := s.open(t, "", "Last-Event-ID: red").next(t); e.Type != "reset" {
		t.Errorf("got %+v, want a reset", e)
	}
}
