package talk

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/await"
	"github.com/ssegauge/ssegauge/internal/chromium"
	"github.com/ssegauge/ssegauge/internal/chromium/chromiumtest"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/demotest"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// gate holds streams back until they may go on.
type gate struct{ closed atomic.Pointer[chan struct{}] }

func (g *gate) close() (open func()) {
	wait := make(chan struct{})
	g.closed.Store(&wait)
	return func() { close(wait) }
}

func (g *gate) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wait := g.closed.Load(); wait != nil && r.URL.Path == "/talk" {
			select {
			case <-*wait:
			case <-r.Context().Done():
			}
		}
		next.ServeHTTP(w, r)
	})
}

func tell(r *demotest.Running, text string) string {
	return r.Publish(history.Event{Topic: topic, Data: text})
}

func TestPage(t *testing.T) {
	browser := chromiumtest.New(t, chromium.Options{})
	serve := func(t *testing.T, asTaught bool, c refserver.Config) *demotest.Running {
		t.Helper()
		c.Retry = time.Millisecond
		maker := func(server *refserver.Server, o site.Options) site.App { return app(server, o, never) }
		return demotest.Start(t, maker, site.Options{AsTaught: asTaught}, c)
	}
	t.Run("hears, and stops listening", func(t *testing.T) {
		r := serve(t, false, refserver.Config{})
		page := browser.Open(t, r.URL+"/demos/talk/")
		page.Shows("#state[data-state=open]", "connected")
		page.Shows("#log", "connected at ")
		tell(r, "<b>one</b>")
		page.Shows("#last", "The server said <b>one</b>.")
		page.Click("#stop")
		page.Shows("#state[data-state=closed]", "not listening")
		await.Until(t, 20*time.Second, "the stream is closed", func() bool { return r.Server.Stats().Streams == 0 })
		tell(r, "two")
		page.Click("#start")
		page.Shows("#state[data-state=open]", "connected")
		tell(r, "three")
		page.Shows("#last", "The server said three.")
		page.Until("two was not heard", "!log.innerText.includes('two') && document.activeElement.id === 'stop'")
	})
	t.Run("misses nothing when the server is killed", func(t *testing.T) {
		var gate gate
		r := serve(t, false, refserver.Config{History: demotest.Durable(t), Wrap: gate.wrap})
		page := browser.Open(t, r.URL)
		page.Shows("#state[data-state=open]", "connected")
		id := tell(r, "before")
		page.Shows("#last", "before")
		r.Kill()
		page.Shows("#state[data-state=connecting]", "connection lost, trying again")
		open := gate.close()
		r.Restart()
		tell(r, "meanwhile")
		open()
		page.Shows("#state[data-state=open]", "connected")
		tell(r, "after")
		page.Until("it has heard all, once", `[...document.querySelectorAll('#log li')].map(e => e.innerText)
			.filter(text => !text.startsWith('connected at')).join() === 'before,meanwhile,after'`)
		asked := r.Asked("/talk")
		if last := asked[len(asked)-1].LastEventID(); last != id {
			t.Errorf("it resumed after %q, want %q", last, id)
		}
	})
	t.Run("says that something was missed", func(t *testing.T) {
		r := serve(t, false, refserver.Config{})
		page := browser.Open(t, r.URL)
		page.Shows("#state", "connected")
		r.Restart()
		page.Shows("#log", "… something was missed")
		page.Shows("#state[data-state=open]", "connected")
	})
	t.Run("leaves and comes back", func(t *testing.T) {
		r := serve(t, false, refserver.Config{})
		page := browser.Open(t, r.URL)
		page.Shows("#state", "connected")
		page.Goto(r.URL + "/style.css")
		await.Until(t, 20*time.Second, "the stream is closed", func() bool { return r.Server.Stats().Streams == 0 })
		page.Eval("history.back()", nil)
		page.Shows("#state[data-state=open]", "connected")
		tell(r, "welcome")
		page.Shows("#last", "welcome")
	})
	t.Run("as taught", func(t *testing.T) {
		r := serve(t, true, refserver.Config{})
		page := browser.Open(t, r.URL)
		page.Shows("aside", "timers of departed clients keep running")
		page.Shows("#last", "The server said ")
		page.Click("#stop")
		await.Until(t, 20*time.Second, "the stream is closed", func() bool { return r.Server.Stats().Streams == 0 })
		page.Click("#start")
		page.Shows("#state[data-state=open]", "connected")
		if n := timersOf(r); n != 2 {
			t.Errorf("%d timers, want those of both connections", n)
		}
	})
}
