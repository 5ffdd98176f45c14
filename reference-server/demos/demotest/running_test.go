package demotest_test

import (
	"context"
	"net"
	"net/http"
	"testing"
	"testing/fstest"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/demotest"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

const topic = "demo.bare"

// maker makes a demo with a stream and nothing else. Its streams are carried by the
// server's loops, or by a goroutine each.
func maker(feed refserver.Feed, ran chan<- struct{}) demotest.Maker {
	feed.Topics = []string{topic}
	return func(server *refserver.Server, _ site.Options) site.App {
		return site.App{
			Name:  "bare",
			Files: fstest.MapFS{"page.html": {Data: []byte(`{{define "main"}}{{end}}`)}, "page.js": {}},
			Endpoints: []site.Endpoint{{Path: "stream", Methods: []string{http.MethodGet}, Handle: func(w http.ResponseWriter, r *http.Request) {
				server.Open(w, r, feed)
			}}},
			Run: func(ctx context.Context) error {
				<-ctx.Done()
				ran <- struct{}{}
				return nil
			},
		}
	}
}

// carriers are feeds that either carrier takes.
func carriers() map[string]refserver.Feed {
	return map[string]refserver.Feed{"in a loop": {}, "in a goroutine": {Frame: (*history.Entry).Frame}}
}

func start(t *testing.T, feed refserver.Feed) (*demotest.Running, <-chan struct{}) {
	t.Helper()
	ran := make(chan struct{}, 9)
	return demotest.Start(t, maker(feed, ran), site.Options{}, refserver.Config{}), ran
}

func TestStream(t *testing.T) {
	for name, feed := range carriers() {
		t.Run(name, func(t *testing.T) {
			r, _ := start(t, feed)
			if html := r.Do(http.MethodGet, "/demos/bare/", ""); html.StatusCode != http.StatusOK {
				t.Errorf("status %d of the page", html.StatusCode)
			}
			st := r.Open("/stream")
			id := r.Publish(history.Event{Topic: topic, Type: "greeting", Data: "one"})
			if e := st.Next(); e.Data != "one" || e.Type != "greeting" || e.LastEventID != id || st.LastEventID() != id {
				t.Errorf("got %+v, want ID %s", e, id)
			}
			if _, ok := st.Retry(); !ok {
				t.Error("no reconnection time")
			}
		})
	}
}

func TestKill(t *testing.T) {
	for name, feed := range carriers() {
		t.Run(name, func(t *testing.T) {
			r, ran := start(t, feed)
			st := r.Open("/stream")
			r.Kill()
			if events, err := st.Rest(); err == nil {
				t.Errorf("a killed server completed its response, with %v", events)
			}
			if len(ran) != 1 {
				t.Error("the demo of a killed server runs on")
			}
			if conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", r.URL[len("http://"):]); err == nil {
				_ = conn.Close()
				t.Error("a killed server listens")
			}
		})
	}
}

// TestDrop: where the server itself breaks a connection off, the client sees it.
func TestDrop(t *testing.T) {
	for _, how := range []string{"fin", "rst"} {
		t.Run(how, func(t *testing.T) {
			r := demotest.Start(t, maker(refserver.Feed{}, make(chan struct{}, 9)), site.Options{}, refserver.Config{Control: true})
			st := r.Open("/stream")
			r.Do(http.MethodPost, "/control/streams/drop", `{"all":true,"how":"`+how+`"}`)
			if events, err := st.Rest(); err == nil {
				t.Errorf("the stream ended in order, with %v", events)
			}
		})
	}
}

func TestRestart(t *testing.T) {
	for name, feed := range carriers() {
		t.Run(name, func(t *testing.T) {
			r, _ := start(t, feed)
			url := r.URL
			id := r.Publish(history.Event{Topic: topic, Data: "one"})
			r.Restart()
			if r.URL != url {
				t.Errorf("it is at %s now, was at %s", r.URL, url)
			}
			if again := r.Publish(history.Event{Topic: topic, Data: "two"}); again <= id {
				t.Errorf("ID %s after %s", again, id)
			}
			st := r.Open("/demos/bare/stream", "Last-Event-ID: "+id)
			if e := st.Next(); e.Type != "reset" {
				t.Errorf("got %+v, want a reset", e)
			}
			r.Stop()
			if _, err := st.Rest(); err != nil {
				t.Errorf("a stopped server did not complete its response: %v", err)
			}
			if got := r.Asked("/demos/bare/stream"); len(got) != 1 || got[0].LastEventID() != id {
				t.Errorf("asked %v", got)
			}
		})
	}
}

// TestDurable: what was published outlives the server.
func TestDurable(t *testing.T) {
	r := demotest.StartDurable(t, maker(refserver.Feed{}, make(chan struct{}, 9)), site.Options{}, refserver.Config{})
	one := r.Publish(history.Event{Topic: topic, Data: "one"})
	two := r.Publish(history.Event{Topic: topic, Data: "two"})
	r.Restart()
	three := r.Publish(history.Event{Topic: topic, Data: "three"})
	st := r.Open("/stream", "Last-Event-ID: "+one)
	for _, want := range []string{two, three} {
		if e := st.Next(); e.LastEventID != want {
			t.Errorf("got %+v, want ID %s", e, want)
		}
	}
}
