package stats

import (
	"embed"
	"net/http"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
)

//go:embed page.html page.js chart.js
var files embed.FS

const topic = "demo.stats"

// pollEnd is how long after a burst the response to a client ends that polls.
const pollEnd = 250 * time.Millisecond

// New returns the demo on the server.
func New(server *refserver.Server, o site.Options) site.App {
	m := newMonitor(server)
	handle, run, hook := answer(server, m), m.run, site.PublishHook(topic)
	if o.AsTaught {
		t := newTaught(server, m)
		handle, run, hook = t.answer, t.run, taughtHook()
	}
	return site.App{
		Name:    "stats",
		Title:   "Stats",
		Summary: "A monitor of this server: who is connected, what it is asked, and how it feels.",
		Files:   files,
		Endpoints: []site.Endpoint{{
			Path: "stats", Methods: []string{http.MethodGet, http.MethodHead}, Handle: handle,
		}},
		Run:    run,
		Stream: "stats",
		Hook:   hook,
		Flaws:  flaws(),
	}
}

// answer answers with the stream, or leads to the page.
func answer(server *refserver.Server, m *monitor) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept") // beside Origin
		if !wantsStream(r.Header.Values("Accept")) {
			toPage(w, r)
			return
		}
		feed := m.feed(r)
		feed.Begin = begin
		server.Open(w, r, feed)
	}
}

// wantsStream reports whether a client would rather have the stream than the page.
func wantsStream(accept []string) bool {
	stream := refserver.Weight(accept, "text/event-stream")
	return stream > 0 && stream >= refserver.Weight(accept, "text/html")
}

// toPage leads to the page, which is beside the stream wherever the demo is mounted.
func toPage(w http.ResponseWriter, r *http.Request) { site.Lead("./")(w, r) }

// begin returns what a stream begins with.
func begin(h refserver.Hello) []byte {
	if h.LastEventID == "" {
		return append(forget(), h.Frames()...)
	}
	return h.Frames()
}

// forget returns the frame by which a client forgets its last event ID.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
func forget() []byte {
	frame, err := eventstream.AppendID(nil, "")
	if err != nil {
		panic("encode empty ID: " + err.Error())
	}
	return eventstream.AppendEnd(frame)
}
