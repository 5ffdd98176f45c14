package dialects

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// serve starts a server that speaks the dialect of that name.
func serve(t *testing.T, name string) (Dialect, string) {
	t.Helper()
	d, err := Named(name)
	if err != nil {
		t.Fatal(err)
	}
	config, err := Play(refserver.Config{}, name)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(config.Wrap(http.NotFoundHandler()))
	t.Cleanup(server.Close)
	return d, server.URL
}

// answerTo returns the whole response to a request like that for a stream of d.
func answerTo(t *testing.T, d Dialect, base, method, body string) (status int, text string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, d.URL(base), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range d.Header {
		name, value, _ := strings.Cut(line, ": ")
		req.Header.Set(name, value)
	}
	req.Header.Set("Accept", "text/event-stream")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if isStream := res.Header.Get("Content-Type") == "text/event-stream"; isStream != (res.StatusCode == http.StatusOK) {
		t.Errorf("status %d with media type %q", res.StatusCode, res.Header.Get("Content-Type"))
	}
	return res.StatusCode, string(all)
}

// Every dialect has what a profile and a request need, and other paths are
// those of the server.
func TestDialects(t *testing.T) {
	for _, d := range All() {
		t.Run(d.Name, func(t *testing.T) {
			if d.Name == "" || !strings.HasPrefix(d.Path, "/") || d.Method == "" {
				t.Errorf("got %+v, want a name, a path and a method", d)
			}
			_, base := serve(t, d.Name)
			if status, _ := answerTo(t, Dialect{Path: "/elsewhere"}, base, http.MethodGet, ""); status != http.StatusNotFound {
				t.Errorf("/elsewhere: got %d, want 404", status)
			}
		})
	}
}

func TestUnknownDialect(t *testing.T) {
	if _, err := Named("morse"); err == nil || !strings.Contains(err.Error(), strings.Join(Names(), ", ")) {
		t.Errorf("got %v, want an error that names all dialects", err)
	}
	if _, err := Play(refserver.Config{}, "morse"); err == nil {
		t.Error("got no error")
	}
}

// What the configuration wraps stands around the dialect.
func TestPlayStandsInsideOfWrap(t *testing.T) {
	config, err := Play(refserver.Config{Wrap: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Outer", "yes")
			next.ServeHTTP(w, r)
		})
	}}, "llm")
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	config.Wrap(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/chat/completions", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Outer") != "yes" {
		t.Errorf("got status %d and %v", w.Code, w.Header())
	}
}
