package stats

import (
	"context"
	"errors"
	"net/http"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
)

// taught is the demo with its flaws.
type taught struct {
	server  *refserver.Server
	monitor *monitor
	archive archive
}

func newTaught(server *refserver.Server, m *monitor) *taught {
	return &taught{server: server, monitor: m}
}

// taughtHook names no ids: the tutorial counts its events itself. After an id of
// another form nothing can be resumed, and a check would see nothing else.
func taughtHook() site.Hook {
	return site.Hook{Path: "/publish?topic=" + topic + "&event={{urlquery .Event}}", Body: "{{.Data}}"}
}

func flaws() []site.Flaw {
	return []site.Flaw{
		{
			Text:   "the replay begins with >= where > is meant, so the last event comes twice",
			Broken: []string{"resume-no-duplicate"},
		},
		{
			Text:   "ids are parsed as integers: after any other nothing is replayed, and nobody is told",
			Broken: []string{"resume-gap-signalled"},
		},
		{
			Text:   "every event is kept for ever",
			Unseen: "the memory it takes is seen from within the process only",
		},
		{
			Text:   "Accept must be text/event-stream to the letter: curl and many libraries are sent to the page",
			Broken: []string{"methods-accept"},
		},
	}
}

// run publishes, and archives what is published.
func (t *taught) run(ctx context.Context) error {
	return together(ctx, t.monitor.run, func(ctx context.Context) error {
		err := t.server.Follow(ctx, []string{topic}, refserver.Follower{Begin: t.archive.clear, Event: t.archive.keep})
		if errors.Is(err, context.Canceled) {
			return nil
		}
		return err
	})
}

// answer answers with the stream, or leads to the page.
func (t *taught) answer(w http.ResponseWriter, r *http.Request) {
	w.Header().Add("Vary", "Accept") // beside Origin
	if r.Header.Get("Accept") != "text/event-stream" {
		toPage(w, r)
		return
	}
	t.server.Open(w, r, t.feed(r))
}

// feed returns the stream for r: it begins with what the archive has, and goes on with
// what came after that.
func (t *taught) feed(r *http.Request) refserver.Feed {
	feed := t.monitor.feed(r)
	var beginning []byte
	feed.Resume = func(lastEventID string) string {
		if lastEventID == "" {
			beginning = forget()
			return ""
		}
		replay, newest := t.archive.from(lastEventID)
		beginning = replay
		return newest
	}
	feed.Begin = func(h refserver.Hello) []byte {
		return append(eventstream.AppendEnd(eventstream.AppendRetry(nil, h.Retry)), beginning...)
	}
	return feed
}
