package ticker_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/internal/await"
	"github.com/ssegauge/ssegauge/internal/chromium"
	"github.com/ssegauge/ssegauge/internal/chromium/chromiumtest"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/demotest"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/demos/ticker"
)

// lines waits until the page shows these lines, in this order, without others behind
// them.
func lines(t *testing.T, page *chromiumtest.Page, want ...string) {
	t.Helper()
	page.Until(fmt.Sprintf("its last lines are %q", want), fmt.Sprintf(
		`[...document.querySelectorAll("#log li")].slice(-%d).map((line) => line.textContent).join("\n") === %q`,
		len(want), strings.Join(want, "\n")))
}

// asked waits until the stream at a path was asked for n times, and returns the
// Last-Event-ID of the last.
func asked(t *testing.T, r *demotest.Running, path string, n int) string {
	t.Helper()
	await.Until(t, patience, fmt.Sprintf("%s was asked for %d times", path, n), func() bool { return len(r.Asked(path)) >= n })
	all := r.Asked(path)
	return all[len(all)-1].LastEventID()
}

func TestPage(t *testing.T) {
	browser := chromiumtest.New(t, chromium.Options{})
	t.Run("misses nothing while its connection is lost", func(t *testing.T) { losesConnection(t, browser) })
	t.Run("survives the server", func(t *testing.T) { survives(t, browser) })
	t.Run("leaves and comes back", func(t *testing.T) { leaves(t, browser) })
	t.Run("shows text as text", func(t *testing.T) { showsText(t, browser) })
	t.Run("as taught", func(t *testing.T) { missesAsTaught(t, browser) })
	t.Run("greets by itself", func(t *testing.T) { greets(t, browser) })
}

// losesConnection: what is published while the page is away comes once, when it is back.
func losesConnection(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	r, log := start(t, false)
	page := browser.Open(t, r.URL)
	page.Shows("#state[data-state=open]", "connected")
	lines(t, page, "Server connected :)")
	id := say(r, "one")
	lines(t, page, "my-custom-event "+id+": one")
	page.Shows("#connections", "1 open connection")
	r.Do(http.MethodPost, "/control/streams/drop", `{"all":true,"how":"rst"}`)
	two := say(r, "two")
	if got := asked(t, r, "/events", 2); got != id {
		t.Errorf("it comes back with %q, want %q", got, id)
	}
	log.tells(t, "client connected", "lastEventId="+id)
	three := say(r, "three")
	lines(t, page, "my-custom-event "+id+": one", "Server unavailable :(", "Server connected :)",
		"my-custom-event "+two+": two", "my-custom-event "+three+": three")
}

// survives: a server that is killed and comes back has what was published if it keeps
// it, and says that it does not if it does not.
func survives(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	for _, tt := range []struct {
		name  string
		start func(testing.TB, demotest.Maker, site.Options, refserver.Config) *demotest.Running
		told  bool // that something was missed
	}{{"with its history", demotest.StartDurable, false}, {"without it", demotest.Start, true}} {
		t.Run(tt.name, func(t *testing.T) {
			r := tt.start(t, silent, site.Options{}, config())
			page := browser.Open(t, r.URL+"/demos/ticker/")
			page.Shows("#state[data-state=open]", "connected")
			one := say(r, "one")
			lines(t, page, "Server connected :)", "my-custom-event "+one+": one")
			r.Kill()
			page.Shows("#state[data-state=connecting]", "connection lost")
			lines(t, page, "Server unavailable :(")
			r.Restart()
			if got := asked(t, r, "/demos/ticker/events", 2); got != one {
				t.Errorf("it comes back with %q, want %q", got, one)
			}
			page.Shows("#state[data-state=open]", "connected")
			two := say(r, "two")
			want := []string{"Server unavailable :(", "Server connected :)", "my-custom-event " + two + ": two"}
			if tt.told {
				want = append(want[:2:2], "… events were missed", want[2])
			}
			lines(t, page, want...)
		})
	}
}

// leaves: a page that is left closes its stream, and opens it again when one goes back.
func leaves(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	r, log := start(t, false)
	page := browser.Open(t, r.URL)
	page.Shows("#state[data-state=open]", "connected")
	one := say(r, "one")
	lines(t, page, "my-custom-event "+one+": one")
	page.Goto(r.URL + "/healthz")
	log.tells(t, "client disconnected", "connections=0")
	page.Eval("history.back()", nil)
	page.Shows("#state[data-state=open]", "connected")
	three := say(r, "three")
	lines(t, page, "my-custom-event "+three+": three")
	counts(t, r, 1)
}

// showsText: markup in an event is text.
func showsText(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	r, _ := start(t, false)
	page := browser.Open(t, r.URL)
	page.Shows("#state", "connected")
	id := say(r, `<img src="x" onerror="alert(1)"><script>alert(2)</script>`)
	lines(t, page, "my-custom-event "+id+`: <img src="x" onerror="alert(1)"><script>alert(2)</script>`)
}

// missesAsTaught: the page says its flaws, and a greeting that came while it was away
// is lost.
func missesAsTaught(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	r, _ := start(t, true)
	page := browser.Open(t, r.URL)
	page.Shows("aside", "nothing can be resumed")
	page.Shows("#state", "connected")
	say(r, "one")
	lines(t, page, "my-custom-event 1001: one")
	r.Kill()
	page.Shows("#state", "connection lost")
	r.Restart()
	if got := asked(t, r, "/events", 2); got != "1001" {
		t.Errorf("it comes back with %q", got)
	}
	page.Shows("#state", "connected")
	say(r, "two")
	lines(t, page, "my-custom-event 1001: one", "Server unavailable :(", "Server connected :)", "my-custom-event 1001: two")
}

// greets: what comes by itself.
func greets(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	r := demotest.Start(t, ticker.New, site.Options{}, config())
	page := browser.Open(t, r.URL)
	page.Shows("#log", "Hello, it is ")
}
