package talk

import (
	"context"
	"embed"
	"net/http"
	"sync/atomic"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

//go:embed page.html page.js
var files embed.FS

const topic = "demo.talk"

// every is the time between two events.
const every = 5 * time.Second

// New returns the demo on the server.
func New(server *refserver.Server, o site.Options) site.App { return app(server, o, every) }

// app is New with another time between two events.
func app(server *refserver.Server, o site.Options, every time.Duration) site.App {
	form := correct(server, every)
	if o.AsTaught {
		form = newTaught(server, o.Logger, every).form()
	}
	return site.App{
		Name:    "talk",
		Title:   "Talk",
		Summary: "The server says the time, on connect and every five seconds, until you stop listening.",
		Files:   files,
		Endpoints: []site.Endpoint{
			{Path: "talk", Methods: []string{http.MethodGet, http.MethodHead}, Handle: form.open},
			{Path: "timers", Methods: []string{http.MethodGet, http.MethodHead}, Handle: func(w http.ResponseWriter, _ *http.Request) {
				refserver.WriteJSON(w, http.StatusOK, map[string]int{"timers": form.timers()})
			}},
		},
		Run:     form.run,
		Stream:  "talk",
		Hook:    site.PublishHook(topic),
		Counter: "timers#timers",
		Flaws:   flaws(),
	}
}

// form is one of the two forms of the demo.
type form struct {
	open   http.HandlerFunc
	run    func(context.Context) error
	timers func() int
}

// correct is the form as it should be.
func correct(server *refserver.Server, every time.Duration) form {
	var open atomic.Int64 // streams
	feed := refserver.Feed{
		Topics: []string{topic},
		Begin:  func(h refserver.Hello) []byte { return site.Greet(h, "hello", clock()) },
		Opened: func() { open.Add(1) },
		Left:   func(string) { open.Add(-1) },
	}
	return form{
		open: func(w http.ResponseWriter, r *http.Request) { server.Open(w, r, feed) },
		run: func(ctx context.Context) error {
			return site.Every(ctx, every, func(int) error { return say(ctx, server, topic) })
		},
		timers: func() int { return int(open.Load()) },
	}
}

// say publishes the time.
func say(ctx context.Context, server *refserver.Server, topic string) error {
	_, err := server.Publish(ctx, history.Event{Topic: topic, Data: clock()})
	return err
}

// clock is the local time of the server.
func clock() string { return time.Now().Format(time.TimeOnly) }
