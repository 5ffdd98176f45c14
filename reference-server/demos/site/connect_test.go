package site_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/ssegauge/ssegauge/internal/await"
	"github.com/ssegauge/ssegauge/internal/chromium"
	"github.com/ssegauge/ssegauge/internal/chromium/chromiumtest"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// script is a page that lists what it gets.
const script = `import { connect } from "./connect.js";
const heard = [];
const stream = connect("events", { types: ["post"], attempts: Number(new URLSearchParams(location.search).get("attempts")) || undefined, onevent: (event) => heard.push(event.type + " " + event.data) });
Object.assign(globalThis, { heard, stream });`

// connected is a page that is connected to a server which can refuse streams.
type connected struct {
	*chromiumtest.Page
	t       *testing.T
	server  *refserver.Server
	web     *httptest.Server
	refused atomic.Bool
}

func connectPage(t *testing.T, browser chromiumtest.Browser, query string) *connected {
	t.Helper()
	c := &connected{t: t}
	server, err := refserver.New(refserver.Config{Retry: 1e6, Wrap: func(next http.Handler) http.Handler { // 1 ms
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/events" && c.refused.Load() {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			next.ServeHTTP(w, r)
		})
	}})
	if err != nil {
		t.Fatal(err)
	}
	app := site.App{Name: "test", Files: fstest.MapFS{
		"page.html": {Data: []byte(`{{define "main"}}{{end}}`)},
		"page.js":   {Data: []byte(script)},
	}}
	if err := site.Mount(server, app, site.Place{Prefix: "/"}, site.Options{Logger: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	c.server, c.web = server, httptest.NewServer(server.Handler())
	t.Cleanup(func() {
		server.Drain()
		c.web.Close()
	})
	c.Page = browser.Open(t, c.web.URL+"/"+query)
	c.Shows("#state", "connected")
	return c
}

func (c *connected) publish(data string) {
	c.t.Helper()
	if _, err := c.server.Publish(c.t.Context(), history.Event{Topic: "default", Type: "post", Data: data}); err != nil {
		c.t.Fatal(err)
	}
}

// refuse ends the stream and has the server refuse it, as a proxy does while there is
// no server behind it.
func (c *connected) refuse() {
	c.t.Helper()
	c.refused.Store(true)
	c.server.Restart()
}

func (c *connected) hears(want string) {
	c.t.Helper()
	c.Until("it has heard "+want, fmt.Sprintf("heard.join() === %q", want))
}

func TestConnect(t *testing.T) {
	browser := chromiumtest.New(t, chromium.Options{})
	t.Run("resumes after a refusal", func(t *testing.T) {
		c := connectPage(t, browser, "")
		c.publish("one")
		c.hears("post one")
		c.refuse()
		c.Shows("#state[data-state=connecting]", "refused, trying again in ")
		c.publish("two")
		c.refused.Store(false)
		c.hears("post one,post two")
		c.Shows("#state[data-state=open]", "connected")
		all := c.Requests("EventSource")
		if last := all[len(all)-1].URL; last != c.web.URL+"/events?lastEventId=1" {
			t.Errorf("it resumes with %s", last)
		}
	})
	t.Run("tells a gap where there is no id", func(t *testing.T) {
		c := connectPage(t, browser, "")
		c.refuse()
		c.Shows("#state", "refused")
		c.publish("missed")
		c.refused.Store(false)
		c.hears(`reset {"reason":"unknown"}`)
		c.publish("three")
		c.hears(`reset {"reason":"unknown"},post three`)
	})
	t.Run("gives up", func(t *testing.T) {
		c := connectPage(t, browser, "?attempts=2")
		c.refuse()
		c.Shows("#state[data-state=closed]", "given up after 2 attempts")
		c.refused.Store(false)
		c.Eval("stream.open('')", nil)
		c.Shows("#state[data-state=open]", "connected")
		c.hears("")
	})
	t.Run("closes while the page is left", func(t *testing.T) {
		c := connectPage(t, browser, "")
		c.publish("one")
		c.hears("post one")
		c.Eval("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))", nil)
		await.Until(t, 20*time.Second, "the stream is closed", func() bool { return c.server.Stats().Streams == 0 })
		c.publish("two")
		c.Eval("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))", nil)
		c.hears("post one,post two")
	})
	t.Run("stays closed", func(t *testing.T) {
		c := connectPage(t, browser, "")
		c.Eval("stream.close()", nil)
		c.Shows("#state[data-state=closed]", "closed")
		c.Eval("dispatchEvent(new PageTransitionEvent('pagehide')), dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })), dispatchEvent(new Event('online'))", nil)
		c.Shows("#state[data-state=closed]", "closed")
		if streams := c.Requests("EventSource"); len(streams) != 1 {
			t.Errorf("%d streams were opened", len(streams))
		}
	})
}
