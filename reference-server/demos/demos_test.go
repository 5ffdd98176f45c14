package demos_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos"
)

// serve mounts the demos on a server that runs until the test ends.
func serve(t *testing.T, o demos.Options) (*httptest.Server, *demos.Demos) {
	t.Helper()
	server, err := refserver.New(refserver.Config{})
	if err != nil {
		t.Fatal(err)
	}
	mounted, err := demos.Mount(server, o)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(server.Handler())
	s.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	t.Cleanup(s.Close)
	return s, mounted
}

// answer is a response that was read.
type answer struct {
	status int
	header http.Header
	body   string
}

func get(t *testing.T, s *httptest.Server, path string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(body)}
}

// names are those of the demos, without All.
func names() []string {
	return slices.DeleteFunc(demos.Names(), func(name string) bool { return name == demos.All })
}

func TestIndexListsAllDemos(t *testing.T) {
	s, _ := serve(t, demos.Options{Name: demos.All})
	index := get(t, s, "/demos/")
	if index.status != http.StatusOK {
		t.Fatalf("status %d", index.status)
	}
	for _, name := range names() {
		if !strings.Contains(index.body, `href="`+name+`/"`) {
			t.Errorf("%s is not in the index", name)
		}
		for _, file := range []string{"", "page.js", "style.css"} {
			got := get(t, s, "/demos/"+name+"/"+file)
			if policy := got.header.Get("Content-Security-Policy"); got.status != http.StatusOK || !strings.Contains(policy, "script-src 'self'") {
				t.Errorf("%s/%s: status %d, policy %q", name, file, got.status, policy)
			}
		}
	}
}

func TestRootIsTheChosenDemo(t *testing.T) {
	for _, name := range names() {
		s, mounted := serve(t, demos.Options{Name: name})
		app, _, ok := mounted.Chosen()
		if !ok || app.Name != name || mounted.Page("http://x") != "http://x/" {
			t.Errorf("%s: chosen %q, page %s", name, app.Name, mounted.Page("http://x"))
		}
		page := get(t, s, "/").body
		for _, part := range []string{"<h1>" + app.Title + "</h1>", "ssegauge check ", s.URL + "/" + strings.SplitN(app.Stream, "?", 2)[0]} {
			if !strings.Contains(page, part) {
				t.Errorf("%s: the page at the root lacks %q:\n%s", name, part, page)
			}
		}
	}
}

func TestRedirects(t *testing.T) {
	s, mounted := serve(t, demos.Options{Name: demos.All})
	if got := mounted.Page("http://x"); got != "http://x/demos/" {
		t.Errorf("look first at %s", got)
	}
	for path, want := range map[string]string{"/": "demos/", "/demos": "demos/", "/demos/stream": "stream/"} {
		got := get(t, s, path)
		if location := got.header.Get("Location"); got.status != http.StatusFound || location != want {
			t.Errorf("%s: status %d, Location %q, want 302, %q", path, got.status, location, want)
		}
	}
}

func TestFlawsAreOnThePagesAsTaught(t *testing.T) {
	s, mounted := serve(t, demos.Options{Name: "stream", AsTaught: true})
	app, _, _ := mounted.Chosen()
	page, index := get(t, s, "/").body, get(t, s, "/demos/").body
	for _, flaw := range app.Flaws {
		if !strings.Contains(page, flaw.Text) || !strings.Contains(index, flaw.Text) {
			t.Errorf("%q is on the page: %t, in the index: %t", flaw.Text, strings.Contains(page, flaw.Text), strings.Contains(index, flaw.Text))
		}
	}
}

func TestValidate(t *testing.T) {
	for _, tt := range []struct {
		name string
		o    demos.Options
		want string
	}{
		{"no name", demos.Options{}, `there is no demo ""`},
		{"another name", demos.Options{Name: "chat"}, `there is no demo "chat", only `},
		{"a demo", demos.Options{Name: "stream", AsTaught: true}, ""},
		{"all", demos.Options{Name: demos.All, AsTaught: true}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.o.Validate()
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	_, mounted := serve(t, demos.Options{Name: demos.All})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1) // sent by the goroutine below
	go func() { ended <- mounted.Run(ctx) }()
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
