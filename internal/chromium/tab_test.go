package chromium_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/await"
	"github.com/ssegauge/ssegauge/internal/chromium"
	"github.com/ssegauge/ssegauge/internal/chromium/chromiumtest"
)

const index = `<!doctype html><title>index</title><link rel="icon" href="data:,">
<h1>Hello,
  reader</h1><p id="said"></p><p id="hidden" style="display:none">hidden</p>
<form><input id="field" value="before"><button id="go" type="button">Go</button>
<button id="off" type="button" disabled>Off</button></form>
<script>
const said = document.querySelector('#said');
document.querySelector('#go').onclick = e => {
	said.textContent = (e.isTrusted ? 'trusted ' : 'forged ') + document.querySelector('#field').value;
};
</script>`

const streaming = `<!doctype html><title>stream</title><link rel="icon" href="data:,"><p id="state">new</p><ol id="events"></ol>
<script>
const source = new EventSource('events'), state = document.querySelector('#state');
source.onopen = () => { state.textContent = 'open'; };
source.onerror = () => { state.textContent = 'error ' + source.readyState; };
source.onmessage = e => {
	const item = document.createElement('li');
	item.textContent = e.lastEventId + ' ' + e.data;
	document.querySelector('#events').append(item);
};
</script>`

// serve serves pages until the test ends, and returns their URL. /events ends after
// each event, the id of which counts on from Last-Event-ID; from the third on it
// stays open.
func serve(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	page := func(path, text string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = fmt.Fprint(w, text)
		})
	}
	page("/{$}", index)
	page("/stream", streaming)
	page("/broken", `<!doctype html><p>broken</p><script>setTimeout(() => { throw new Error('sun went down') })</script>`)
	mux.HandleFunc("/strict", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "script-src 'none'")
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprint(w, `<!doctype html><p>strict</p><script>document.title = 'ran'</script>`)
	})
	mux.Handle("/moved", http.RedirectHandler("/stream", http.StatusFound))
	mux.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		var last int
		_, _ = fmt.Sscan(r.Header.Get("Last-Event-ID"), &last)
		_, _ = fmt.Fprintf(w, "retry: 20\nid: %d\ndata: event\n\n", last+1)
		if last == 2 {
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}

func TestTab(t *testing.T) {
	b, url := chromiumtest.New(t, chromium.Options{}), serve(t)
	t.Run("text", func(t *testing.T) {
		p := b.Open(t, url)
		p.Shows("h1", "Hello, reader")
		if got := p.Text("#field"); got != "before" {
			t.Errorf("field shows %q", got)
		}
		if _, err := p.Tab.Text(t.Context(), "#none"); err == nil {
			t.Error("a missing element has a text")
		}
	})
	t.Run("input", func(t *testing.T) {
		p := b.Open(t, url)
		p.Type("#field", "Grüße, 世界")
		p.Click("#go")
		p.Shows("#said", "trusted Grüße, 世界")
		p.Type("#field", "")
		p.Click("#go")
		p.Until("the field is empty", "said.textContent === 'trusted '")
	})
	t.Run("dialog", func(t *testing.T) {
		p := b.Open(t, url)
		var sure bool
		p.Eval("confirm('sure?')", &sure)
		if want := []string{"dialog: sure?"}; !sure || !slices.Equal(p.Tab.Console(), want) {
			t.Errorf("confirm gave %t, console %q", sure, p.Tab.Console())
		}
	})
	t.Run("values", func(t *testing.T) {
		p := b.Open(t, url)
		var got struct{ Sum int }
		p.Eval("Promise.resolve({ Sum: 1 + 2 })", &got)
		p.Eval("undefined", &got)
		if got.Sum != 3 {
			t.Errorf("got %+v", got)
		}
		if err := p.Tab.Eval(t.Context(), "nonsense.of()", nil); err == nil || !strings.Contains(err.Error(), "nonsense is not defined") {
			t.Errorf("error %v, want what was thrown", err)
		}
	})
}

func TestPicture(t *testing.T) {
	p, file := chromiumtest.New(t, chromium.Options{}).Open(t, serve(t)), filepath.Join(t.TempDir(), "shot.png")
	for _, err := range []error{p.Tab.Size(t.Context(), 360, 740), p.Tab.Dark(t.Context(), true), p.Tab.Shot(t.Context(), file)} {
		if err != nil {
			t.Error(err)
		}
	}
	picture, err := os.ReadFile(file)
	if err != nil || !strings.HasPrefix(string(picture), "\x89PNG") {
		t.Errorf("%d bytes that are no PNG, error %v", len(picture), err)
	}
	var width int
	if p.Eval("innerWidth", &width); width != 360 {
		t.Errorf("page is %d wide, want 360", width)
	}
}

func TestFront(t *testing.T) {
	b, url := chromiumtest.New(t, chromium.Options{}), serve(t)
	one, two := b.Open(t, url), b.Open(t, url)
	const drawn = "new Promise((done) => requestAnimationFrame(() => done(document.visibilityState)))"
	for _, p := range []*chromiumtest.Page{one, two, one} {
		p.Front()
		var got string
		if p.Eval(drawn, &got); got != "visible" {
			t.Errorf("a page at the front is %s", got)
		}
	}
	two.Until("it is hidden", "document.visibilityState === 'hidden'")
}

// TestTrouble: what goes wrong is told with what the page shows.
func TestTrouble(t *testing.T) {
	b, url := chromiumtest.New(t, chromium.Options{}), serve(t)
	p := b.Open(t, url)
	p.Eval("console.warn('cloudy', 7, { a: 1 })", nil)
	for name, wait := range map[string]func(context.Context) error{
		"text":     func(ctx context.Context) error { return p.Tab.WaitText(ctx, "h1", "goodbye") },
		"disabled": func(ctx context.Context) error { return p.Tab.Click(ctx, "#off") },
		"hidden":   func(ctx context.Context) error { return p.Tab.Click(ctx, "#hidden") },
		"no field": func(ctx context.Context) error { return p.Tab.Type(ctx, "#none", "x") },
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		err := wait(ctx)
		cancel()
		if err == nil || !strings.Contains(err.Error(), "Hello, reader") || !strings.Contains(err.Error(), "warning: cloudy 7") {
			t.Errorf("%s: error %v, want one that tells the page and the console", name, err)
		}
	}
	if err := p.Tab.Open(t.Context(), "http://127.0.0.1:1/"); err == nil || !strings.Contains(err.Error(), "net::ERR_") {
		t.Errorf("error %v, want that of the network", err)
	}
	if err := p.Tab.Open(t.Context(), "http://example.org/"); err == nil || !strings.Contains(err.Error(), "ERR_NAME_NOT_RESOLVED") {
		t.Errorf("error %v, want that no name resolves", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Tab.Eval(ctx, "1", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}

func TestFailures(t *testing.T) {
	b, url := chromiumtest.New(t, chromium.Options{}), serve(t)
	for path, want := range map[string]string{"/broken": "sun went down", "/strict": "Content Security Policy"} {
		p := b.Open(t, url+path)
		p.MayFail()
		await.Until(t, 20*time.Second, "it has failed", func() bool { return len(p.Tab.Failures()) > 0 })
		if failures := p.Tab.Failures(); len(failures) != 1 || !strings.Contains(failures[0], want) {
			t.Errorf("%s: failures %q, want one with %q", path, failures, want)
		}
	}
}

// TestReconnect: an EventSource comes back, and what it sends is seen.
func TestReconnect(t *testing.T) {
	b, url := chromiumtest.New(t, chromium.Options{}), serve(t)
	p := b.Open(t, url+"/moved")
	p.Shows("#events", "1 event 2 event 3 event")
	var last, statuses []string
	for _, r := range p.Requests("EventSource") {
		last = append(last, r.Header.Get("Last-Event-ID"))
		statuses = append(statuses, fmt.Sprint(r.Method, " ", r.Status, " ", r.Protocol, " ", r.Connection > 0))
	}
	if diff := cmp.Diff([]string{"", "1", "2"}, last); diff != "" {
		t.Errorf("Last-Event-ID (-want +got):\n%s", diff)
	}
	ok := "GET 200 http/1.1 true"
	if diff := cmp.Diff([]string{ok, ok, ok}, statuses); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if documents := p.Requests("Document"); len(documents) != 2 || documents[0].Status != http.StatusFound {
		t.Errorf("documents %+v, want a redirect and a page", documents)
	}
}

func TestOffline(t *testing.T) {
	b, url := chromiumtest.New(t, chromium.Options{}), serve(t)
	p := b.Open(t, url)
	ask := func() (answer string) {
		p.Eval("fetch('events').then(r => `${r.status} ${navigator.onLine}`, e => `${e.name} ${navigator.onLine}`)", &answer)
		return answer
	}
	var got []string
	for _, offline := range []bool{true, false} {
		p.Offline(offline)
		got = append(got, ask())
	}
	if diff := cmp.Diff([]string{"TypeError false", "200 true"}, got); diff != "" {
		t.Errorf("fetches (-want +got):\n%s", diff)
	}
}

func TestNotifications(t *testing.T) {
	b, url := chromiumtest.New(t, chromium.Options{}), serve(t)
	for name, p := range map[string]*chromiumtest.Page{"shared": b.Open(t, url), "private": b.OpenPrivate(t, url)} {
		if err := p.Tab.GrantNotifications(t.Context(), url); err != nil {
			t.Fatal(err)
		}
		var got []string
		p.Eval(`new Promise(done => { const n = new Notification('hi'); n.onshow = () => done([Notification.permission, 'shown']);
			n.onerror = () => done([Notification.permission, 'error']); })`, &got)
		if diff := cmp.Diff([]string{"granted", "shown"}, got); diff != "" {
			t.Errorf("%s: (-want +got):\n%s", name, diff)
		}
	}
}
