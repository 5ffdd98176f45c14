package specs

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// hooklessTargets have a publish hook that does not work.
func hooklessTargets(t *testing.T) []target {
	t.Helper()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	refusing := func(status int) http.Handler {
		return spoilt(func(h *hub) { h.refuses = func(eventstream.Event) int { return status } })
	}
	noVerdict := []string{"error data-published-arrives"}
	return []target{
		{"401", refusing(http.StatusUnauthorized), nil, noVerdict},
		{"500", refusing(http.StatusInternalServerError), nil, noVerdict},
		{"nobody listens", newHub(), func(c *Config, _ string) {
			c.Publisher, _ = NewHTTPPublisher(HTTPHook{Request: "POST " + gone.URL + publishPath})
		}, noVerdict},
		{"no answer", deafPublisher(), func(c *Config, _ string) { c.Limits.Timeout = 2 * sec }, noVerdict},
		{"it publishes elsewhere", newHub(), func(c *Config, base string) {
			c.Publisher, _ = NewHTTPPublisher(HTTPHook{Request: "POST " + base + "/publish?topic=elsewhere-{{.Topic}}"})
		}, []string{"fail data-published-arrives"}},
	}
}

// deafPublisher returns a hub whose publisher takes requests and never answers.
// A server learns that its client has gone only when it has read the body.
func deafPublisher() http.Handler {
	h := newHub()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/publish" {
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
			return
		}
		h.ServeHTTP(w, r)
	})
}
