package stats_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/ssegauge/ssegauge/internal/await"
	"github.com/ssegauge/ssegauge/internal/chromium"
	"github.com/ssegauge/ssegauge/internal/chromium/chromiumtest"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/demotest"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/demos/stats"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

func TestPage(t *testing.T) {
	window := chromiumtest.New(t, chromium.Options{})
	t.Run("draws what comes", func(t *testing.T) { drawsWhatComes(t, window) })
	t.Run("tells of others", func(t *testing.T) { tellsOfOthers(t, window) })
	t.Run("misses nothing while its connection is lost", func(t *testing.T) { losesConnection(t, window) })
	t.Run("survives a server that keeps its history", func(t *testing.T) { survivesDurable(t, window) })
	t.Run("tells of a gap after a server that does not", func(t *testing.T) { survives(t, window) })
	t.Run("leaves and comes back", func(t *testing.T) { leaves(t, window) })
	t.Run("ignores nonsense", func(t *testing.T) { ignoresNonsense(t, window) })
	t.Run("is where the stream's address leads", func(t *testing.T) { ledToPage(t, window) })
	t.Run("as taught", func(t *testing.T) { comesTwice(t, window) })
}

func config() refserver.Config { return refserver.Config{Retry: 5e7, Control: true} } // 50 ms

// chart is the selector of a part of a chart.
func chart(typ, part string) string { return fmt.Sprintf("figure[data-type=%s] %s", typ, part) }

// words waits for what a chart says to those who do not see it.
func words(page *chromiumtest.Page, typ, want string) {
	page.Until(typ+" says "+want, fmt.Sprintf("document.querySelector(%q).ariaLabel === %q", chart(typ, "svg"), want))
}

// line waits until the line of the load has so many parts, of so many points together.
func line(page *chromiumtest.Page, parts, points int) {
	page.Until(fmt.Sprintf("the load is a line of %d parts and %d points", parts, points), fmt.Sprintf(
		`((d) => d.match(/M/g)?.length === %d && d.match(/[ML]/g)?.length === %d)(document.querySelector(%q).getAttribute("d") ?? "")`,
		parts, points, chart("load", "path")))
}

func drawsWhatComes(t *testing.T, window chromiumtest.Browser) {
	t.Helper()
	r := demotest.Start(t, silent, site.Options{}, config())
	page := window.Open(t, r.URL)
	page.Shows("#state[data-state=open]", "connected")
	page.Shows("#count", "No event yet.")
	say(r, "load", 1.5)
	page.Shows(chart("load", "strong"), "1.5")
	say(r, "load", 3)
	page.Shows("#count", "2 events.")
	words(page, "load", "Load of the machine, last three minutes: now 3 , lowest 1.5, highest 3")
	line(page, 1, 2)
	page.Shows(chart("load", "svg"), "5") // the next round number above
	say(r, "memory", 3<<19)
	page.Shows(chart("memory", "strong"), "1.5 MiB")
	say(r, "uptime", 3*86400+7200+60)
	page.Shows("#uptime", "3 d 2 h")
}

func tellsOfOthers(t *testing.T, window chromiumtest.Browser) {
	t.Helper()
	r := demotest.Start(t, stats.New, site.Options{}, config())
	page := window.Open(t, r.URL)
	page.Shows(chart("connections", "strong"), "1")
	other := window.Open(t, r.URL+"/demos/stats/")
	other.Shows(chart("connections", "strong"), "2")
	page.Shows(chart("connections", "strong"), "2")
	other.Goto(r.URL + "/style.css")
	page.Shows(chart("connections", "strong"), "1")
	page.Shows(chart("requests", "strong"), "/s")
	page.Shows(chart("memory", "strong"), "MiB")
	page.Until("the uptime is shown", `document.getElementById("uptime").textContent !== "–"`)
}

// comesBack waits until the stream was asked for twice, and returns the Last-Event-ID
// of the second time.
func comesBack(t *testing.T, r *demotest.Running, path string) string {
	t.Helper()
	await.Until(t, patience, "it comes back", func() bool { return len(r.Asked(path)) >= 2 })
	return r.Asked(path)[1].LastEventID()
}

func losesConnection(t *testing.T, window chromiumtest.Browser) {
	t.Helper()
	r := demotest.Start(t, silent, site.Options{}, config())
	page := window.Open(t, r.URL)
	page.Shows("#state[data-state=open]", "connected")
	id := say(r, "load", 1)
	page.Shows("#count", "1 event.")
	r.Do(http.MethodPost, "/control/streams/drop", `{"all":true,"how":"rst"}`)
	say(r, "load", 2)
	if got := comesBack(t, r, "/stats"); got != id {
		t.Errorf("it comes back with %q, want %q", got, id)
	}
	say(r, "load", 3)
	page.Shows("#count", "3 events.")
	line(page, 1, 3)
}

func survivesDurable(t *testing.T, window chromiumtest.Browser) {
	t.Helper()
	r := demotest.StartDurable(t, silent, site.Options{}, config())
	page := window.Open(t, r.URL+"/demos/stats/")
	page.Shows("#state[data-state=open]", "connected")
	id := say(r, "load", 1)
	page.Shows("#count", "1 event.")
	r.Kill()
	page.Shows("#state[data-state=connecting]", "connection lost")
	r.Restart()
	say(r, "load", 2)
	if got := comesBack(t, r, "/demos/stats/stats"); got != id {
		t.Errorf("it comes back with %q, want %q", got, id)
	}
	page.Shows("#state[data-state=open]", "connected")
	page.Shows("#count", "2 events.")
	line(page, 1, 2)
	if got := page.Text("#missed"); got != "" {
		t.Errorf("it says %q", got)
	}
}

func survives(t *testing.T, window chromiumtest.Browser) {
	t.Helper()
	r := demotest.Start(t, silent, site.Options{}, config())
	page := window.Open(t, r.URL)
	page.Shows("#state[data-state=open]", "connected")
	say(r, "connections", 1)
	id := say(r, "load", 1)
	page.Shows("#count", "2 events.")
	r.Kill()
	page.Shows("#state[data-state=connecting]", "connection lost")
	r.Restart()
	if got := comesBack(t, r, "/stats"); got != id {
		t.Errorf("it comes back with %q, want %q", got, id)
	}
	page.Shows("#missed", "Some figures were missed")
	page.Shows("#state[data-state=open]", "connected")
	say(r, "load", 2)
	line(page, 2, 2) // the line is broken where figures are missing
	page.Until("the connections are drawn as they were until then", fmt.Sprintf(
		`/^M\S+ \S+h0H[\d.]+$/.test(document.querySelector(%q).getAttribute("d"))`, chart("connections", "path")))
}

func leaves(t *testing.T, window chromiumtest.Browser) {
	t.Helper()
	r := demotest.Start(t, silent, site.Options{}, config())
	page := window.Open(t, r.URL)
	page.Shows("#state[data-state=open]", "connected")
	say(r, "load", 1)
	page.Shows("#count", "1 event.")
	page.Eval("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))", nil)
	await.Until(t, patience, "the stream is closed", func() bool { return r.Server.Stats().Streams == 0 })
	say(r, "load", 2)
	page.Eval("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))", nil)
	page.Shows("#count", "2 events.")
	page.Goto(r.URL + "/style.css")
	await.Until(t, patience, "the stream is closed again", func() bool { return r.Server.Stats().Streams == 0 })
	page.Goto(r.URL)
	page.Shows("#state[data-state=open]", "connected")
	page.Shows("#count", "No event yet.")
}

func ignoresNonsense(t *testing.T, window chromiumtest.Browser) {
	t.Helper()
	r := demotest.Start(t, silent, site.Options{}, config())
	page := window.Open(t, r.URL)
	page.Shows("#state[data-state=open]", "connected")
	say(r, "load", 1)
	for _, data := range []string{
		"", "null", "[", "7", `"<script>alert(1)</script>"`, `{}`, `{"time":0,"value":9}`, `{"time":9e15,"value":9}`, `{"time":"now","value":9}`,
		fmt.Sprintf(`{"time":%d,"value":"<b>9</b>"}`, 1), `{"time":null,"value":-1}`,
	} {
		r.Publish(history.Event{Topic: topic, Type: "load", Data: data})
	}
	say(r, "nothing known", 9)
	say(r, "load", 2)
	page.Shows("#count", "13 events.")
	line(page, 1, 2)
	page.Shows(chart("load", "strong"), "2")
}

func ledToPage(t *testing.T, window chromiumtest.Browser) {
	t.Helper()
	r := demotest.Start(t, silent, site.Options{}, config())
	page := window.Open(t, r.URL+"/demos/stats/stats")
	page.Shows("#state[data-state=open]", "connected")
	var at string
	if page.Eval("location.href", &at); at != r.URL+"/demos/stats/" {
		t.Errorf("it is at %s", at)
	}
}

// comesTwice: as taught, the page is sent the last event again.
func comesTwice(t *testing.T, window chromiumtest.Browser) {
	t.Helper()
	r := demotest.Start(t, stats.New, site.Options{AsTaught: true}, config())
	page := window.Open(t, r.URL)
	page.Shows("#state[data-state=open]", "connected")
	page.Shows(chart("connections", "strong"), "1")
	r.Do(http.MethodPost, "/control/streams/drop", `{"all":true,"how":"rst"}`)
	page.Shows("#count", "1 of them twice")
}
