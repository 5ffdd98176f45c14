package stream_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/demotest"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/demos/stream"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

const topic = "demo.stream"

// silent is the demo without messages that come by themselves.
func silent(server *refserver.Server, o site.Options) site.App {
	app := stream.New(server, o)
	app.Run = nil
	return app
}

func start(t *testing.T, asTaught bool) *demotest.Running {
	t.Helper()
	c := refserver.Config{Control: true, Retry: 50 * time.Millisecond, Heartbeat: time.Millisecond}
	return demotest.Start(t, silent, site.Options{AsTaught: asTaught}, c)
}

func say(r *demotest.Running, data string) string {
	return r.Publish(history.Event{Topic: topic, Data: data})
}

// TestMessages: they come by themselves, the same for everybody, without a type.
func TestMessages(t *testing.T) {
	r := demotest.Start(t, stream.New, site.Options{}, refserver.Config{})
	one, two := r.Open("/stream"), r.Open("/demos/stream/stream")
	for range 2 {
		e := two.Next()
		if e.Type != "message" || !strings.HasPrefix(e.Data, "message ") || e.LastEventID == "" {
			t.Errorf("got %+v", e)
		}
		other := one.Next()
		for other.LastEventID < e.LastEventID { // it came before the other stream was opened
			other = one.Next()
		}
		if other != e {
			t.Errorf("one got %+v, another %+v", e, other)
		}
	}
	if retry, ok := one.Retry(); !ok || retry <= 0 {
		t.Errorf("reconnection time %s, %t", retry, ok)
	}
}

func TestResume(t *testing.T) {
	r := start(t, false)
	id := say(r, "one")
	say(r, "two")
	if e := r.Open("/stream", "Last-Event-ID: "+id).Next(); e.Data != "two" {
		t.Errorf("who comes back gets %+v", e)
	}
}

// TestAsTaught: there is nothing on the wire but data, and who was away has missed it.
func TestAsTaught(t *testing.T) {
	r := start(t, true)
	id := say(r, "missed")
	reply := r.Do(http.MethodGet, "/stream", "", "Last-Event-ID: "+id[:len(id)-1]+"0")
	say(r, "one")
	say(r, "two\nlines")
	want := "data: one\n\ndata: two\ndata: lines\n\n"
	got := make([]byte, len(want))
	if n, err := io.ReadFull(reply.Body, got); err != nil || string(got) != want {
		t.Errorf("received %q (error %v), want %q", got[:n], err, want)
	}
}

// TestRefused: what nobody can want has a clear answer.
func TestRefused(t *testing.T) {
	r := start(t, false)
	for _, tt := range []struct {
		name, method, path string
		headers            []string
		status             int
	}{
		{"another media type", http.MethodGet, "/stream", []string{"Accept: text/html"}, http.StatusNotAcceptable},
		{"a POST", http.MethodPost, "/stream", nil, http.StatusMethodNotAllowed},
		{"a query that cannot be read", http.MethodGet, "/stream?lastEventId=%zz", nil, http.StatusBadRequest},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res := r.Do(tt.method, tt.path, "", tt.headers...)
			if problem := res.JSON(); res.StatusCode != tt.status || problem["error"] == "" {
				t.Errorf("status %d, %v", res.StatusCode, problem)
			}
		})
	}
}
