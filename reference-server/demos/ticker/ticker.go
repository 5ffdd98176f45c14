package ticker

import (
	"context"
	"embed"
	"net/http"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

//go:embed page.html page.js
var files embed.FS

const (
	topic     = "demo.ticker"
	eventType = "my-custom-event"
	every     = 2500 * time.Millisecond
)

// New returns the demo on the server.
func New(server *refserver.Server, o site.Options) site.App {
	t := &ticker{server: server, options: o}
	read := []string{http.MethodGet, http.MethodHead}
	return site.App{
		Name:    "ticker",
		Title:   "Ticker",
		Summary: "A greeting every 2.5 s, and a log on the server of who comes and leaves.",
		Files:   files,
		Endpoints: []site.Endpoint{
			{Path: "events", Methods: read, Handle: t.open},
			{Path: "connections", Methods: read, Handle: t.count},
		},
		Run:     t.run,
		Stream:  "events",
		Hook:    site.PublishHook(topic),
		Counter: "connections#connections",
		Flaws: []site.Flaw{
			{Text: "ids belong to the connection, so nothing can be resumed", Broken: []string{"fields-id-agrees", "resume-gap-signalled"}},
			{Text: "the numbers begin again with the process", Broken: []string{"restart-ids-go-on"}},
			{
				Text:   "who reconnects looks like a new client, and the count of connections only grows",
				Broken: []string{"lifecycle-fin-noticed", "lifecycle-rst-noticed"},
			},
		},
	}
}

type ticker struct {
	server  *refserver.Server
	options site.Options
	clients clients
	numbers numbers // of the taught form
}

// open answers with the stream of greetings.
func (t *ticker) open(w http.ResponseWriter, r *http.Request) {
	v := &visit{ticker: t, remote: r.RemoteAddr, lastEventID: givenID(r)}
	feed := refserver.Feed{Topics: []string{topic}, Opened: v.opened, Left: v.left}
	if t.options.AsTaught {
		c := &connection{ticker: t}
		feed.Begin, feed.Resume, feed.Frame = c.begin, c.resume, c.frame
	}
	t.server.Open(w, r, feed)
}

// count answers how many clients are connected.
func (t *ticker) count(w http.ResponseWriter, _ *http.Request) {
	refserver.WriteJSON(w, http.StatusOK, map[string]int64{"connections": t.clients.connected()})
}

// run publishes the greeting until ctx is done.
func (t *ticker) run(ctx context.Context) error {
	return site.Every(ctx, every, func(int) error {
		_, err := t.server.Publish(ctx, history.Event{
			Topic: topic, Type: eventType, Data: "Hello, it is " + time.Now().Format(time.TimeOnly),
		})
		return err
	})
}
