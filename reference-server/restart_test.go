package refserver

import (
	"net/http"
	"testing"
)

// A restart ends streams as complete responses, forgets events and not how far
// the IDs have come.
func TestRestart(t *testing.T) {
	s := start(t, Config{Control: true})
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
	if n := s.Stats().Restarts; n != 1 {
		t.Errorf("%d restarts are counted", n)
	}
	all := s.open(t, "", "Last-Event-ID: 2")
	some := s.open(t, "", "Last-Event-ID: 1")
	if e := some.next(t); e.Type != "reset" {
		t.Errorf("who has missed an event got %+v, want a reset", e)
	}
	if got := s.publish(t, "", "c"); got != "3" {
		t.Errorf("got the ID %q, want 3", got)
	}
	for _, reader := range []*stream{all, some} {
		if e := reader.next(t); e.Data != "c" || e.LastEventID != "3" {
			t.Errorf("got %+v, want c", e)
		}
	}
}

// A restart ends streams whose delivery is paused, too, whatever carries them.
func TestRestartWhilePaused(t *testing.T) {
	for _, f := range flavours() {
		t.Run(f.name, func(t *testing.T) {
			s := f.start(t, Config{})
			before := s.open(t, "")
			s.subscribers.setGate(func([]string) bool { return true })
			s.Restart()
			if rest := before.rest(t); len(rest) > 0 {
				t.Errorf("got %d events", len(rest))
			}
		})
	}
}

func TestDrainedServerIsNotRestarted(t *testing.T) {
	s, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	s.Drain()
	s.Restart()
	if stats := s.Stats(); !stats.Draining || stats.Restarts > 0 {
		t.Errorf("it takes streams again: %+v", stats)
	}
}
