package stream_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/await"
	"github.com/ssegauge/ssegauge/internal/chromium"
	"github.com/ssegauge/ssegauge/internal/chromium/chromiumtest"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/demotest"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/demos/stream"
)

const patience = 30 * time.Second

// lines waits until the page lists these messages and nothing else.
func lines(t *testing.T, page *chromiumtest.Page, want ...string) {
	t.Helper()
	page.Until(fmt.Sprintf("its lines are %q", want), fmt.Sprintf(
		`[...document.querySelectorAll("#log li")].map((line) => line.textContent).join("\n") === %q`, strings.Join(want, "\n")))
}

// resumedFrom waits until the stream was asked for n times, and returns the
// Last-Event-ID of the last.
func resumedFrom(t *testing.T, r *demotest.Running, n int) string {
	t.Helper()
	await.Until(t, patience, fmt.Sprintf("the stream was asked for %d times", n), func() bool { return len(r.Asked("/stream")) >= n })
	all := r.Asked("/stream")
	return all[len(all)-1].LastEventID()
}

func streams(t *testing.T, r *demotest.Running, want int) {
	t.Helper()
	await.Until(t, patience, fmt.Sprintf("there are %d streams", want), func() bool { return r.Server.Stats().Streams == want })
}

func TestPage(t *testing.T) {
	browser := chromiumtest.New(t, chromium.Options{})
	t.Run("tells the console", func(t *testing.T) { tellsConsole(t, browser) })
	t.Run("misses nothing while its connection is lost", func(t *testing.T) { losesConnection(t, browser) })
	t.Run("survives the server", func(t *testing.T) { survives(t, browser) })
	t.Run("leaves and comes back", func(t *testing.T) { leaves(t, browser) })
	t.Run("as taught", func(t *testing.T) { missesAsTaught(t, browser) })
	t.Run("gets messages by itself", func(t *testing.T) {
		r := demotest.Start(t, stream.New, site.Options{}, refserver.Config{})
		browser.Open(t, r.URL).Shows("#log", "message ")
	})
}

// tellsConsole: a message is a line of the console, and its markup is text.
func tellsConsole(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	r := start(t, false)
	page := browser.Open(t, r.URL+"/demos/stream/")
	page.Shows("#state[data-state=open]", "connected")
	const text = `<img src="x" onerror="alert(1)"><script>alert(2)</script>`
	id := say(r, text)
	lines(t, page, text)
	await.Until(t, patience, "the message is in the console", func() bool {
		return slices.Contains(page.Tab.Console(), "log: "+id+" "+text)
	})
}

// losesConnection: what is published while the page is away comes once, when it is back.
func losesConnection(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	r := start(t, false)
	page := browser.Open(t, r.URL)
	page.Shows("#state[data-state=open]", "connected")
	id := say(r, "one")
	lines(t, page, "one")
	r.Do(http.MethodPost, "/control/streams/drop", `{"all":true,"how":"rst"}`)
	say(r, "two")
	if got := resumedFrom(t, r, 2); got != id {
		t.Errorf("it comes back with %q, want %q", got, id)
	}
	say(r, "three")
	lines(t, page, "one", "two", "three")
}

// survives: a server that is killed and comes back has what was published if it keeps
// it, and says that it does not if it does not.
func survives(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	for _, tt := range []struct {
		name  string
		start func(testing.TB, demotest.Maker, site.Options, refserver.Config) *demotest.Running
		want  []string
	}{
		{"with its history", demotest.StartDurable, []string{"one", "two", "three"}},
		{"without it", demotest.Start, []string{"one", "… messages were missed", "three"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			// It comes back when "two" was published.
			r := tt.start(t, silent, site.Options{}, refserver.Config{Retry: time.Second})
			page := browser.Open(t, r.URL)
			page.Shows("#state[data-state=open]", "connected")
			one := say(r, "one")
			lines(t, page, "one")
			r.Kill()
			page.Shows("#state[data-state=connecting]", "connection lost")
			r.Restart()
			if tt.name == "with its history" {
				say(r, "two")
			}
			if got := resumedFrom(t, r, 2); got != one {
				t.Errorf("it comes back with %q, want %q", got, one)
			}
			page.Shows("#state[data-state=open]", "connected")
			say(r, "three")
			lines(t, page, tt.want...)
		})
	}
}

// leaves: a page that is left closes its stream, and opens it again when one goes back.
func leaves(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	r := start(t, false)
	page := browser.Open(t, r.URL)
	page.Shows("#state", "connected")
	streams(t, r, 1)
	page.Goto(r.URL + "/healthz")
	streams(t, r, 0)
	page.Eval("history.back()", nil)
	page.Shows("#state[data-state=open]", "connected")
	say(r, "back")
	page.Shows("#log", "back")
	streams(t, r, 1)
}

// missesAsTaught: the page says its flaws, has no id to give, and what came while it
// was away is lost.
func missesAsTaught(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	r := start(t, true)
	page := browser.Open(t, r.URL)
	page.Shows("aside", "events have no ids")
	page.Shows("#state", "connected")
	say(r, "one")
	lines(t, page, "one")
	page.Offline(true)
	r.Kill()
	page.Shows("#state", "connection lost")
	r.Restart()
	say(r, "lost")
	page.Offline(false)
	if got := resumedFrom(t, r, 2); got != "" {
		t.Errorf("it comes back with %q", got)
	}
	page.Shows("#state", "connected")
	say(r, "two")
	lines(t, page, "one", "two")
}
