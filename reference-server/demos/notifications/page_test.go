package notifications_test

import (
	"net/http"
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

const personal = "/api/notifications"

// gate holds streams back until they may go on.
type gate struct{ closed atomic.Pointer[chan struct{}] }

func (g *gate) close() (open func()) {
	wait := make(chan struct{})
	g.closed.Store(&wait)
	return func() { close(wait) }
}

func (g *gate) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wait := g.closed.Load(); wait != nil && r.URL.Path == personal {
			select {
			case <-*wait:
			case <-r.Context().Done():
			}
		}
		next.ServeHTTP(w, r)
	})
}

// hurry has the pages of alice reconnect at once: the demo's own three seconds are long
// for a test. It is an event without a notification for them.
func hurry(t *testing.T, r *demotest.Running, page *chromiumtest.Page) {
	t.Helper()
	const aliceTopic = "demo.notifications.user.YWxpY2U"
	if _, err := r.Server.Publish(t.Context(), history.Event{Topic: aliceTopic, Type: "connected", Retry: time.Millisecond, HasRetry: true}); err != nil {
		t.Fatal(err)
	}
	sends(t, r, "alice", `"hurry"`, 1)
	page.Shows("#log", "hurry")
}

func open(t *testing.T, browser chromiumtest.Browser, r *demotest.Running, user string) *chromiumtest.Page {
	t.Helper()
	page := browser.OpenPrivate(t, r.URL+"/?user="+user)
	page.Shows("#state[data-state=open]", "connected")
	return page
}

func TestPage(t *testing.T) {
	browser := chromiumtest.New(t, chromium.Options{})
	for name, test := range map[string]func(*testing.T, chromiumtest.Browser){
		"tells all tabs of a user": tellsAllTabs,
		"toasts":                   toasts,
		"survives a kill":          survivesAKill,
		"gives up":                 givesUp,
		"remembers":                remembers,
		"desktop":                  desktop,
		"announcements":            announcements,
		"as taught":                asTaught,
	} {
		t.Run(name, func(t *testing.T) { test(t, browser) })
	}
}

func tellsAllTabs(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	r := start(t, false, refserver.Config{PublishTokens: []string{"secret"}})
	one, two, bob := open(t, browser, r, "alice"), open(t, browser, r, "alice"), open(t, browser, r, "bob")
	bob.Type("#to", "alice")
	bob.Type("#title", "<b>Hi</b>")
	bob.Type("#body", `<img src=x onerror="alert(1)">`)
	bob.Click("#send button")
	bob.Shows("#sent", "Not sent: Authorization: there is no bearer token. send Authorization: Bearer")
	bob.Click("summary")
	bob.Type("#token", "secret")
	bob.Click("#send button")
	bob.Shows("#sent", "Sent to 2 of the user's tabs.")
	for _, page := range []*chromiumtest.Page{one, two} {
		page.Shows("#toasts strong", "<b>Hi</b>")
		page.Shows("#log", `<b>Hi</b>: <img src=x onerror="alert(1)">`)
		page.Until("nothing is markup", "!document.querySelector('li img, li b')")
	}
	bob.Type("#to", "nobody")
	bob.Click("#send button")
	bob.Shows("#sent", "Not sent: User not connected.")
	if text := bob.Text("#log"); text != "" {
		t.Errorf("bob got %q", text)
	}
	bob.Type("#user", "Zoë & Co")
	bob.Click("#who button")
	bob.Until("the page is that of Zoë", "location.search === '?user=Zo%C3%AB+%26+Co' && user.value === 'Zoë & Co'")
	bob.Shows("#state[data-state=open]", "connected")
}

func toasts(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	r := start(t, false, refserver.Config{})
	page := open(t, browser, r, "alice")
	for _, text := range []string{`"one"`, `"two"`, `{"title":"three"}`, `{"title":4}`} {
		sends(t, r, "alice", text, 1)
	}
	page.Shows("#log", "one two three 4")
	page.Until("the oldest is dismissed", "[...toasts.children].map(e => e.innerText.replace(/\\s+/g, ' ')).join() === 'two Dismiss,three Dismiss,4 Dismiss'")
	page.Click("#toasts li:nth-child(2) button")
	page.Until("it is gone, and the focus is on the next", "toasts.children.length === 2 && document.activeElement === toasts.children[1].lastElementChild")
	page.Click("#keep")
	page.Eval("globalThis.later = setTimeout; globalThis.setTimeout = (f, ms, ...rest) => later(f, ms / 100, ...rest)", nil)
	sends(t, r, "alice", `"five"`, 1)
	page.Shows("#log", "five")
	page.Eval("new Promise(done => later(done, 100))", nil)
	page.Until("all are kept", "toasts.children.length === 3")
	page.Eval("toasts.lastElementChild.lastElementChild.focus()", nil)
	page.Eval("keep.checked = false, keep.onchange()", nil)
	page.Until("the others go by themselves, and the one with the focus stays", "toasts.children.length === 1 && toasts.innerText.includes('five')")
	page.Eval("document.activeElement.blur()", nil)
	page.Until("all are gone", "toasts.children.length === 0")
}

func survivesAKill(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	var gate gate
	r := start(t, false, refserver.Config{History: demotest.Durable(t), Wrap: gate.wrap})
	page := open(t, browser, r, "alice")
	hurry(t, r, page)
	id := sends(t, r, "alice", `"before"`, 1)
	page.Shows("#log", "before")
	r.Kill()
	page.Shows("#state[data-state=connecting]", "connection lost, trying again")
	free := gate.close()
	r.Restart()
	if status, answer := send(t, r, "alice", `"lost"`); status != http.StatusNotFound {
		t.Errorf("status %d, %v: the sender is not told that nobody is there", status, answer)
	}
	if _, err := r.Server.Publish(t.Context(), history.Event{Topic: "demo.notifications.user.YWxpY2U", Type: "notification", Data: "meanwhile"}); err != nil {
		t.Fatal(err)
	}
	free()
	page.Shows("#state[data-state=open]", "connected")
	await.Until(t, patience, "alice is present", func() bool { status, _ := send(t, r, "alice", `"after"`); return status == http.StatusOK })
	page.Shows("#log", "after")
	if got := strings.Join(strings.Fields(page.Text("#log")), " "); got != "hurry before meanwhile after" {
		t.Errorf("got %q", got)
	}
	asked := r.Asked(personal)
	if last := asked[len(asked)-1].LastEventID(); last != id {
		t.Errorf("it resumed after %q, want %q", last, id)
	}
}

func givesUp(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	r := start(t, false, refserver.Config{})
	page := open(t, browser, r, "alice")
	hurry(t, r, page)
	r.Kill()
	page.Shows("#state[data-state=closed]", "connection lost, and 5 attempts to reconnect have failed")
	if n := len(page.Requests("EventSource")); n != 6 {
		t.Errorf("%d requests, want the first and five", n)
	}
	r.Restart()
	page.Click("#again")
	page.Shows("#state[data-state=open]", "connected")
	page.Shows("#log", "Notifications may have been missed.") // the history is another one
	page.Until("there is nothing to try again", "again.hidden")
	sends(t, r, "alice", `"welcome back"`, 1)
	page.Shows("#toasts", "welcome back")
}

func remembers(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	r := start(t, false, refserver.Config{})
	page := open(t, browser, r, "alice")
	id := sends(t, r, "alice", `"one"`, 1)
	page.Shows("#log", "one")
	page.Goto(r.URL + "/style.css")
	alone(t, r)
	sends(t, r, "alice", `"while away"`, 0)
	page.Goto(r.URL + "/demos/notifications/?user=alice")
	page.Shows("#log", "while away")
	asked := r.Asked("/demos/notifications" + personal)
	if last := asked[len(asked)-1]; last.URL.Query().Get("lastEventId") != id {
		t.Errorf("it asked for %s, want to resume after %s", last.URL, id)
	}
	page.Goto(r.URL + "/?user=bob")
	page.Shows("#state[data-state=open]", "connected")
	asked = r.Asked(personal)
	if last := asked[len(asked)-1].LastEventID(); last != "" {
		t.Errorf("bob resumes after %s, which alice has seen", last)
	}
	page.Eval("localStorage.setItem('ssegauge.notifications.seen', '{')", nil)
	page.Goto(r.URL)
	page.Until("a guest has a name", "/^guest-\\d+$/.test(user.value) && location.search.endsWith(user.value)")
	page.Shows("#state[data-state=open]", "connected")
}

func desktop(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	r := start(t, false, refserver.Config{})
	page := open(t, browser, r, "alice")
	page.Until("the permission was not asked for", "Notification.permission !== 'granted'")
	if err := page.Tab.GrantNotifications(t.Context(), r.URL); err != nil {
		t.Fatal(err)
	}
	page.Eval(`const Real = Notification; globalThis.shown = [];
		globalThis.Notification = class extends Real { constructor(title, o) { super(title, o); this.onshow = () => shown.push(title + ': ' + o.body); } }`, nil)
	sends(t, r, "alice", `{"title": "Hello", "body": "How are you?"}`, 1)
	page.Until("it is on the desktop", "shown.join() === 'Hello: How are you?'")
	page.Goto(r.URL + "/?user=alice")
	page.Shows("#permission", "They are.")
	page.Until("there is nothing to ask", "allow.disabled")
}

func announcements(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	r := start(t, false, refserver.Config{})
	page := open(t, browser, r, "alice")
	page.Click("#announce")
	page.Shows("#announcing", "connected")
	for _, typ := range []string{"notification", "update", "alert"} {
		r.Publish(history.Event{Topic: "demo.notifications", Type: typ, Data: `{"title":"All","body":"well"}`})
	}
	page.Shows("#news", "notification: All: well update: All: well alert: All: well")
	page.Click("#announce")
	page.Shows("#announcing", "closed")
	await.Until(t, patience, "one stream is left", func() bool { return r.Server.Stats().Streams == 1 })
	page.Click("#announce")
	page.Shows("#announcing", "connected")
}

func asTaught(t *testing.T, browser chromiumtest.Browser) {
	t.Helper()
	r := start(t, true, refserver.Config{})
	page := open(t, browser, r, "alice")
	sends(t, r, "alice", `"one"`, 1)
	page.Shows("#log", "one")
	other := open(t, browser, r, "alice")
	sends(t, r, "alice", `"two"`, 1)
	other.Shows("#log", "two")
	page.Shows("#state[data-state=open]", "connected")
	page.Shows("aside", "a second tab silently replaces the first")
	if text := page.Text("#log"); text != "one" {
		t.Errorf("the replaced tab got %q", text)
	}
}
