package blog

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/await"
	"github.com/ssegauge/ssegauge/internal/chromium"
	"github.com/ssegauge/ssegauge/internal/chromium/chromiumtest"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/demotest"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

func TestPage(t *testing.T) {
	browser := chromiumtest.New(t, chromium.Options{})
	for _, test := range []struct {
		name string
		run  func(visit)
	}{
		{"two tabs", visit.twoTabs},
		{"markup is text", visit.markupIsText},
		{"other events", visit.otherEvents},
		{"a kill loses nothing", visit.killLosesNothing},
		{"a reset is told", visit.resetIsTold},
		{"leaves and comes back", visit.leavesAndComesBack},
		{"token", visit.tokenIsAsked},
		{"drafts", visit.draftsSurvive},
		{"writing on", visit.writesOn},
		{"posts come later", visit.postsComeLater},
		{"the newest thousand", visit.keepsTheNewest},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(visit{t, browser}) })
	}
}

// visit is a test with a browser.
type visit struct {
	t       *testing.T
	browser chromiumtest.Browser
}

// open opens the page of the blog and waits until it is connected.
func open(t *testing.T, b chromiumtest.Browser, r *demotest.Running) *chromiumtest.Page {
	t.Helper()
	page := b.Open(t, r.URL+"/demos/blog/")
	page.Shows("#state[data-state=open]", "connected")
	return page
}

// write publishes by the form.
func write(p *chromiumtest.Page, title, body string) {
	p.Type("#title", title)
	p.Type("#body", body)
	p.Click("#save")
}

// has waits until the page shows these posts, the newest first.
func has(t *testing.T, p *chromiumtest.Page, titles string) {
	t.Helper()
	p.Until("the posts are "+titles, fmt.Sprintf("[...document.querySelectorAll('#posts h2')].map((e) => e.textContent).join() === %q", titles))
}

// viewed waits until the page shows these views of every post.
func viewed(p *chromiumtest.Page, views string) {
	p.Until("every post has "+views, fmt.Sprintf("[...document.querySelectorAll('#posts .views')].every((e) => e.textContent === %q)", views))
}

func (v visit) twoTabs() {
	t, b := v.t, v.browser
	r := start(t, refserver.Config{})
	writer, reader := open(t, b, r), open(t, b, r)
	reader.Shows("#none", "Nobody")
	reader.Front()
	writer.Click("#admin summary")
	write(writer, "One", "first\n  text")
	writer.Shows("#answer", "Published.")
	write(writer, "Two", "second text")
	for i, page := range []*chromiumtest.Page{reader, writer} {
		page.Front()
		has(t, page, "Two,One")
		viewed(writer, []string{"1 view", "2 views"}[i])
	}
	reader.Shows("#news", "New: Two")
	if got := reader.Text("#posts article:last-child .text"); got != "first\n  text" {
		t.Errorf("the text is %q", got)
	}
	writer.Click("#posts article:last-child button.edit")
	writer.Shows("#doing", "Edit post")
	write(writer, "Uno", "new text")
	has(t, reader, "Two,Uno")
	reader.Shows("#posts article:last-child", "new text")
	reader.Shows("#posts article:last-child .edited", "edited")
	writer.Shows("#doing", "New post")
	writer.Click("#posts article:first-child button.delete")
	has(t, reader, "Uno")
	has(t, open(t, b, r), "Uno")
	reader.Until("readers are offered nothing to write with", "document.querySelector('.tools').offsetParent === null")
}

// markupIsText: what a post holds is shown and never run, by the page's own doing, and
// would not run even if it became markup.
func (v visit) markupIsText() {
	t, b := v.t, v.browser
	r := start(t, refserver.Config{})
	page := open(t, b, r)
	page.Click("#admin summary")
	title, body := `<img src=x onerror="ran = 1">`, `<script>ran = 1</script>`
	write(page, title, body)
	has(t, page, title)
	page.Shows("#posts .text", body)
	page.Click("#posts button.edit")
	write(page, title+"!", body)
	has(t, page, title+"!")
	page.Shows("#news", "Edited: "+title)
	var markup int
	if page.Eval("document.querySelectorAll('main img, main script').length", &markup); markup != 0 {
		t.Errorf("%d elements came from a post", markup)
	}
	page.MayFail()
	page.Eval("document.querySelector('#posts').innerHTML = document.querySelector('#posts .text').textContent + '<img src=x onerror=\"ran = 1\">'", nil)
	await.Until(t, time.Minute, "the policy has refused", func() bool { return len(page.Tab.Failures()) > 0 })
	var ran bool
	if page.Eval("'ran' in globalThis", &ran); ran {
		t.Error("a post was run")
	}
}

func (v visit) otherEvents() {
	t, b := v.t, v.browser
	r := start(t, refserver.Config{})
	page := open(t, b, r)
	for _, e := range []history.Event{
		{Data: "hello"},
		{Type: published, Data: "hello"},
		{Type: published, Data: "null"},
		{Type: published, Data: `{"id":"1","title":"x","body":7,"at":"2026-01-02T03:04:05Z"}`},
		{Type: published, Data: `{"id":"1","title":"x","body":"x"}`},
		{Type: updated, Data: `{"id":"1","title":"x","body":"x","edited":"2026-01-02T03:04:05Z"}`},
		{Type: deleted, Data: `{"id":"1"}`},
		{Type: counted, Data: `{"views":{"1":7}}`},
		{Type: counted, Data: `{}`},
	} {
		e.Topic = topic
		r.Publish(e)
	}
	create(t, r, "one")
	has(t, page, "one")
}

// killLosesNothing: the page says that it is not connected, comes back with the ID of
// the last event, and gets what was published meanwhile.
func (v visit) killLosesNothing() {
	t, b := v.t, v.browser
	d := newDisk(t)
	r := start(t, refserver.Config{History: d, Retry: 100 * time.Millisecond})
	create(t, r, "one")
	page := open(t, b, r)
	two := create(t, r, "two")
	has(t, page, "two,one")
	page.Front()
	viewed(page, "1 view")
	last := list(t, r).LastEventID
	r.Kill()
	page.Shows("#state[data-state=connecting]", "trying again")
	d.reopen()
	missed := two.Post
	missed.ID, missed.Title = "3", "missed"
	if _, err := d.Publish(t.Context(), history.Event{Topic: topic, Type: published, Data: encode(missed)}); err != nil {
		t.Fatal(err)
	}
	r.Restart()
	page.Shows("#state[data-state=open]", "connected")
	has(t, page, "missed,two,one")
	page.Shows("#news", "New: missed")
	asked := r.Asked("/demos/blog/events")
	if got := asked[len(asked)-1].Header.Get("Last-Event-ID"); got != last {
		t.Errorf("Last-Event-ID is %q, want %q", got, last)
	}
}

// resetIsTold: where the history died with the server, the page has what there is now.
func (v visit) resetIsTold() {
	t, b := v.t, v.browser
	r := start(t, refserver.Config{Retry: 100 * time.Millisecond})
	create(t, r, "forgotten")
	page := open(t, b, r)
	has(t, page, "forgotten")
	r.Restart()
	page.Shows("#news", "Some events were missed")
	page.Shows("#state[data-state=open]", "connected")
	has(t, page, "")
	create(t, r, "new")
	has(t, page, "new")
}

func (v visit) leavesAndComesBack() {
	t, b := v.t, v.browser
	r := start(t, refserver.Config{})
	create(t, r, "one")
	page := open(t, b, r)
	has(t, page, "one")
	page.Goto(r.URL + "/healthz")
	await.Until(t, time.Minute, "the stream is closed", func() bool { return r.Server.Stats().Streams == 0 })
	create(t, r, "two")
	page.Eval("setTimeout(() => history.back())", nil)
	has(t, page, "two,one")
	page.Shows("#state[data-state=open]", "connected")
}

// postsComeLater: a page that does not get the posts asks again.
func (v visit) postsComeLater() {
	var refused atomic.Bool
	refused.Store(true)
	r := start(v.t, refserver.Config{Wrap: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if refused.Load() && strings.HasSuffix(r.URL.Path, "/api/posts") {
				refserver.Refusal{Status: http.StatusServiceUnavailable, Message: "it is asleep"}.Write(w)
				return
			}
			next.ServeHTTP(w, r)
		})
	}})
	page := v.browser.Open(v.t, r.URL)
	page.Shows("#state[data-state=connecting]", "s: it is asleep")
	refused.Store(false)
	create(v.t, r, "one")
	has(v.t, page, "one")
	page.Shows("#state[data-state=open]", "connected")
}

// keepsTheNewest: the page keeps as many posts as the server.
func (v visit) keepsTheNewest() {
	r := start(v.t, refserver.Config{})
	publish := func(id string) {
		p := post{ID: id, Title: "post " + id, Body: "x", At: now()}
		if _, err := r.Server.Publish(v.t.Context(), history.Event{Topic: topic, Type: published, Data: encode(p)}); err != nil {
			v.t.Fatal(err)
		}
	}
	for i := range maxPosts {
		publish(strconv.Itoa(i))
	}
	page := open(v.t, v.browser, r)
	page.Shows("#posts article:last-child h2", "post 0")
	publish("new")
	page.Shows("#posts article:first-child h2", "post new")
	page.Shows("#posts article:last-child h2", "post 1")
	page.Until("there are a thousand", "document.querySelectorAll('#posts article').length === 1000")
}
