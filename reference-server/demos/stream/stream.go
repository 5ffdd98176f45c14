package stream

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

//go:embed page.html page.js
var files embed.FS

const topic = "demo.stream"

// every is the time between two messages.
const every = time.Second

// New returns the demo on the server.
func New(server *refserver.Server, o site.Options) site.App {
	feed := refserver.Feed{Topics: []string{topic}}
	if o.AsTaught {
		feed.Begin = func(refserver.Hello) []byte { return nil }
		feed.Resume = func(string) string { return "" }
		feed.Frame = withoutID
		feed.NoHeartbeat = true
	}
	return site.App{
		Name:    "stream",
		Title:   "Stream",
		Summary: "One message a second: the smallest thing that works.",
		Files:   files,
		Endpoints: []site.Endpoint{{
			Path: "stream", Methods: []string{http.MethodGet, http.MethodHead},
			Handle: func(w http.ResponseWriter, r *http.Request) { server.Open(w, r, feed) },
		}},
		Run:    func(ctx context.Context) error { return publish(ctx, server) },
		Stream: "stream",
		Hook:   site.PublishHook(topic),
		Flaws: []site.Flaw{
			{Text: "events have no ids, so what was missed is lost", Broken: []string{"fields-id-present"}},
			{Text: "there is no reconnection time", Broken: []string{"retry-present"}},
			{Text: "there is no heartbeat", Unseen: "a message a second leaves no silence in which one would be due"},
		},
	}
}

// publish sends a message every second until ctx is done.
func publish(ctx context.Context, server *refserver.Server) error {
	return site.Every(ctx, every, func(n int) error {
		_, err := server.Publish(ctx, history.Event{Topic: topic, Data: fmt.Sprintf("message %d at %s", n, time.Now().Format(time.TimeOnly))})
		return err
	})
}

// withoutID is the frame of an event as taught.
func withoutID(e *history.Entry) []byte {
	event := e.Event()
	event.LastEventID = ""
	return site.Frame(event)
}
