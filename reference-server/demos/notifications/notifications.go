package notifications

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"net/http"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
)

//go:embed page.html page.js seen.js toasts.js
var files embed.FS

// topic is that of the announcements; those of users are below it.
const topic = "demo.notifications"

const (
	retry     = 3 * time.Second // reconnection time of all streams
	ping      = "ping"          // a comment for those who are connected
	pingEvery = 30 * time.Second
)

// errNotConnected says that a notification is for somebody who is not there.
var errNotConnected = errors.New("User not connected") //nolint:staticcheck // as clients know it

// form is one of the two forms of the demo.
type form interface {
	// announcements is the stream that is for all.
	announcements() refserver.Feed
	// personal is the stream of a user.
	personal(user string) refserver.Feed
	// deliver publishes data for a user, and returns the ID of the event and how many
	// streams of the user are open. The errors are errNotConnected and those of
	// Server.Publish.
	deliver(ctx context.Context, user, data string) (id string, streams int, err error)
}

// demo is the demo on a server.
type demo struct {
	server *refserver.Server
	form   form
}

// New returns the demo on the server.
func New(server *refserver.Server, o site.Options) site.App {
	d := demo{server: server, form: &correct{server: server, present: newPresence()}}
	if o.AsTaught {
		d.form = newTaught(server)
	}
	read := []string{http.MethodGet, http.MethodHead}
	return site.App{
		Name:    "notifications",
		Title:   "Notifications",
		Summary: "Notifications for one user, in all of their tabs, and announcements for everybody.",
		Files:   files,
		Endpoints: []site.Endpoint{
			{Path: "api/events", Methods: read, Handle: func(w http.ResponseWriter, r *http.Request) {
				server.Open(w, r, d.form.announcements())
			}},
			{Path: "api/notifications", Methods: read, Handle: d.personal},
			{Path: "api/send-notification", Methods: []string{http.MethodPost}, Handle: d.send},
		},
		Run:    func(ctx context.Context) error { return announce(ctx, server) },
		Stream: "api/notifications?userId={{urlquery .Topic}}",
		Hook: site.Hook{
			Path:   "api/send-notification",
			Header: []string{"Content-Type: application/json"},
			Body:   `{"userId": {{json .Topic}}, "notification": {{json .Data}}}`,
		},
		Flaws: flaws(),
	}
}

// personal answers with the stream of the user that is asked for.
func (d demo) personal(w http.ResponseWriter, r *http.Request) {
	user, refusal := requestedUser(r)
	if refusal != nil {
		refusal.Write(w)
		return
	}
	d.server.Open(w, r, d.form.personal(user))
}

// connected is the data of the event that a stream of a user begins with.
func connected() string { return fmt.Sprintf(`{"time":%q}`, time.Now().Format(time.RFC3339)) }
