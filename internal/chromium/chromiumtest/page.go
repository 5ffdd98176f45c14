// Package chromiumtest drives a browser for tests: it ends the test where package
// chromium returns an error, and ends the browser with the test.
//
//	browser := chromiumtest.New(t, chromium.Options{})
//	page := browser.Open(t, server.URL)
//	page.Shows("#status", "connected")
//	page.Click("#stop")
//
// # Design
//
// A page that failed, by an exception that nobody caught or a violation of its content
// security policy, fails the test when that ends, unless Page.MayFail was called. Where
// a test fails, it logs what the page showed.
//
// # Decisions
//
//   - One browser serves a test with its subtests, since it takes half a second to
//     start: New in the test, Open or OpenPrivate in the subtests.
package chromiumtest

import (
	"testing"

	"github.com/ssegauge/ssegauge/internal/chromium"
)

// Browser is a browser of a test.
type Browser struct{ *chromium.Browser }

// New starts a browser that ends with the test.
func New(tb testing.TB, o chromium.Options) Browser {
	tb.Helper()
	b, err := chromium.Start(tb.Context(), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := b.Close(); err != nil {
			tb.Error(err)
		}
	})
	return Browser{b}
}

// Open opens a URL in a tab that shares storage and connections with the others.
func (b Browser) Open(tb testing.TB, url string) *Page {
	tb.Helper()
	tab, err := b.Tab(tb.Context())
	return b.opened(tb, tab, err, url)
}

// OpenPrivate opens a URL in a tab that shares nothing with others.
func (b Browser) OpenPrivate(tb testing.TB, url string) *Page {
	tb.Helper()
	tab, err := b.Private(tb.Context())
	return b.opened(tb, tab, err, url)
}

func (Browser) opened(tb testing.TB, tab *chromium.Tab, err error, url string) *Page {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
	p := &Page{Tab: tab, t: tb}
	tb.Cleanup(p.end)
	p.Goto(url)
	return p
}

// Page is a tab of a test.
type Page struct {
	// Tab is the tab, for what Page does not offer.
	Tab     *chromium.Tab
	t       testing.TB
	mayFail bool
}

func (p *Page) end() {
	if p.t.Failed() {
		p.t.Log(p.Tab.Describe(p.t.Context()))
	} else if failures := p.Tab.Failures(); len(failures) > 0 && !p.mayFail {
		p.t.Errorf("the page failed: %q", failures)
	}
	p.Tab.Close()
}

// MayFail says that the page's failures are expected.
func (p *Page) MayFail() { p.mayFail = true }

// Goto opens a URL in the same tab.
func (p *Page) Goto(url string) {
	p.t.Helper()
	p.must(p.Tab.Open(p.t.Context(), url))
}

// Shows waits until the first element of a selector shows a text that contains want.
func (p *Page) Shows(selector, want string) {
	p.t.Helper()
	p.must(p.Tab.WaitText(p.t.Context(), selector, want))
}

// Until waits until a JavaScript expression is true.
func (p *Page) Until(what, condition string) {
	p.t.Helper()
	p.must(p.Tab.Until(p.t.Context(), what, condition))
}

// Text returns what the first element of a selector shows.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	text, err := p.Tab.Text(p.t.Context(), selector)
	p.must(err)
	return text
}

// Click clicks the first element of a selector once it can be clicked.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.must(p.Tab.Click(p.t.Context(), selector))
}

// Type replaces the text of a field.
func (p *Page) Type(selector, text string) {
	p.t.Helper()
	p.must(p.Tab.Type(p.t.Context(), selector, text))
}

// Eval evaluates an expression, waits for it if it is a promise, and puts its value
// into v, which may be nil.
func (p *Page) Eval(expression string, v any) {
	p.t.Helper()
	p.must(p.Tab.Eval(p.t.Context(), expression, v))
}

// Front brings the page before the others, which are hidden then.
func (p *Page) Front() {
	p.t.Helper()
	p.must(p.Tab.Front(p.t.Context()))
}

// Offline takes the page's network away, or gives it back.
func (p *Page) Offline(offline bool) {
	p.t.Helper()
	p.must(p.Tab.Offline(p.t.Context(), offline))
}

// Requests returns the requests of a kind that the page has made: EventSource, Fetch,
// Document. Empty is every kind.
func (p *Page) Requests(kind string) []chromium.Request {
	var list []chromium.Request
	for _, r := range p.Tab.Requests() {
		if kind == "" || r.Kind == kind {
			list = append(list, r)
		}
	}
	return list
}

func (p *Page) must(err error) {
	if err != nil {
		p.t.Helper()
		p.t.Fatal(err)
	}
}
