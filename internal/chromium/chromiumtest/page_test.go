package chromiumtest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/internal/chromium"
	"github.com/ssegauge/ssegauge/internal/chromium/chromiumtest"
)

// noting is a test that notes its errors, and whose end is that of its cleanups.
type noting struct {
	testing.TB
	errors   []string
	cleanups []func()
}

func (n *noting) Cleanup(f func()) { n.cleanups = append(n.cleanups, f) }
func (n *noting) Failed() bool     { return len(n.errors) > 0 }
func (n *noting) Errorf(format string, a ...any) {
	n.errors = append(n.errors, fmt.Sprintf(format, a...))
}

// TestFailedPage: a page that fails, fails the test, unless it may.
func TestFailedPage(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprint(w, `<!doctype html><title>page</title><link rel="icon" href="data:,"><p>page</p>`)
	}))
	defer server.Close()
	browser := chromiumtest.New(t, chromium.Options{})
	for name, test := range map[string]struct {
		do   func(*chromiumtest.Page)
		want string
	}{
		"sound":    {func(*chromiumtest.Page) {}, ""},
		"failed":   {func(p *chromiumtest.Page) { fail(p) }, "the sun went down"},
		"may fail": {func(p *chromiumtest.Page) { fail(p); p.MayFail() }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			n := &noting{TB: t}
			page := browser.Open(n, server.URL)
			page.Shows("p", "page")
			test.do(page)
			for _, f := range n.cleanups {
				f()
			}
			if got := strings.Join(n.errors, "\n"); !strings.Contains(got, test.want) || (got == "") != (test.want == "") {
				t.Errorf("the test has the errors %q, want %q", got, test.want)
			}
		})
	}
}

// fail has the page throw what nobody catches.
func fail(p *chromiumtest.Page) {
	p.Eval(`new Promise(done => {
		addEventListener('error', () => setTimeout(done));
		setTimeout(() => { throw new Error('the sun went down') });
	})`, nil)
}
