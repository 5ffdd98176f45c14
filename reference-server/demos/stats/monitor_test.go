package stats

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

func newServer(t *testing.T) *refserver.Server {
	t.Helper()
	server, err := refserver.New(refserver.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// published returns the events of the topic that a server keeps.
func published(t *testing.T, server *refserver.Server) []eventstream.Event {
	t.Helper()
	var events []eventstream.Event
	follower := refserver.Follower{
		Begin: func() { events = nil },
		Event: func(e *history.Entry) { events = append(events, e.Event()) },
	}
	server.Drain()
	if err := server.Follow(t.Context(), []string{topic}, follower); err != nil {
		t.Fatal(err)
	}
	return events
}

func valueOf(t *testing.T, e eventstream.Event) float64 {
	t.Helper()
	var f figure
	if err := json.Unmarshal([]byte(e.Data), &f); err != nil || f.Time == 0 {
		t.Errorf("data %q: %+v, %v", e.Data, f, err)
	}
	return f.Value
}

func TestManyChangesAreToldTogether(t *testing.T) {
	server := newServer(t)
	m := newMonitor(server)
	feed := m.feed(new(http.Request))
	tell := func() {
		if err := m.tellChange(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	tell() // nothing
	for range 18_000 {
		feed.Opened()
	}
	tell()
	tell() // nothing
	feed.Left("left")
	tell()
	feed.Opened() // somebody came and went
	feed.Left("left")
	tell()
	var got []string
	for _, e := range published(t, server) {
		got = append(got, fmt.Sprint(e.Type, " ", valueOf(t, e)))
	}
	if diff := cmp.Diff([]string{"connections 18000", "connections 17999", "connections 17999"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestSample(t *testing.T) {
	server := newServer(t)
	if err := newMonitor(server).sample(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []string{"requests", "memory", "uptime"}
	if _, ok := loadAverage(); ok {
		want = []string{"requests", "load", "memory", "uptime"}
	}
	var got []string
	for _, e := range published(t, server) {
		got = append(got, e.Type)
		if v := valueOf(t, e); v < 0 {
			t.Errorf("%s is %g", e.Type, v)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNothingIsLostWhileNothingCanBePublished(t *testing.T) {
	server := newServer(t)
	m := newMonitor(server)
	m.feed(new(http.Request)).Opened()
	server.Drain()
	if err := m.tellChange(t.Context()); err == nil {
		t.Error("published while the server drains")
	}
	if m.told != 0 {
		t.Error("what was not published counts as told")
	}
}
