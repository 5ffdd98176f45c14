package blog

import (
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/demotest"
	"github.com/ssegauge/ssegauge/reference-server/history"
	"github.com/ssegauge/ssegauge/reference-server/jetstream"
)

// disk is a history in a directory, which can be opened again once a server has
// ended with it.
type disk struct {
	refserver.History
	t      *testing.T
	dir    string
	closed func()
}

func newDisk(t *testing.T) *disk {
	t.Helper()
	d := &disk{t: t, dir: t.TempDir(), closed: func() {}}
	d.reopen()
	t.Cleanup(func() { d.closed() })
	return d
}

// reopen opens the history, as the next process does.
func (d *disk) reopen() {
	d.t.Helper()
	d.closed()
	silent := slog.New(slog.DiscardHandler)
	server, err := jetstream.StartServer(d.t.Context(), jetstream.ServerConfig{Dir: d.dir, Logger: silent})
	if err != nil {
		d.t.Fatal(err)
	}
	h, err := jetstream.Open(d.t.Context(), jetstream.Config{
		Server: server, Logger: silent, FirstID: 1,
		Limits: history.Limits{Count: 1000, Bytes: 1 << 20, Age: time.Hour, Patterns: 10},
	})
	if err != nil {
		server.Close()
		d.t.Fatal(err)
	}
	d.History = h
	d.closed = func() {
		h.Close()
		server.Close()
	}
}

// restart ends the server and its history, and starts another on what is stored.
func (d *disk) restart(r *demotest.Running) {
	d.t.Helper()
	r.Kill()
	d.reopen()
	r.Restart()
}

// TestPostsSurvive: with a durable history a restart loses nothing, and a reader who
// was away gets exactly what was missed.
func TestPostsSurvive(t *testing.T) {
	d := newDisk(t)
	r := start(t, refserver.Config{History: d})
	one, two := create(t, r, "one"), create(t, r, "two")
	ask(t, r, http.MethodPut, "/api/posts/"+one.Post.ID, `{"title":"uno","body":"x"}`, http.StatusOK, new(answered))
	ask(t, r, http.MethodDelete, "/api/posts/"+two.Post.ID, "", http.StatusOK, new(answered))
	st := r.Open("/events")
	view(t, r, one.Post.ID)
	if e := st.Next(); e.Type != counted {
		t.Errorf("got %+v", e)
	}
	before := list(t, r)
	if got := titles(before); len(got) != 1 || before.Posts[0].Views != 1 {
		t.Errorf("before: %+v", before)
	}
	d.restart(r)
	if diff := cmp.Diff(before, list(t, r)); diff != "" {
		t.Error(diff)
	}
	three := create(t, r, "three")
	again := r.Open("/events", "Last-Event-ID: "+st.LastEventID())
	if e := again.Next(); e.LastEventID != three.EventID {
		t.Errorf("got %+v, want what was missed, %s", e, three.EventID)
	}
}
