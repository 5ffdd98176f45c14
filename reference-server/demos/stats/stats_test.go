package stats_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/await"
	"github.com/ssegauge/ssegauge/internal/eventstream"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/demotest"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/demos/stats"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

const patience = 30 * time.Second

const (
	topic    = "demo.stats"
	browser  = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
	polyfill = "X-Requested-With: XMLHttpRequest"
	stream   = "Accept: text/event-stream"
)

// silent is the demo without figures of its own.
func silent(server *refserver.Server, o site.Options) site.App {
	app := stats.New(server, o)
	app.Run = nil
	return app
}

// say publishes a figure and returns its ID.
func say(r *demotest.Running, typ string, value float64) string {
	data := fmt.Sprintf(`{"time":%d,"value":%g}`, time.Now().UnixMilli(), value)
	return r.Publish(history.Event{Topic: topic, Type: typ, Data: data})
}

// ids returns the last event IDs of the next n events.
func ids(s *demotest.Stream, n int) []string {
	var got []string
	for range n {
		got = append(got, s.Next().LastEventID)
	}
	return got
}

func TestWhoGetsTheStream(t *testing.T) {
	correct := demotest.Start(t, silent, site.Options{}, refserver.Config{})
	taught := demotest.Start(t, silent, site.Options{AsTaught: true}, refserver.Config{})
	for _, tt := range []struct {
		name, method, accept  string
		correctly, asIsTaught bool
	}{
		{"EventSource", http.MethodGet, "text/event-stream", true, true},
		{"EventSource by HEAD", http.MethodHead, "text/event-stream", true, true},
		{"curl", http.MethodGet, "*/*", true, false},
		{"nothing said", http.MethodGet, "", true, false},
		{"any case", http.MethodGet, "Text/Event-Stream", true, false},
		{"with a parameter", http.MethodGet, "text/event-stream;charset=utf-8", true, false},
		{"in a list", http.MethodGet, "application/json, text/event-stream", true, false},
		{"a library", http.MethodGet, "application/json, text/plain, */*", true, false},
		{"both alike", http.MethodGet, "text/html, text/event-stream", true, false},
		{"the page a little less", http.MethodGet, "text/html;q=0.8, text/event-stream;q=0.9", true, false},
		{"a browser that goes there", http.MethodGet, browser, false, false},
		{"that by HEAD", http.MethodHead, browser, false, false},
		{"the page", http.MethodGet, "text/html", false, false},
		{"the stream a little less", http.MethodGet, "text/html, text/event-stream;q=0.9", false, false},
		{"something else", http.MethodGet, "application/json", false, false},
		{"refused", http.MethodGet, "text/event-stream;q=0, */*", false, false},
	} {
		for r, want := range map[*demotest.Running]bool{correct: tt.correctly, taught: tt.asIsTaught} {
			for _, path := range []string{"/stats", "/demos/stats/stats"} {
				res := r.Do(tt.method, path, "", "Accept: "+tt.accept)
				if got := res.StatusCode == http.StatusOK; got != want {
					t.Errorf("%s: status %d, taught %t", tt.name, res.StatusCode, r == taught)
				}
				if !want {
					leadsToPage(t, r, res, path)
				}
				if got := res.Header.Get("Vary"); got != "Accept" {
					t.Errorf("Vary: %q", got)
				}
				_ = res.Body.Close()
			}
		}
	}
}

func TestCompressedStreamVariesByBoth(t *testing.T) {
	for _, asTaught := range []bool{false, true} {
		r := demotest.Start(t, silent, site.Options{AsTaught: asTaught}, refserver.Config{Compress: []string{"gzip"}})
		res := r.Do(http.MethodGet, "/stats", "", "Accept: text/event-stream", "Accept-Encoding: gzip")
		got := strings.Join(res.Header.Values("Vary"), ", ")
		if want := "Accept-Encoding, Accept"; got != want || res.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("Vary: %q, want %q; taught %t", got, want, asTaught)
		}
		_ = res.Body.Close()
	}
}

func leadsToPage(t *testing.T, r *demotest.Running, res *demotest.Reply, path string) {
	t.Helper()
	location, err := res.Location()
	if want := r.URL + strings.TrimSuffix(path, "stats"); res.StatusCode != http.StatusFound || err != nil || location.String() != want {
		t.Errorf("%s: status %d, Location %v, %v", path, res.StatusCode, location, err)
	}
}

func TestRefusals(t *testing.T) {
	r := demotest.Start(t, silent, site.Options{}, refserver.Config{SubscribeTokens: []string{"reader"}})
	for _, tt := range []struct {
		name, method, body string
		headers            []string
		status             int
		field              string
	}{
		{"another method", http.MethodPost, "", []string{stream}, 405, "method"},
		{"a body", http.MethodGet, "x", []string{stream, "Authorization: Bearer reader"}, 400, "body"},
		{"no token", http.MethodGet, "", []string{stream}, 401, "Authorization"},
	} {
		res := r.Do(tt.method, "/stats", tt.body, tt.headers...)
		if got := res.JSON(); res.StatusCode != tt.status || got["field"] != tt.field || got["error"] == "" {
			t.Errorf("%s: status %d, %v", tt.name, res.StatusCode, got)
		}
	}
	if res := r.Do(http.MethodGet, "/stats", "", "Accept: "+browser); res.StatusCode != http.StatusFound {
		t.Errorf("a browser without a token gets status %d and not the page", res.StatusCode)
	}
}

func TestNewClientForgetsItsID(t *testing.T) {
	for taught, want := range map[bool]string{
		false: "id: \n\nretry: 2000\nid: 41\n\n",
		true:  "retry: 2000\n\nid: \n\n",
	} {
		r := demotest.Start(t, silent, site.Options{AsTaught: taught}, refserver.Config{FirstID: 41})
		say(r, "load", 1)
		for _, header := range []string{"X: new", "Last-Event-ID: ", polyfill} {
			res := r.Do(http.MethodGet, "/stats", "", stream, header)
			got := make([]byte, len(want))
			if _, err := io.ReadFull(res.Body, got); err != nil || string(got) != want {
				t.Errorf("taught %t: it begins with %q, %v", taught, got, err)
			}
		}
	}
}

func TestConnectionsAreTold(t *testing.T) {
	r := demotest.Start(t, stats.New, site.Options{}, refserver.Config{})
	connections := func(s *demotest.Stream, want string) {
		t.Helper()
		for {
			if e := s.Next(); e.Type == "connections" && strings.HasSuffix(e.Data, `"value":`+want+"}") {
				return
			}
		}
	}
	one := r.Open("/stats")
	connections(one, "1")
	two := r.Open("/demos/stats/stats")
	connections(one, "2")
	connections(two, "2")
	two.Leave()
	connections(one, "1")
}

func TestFiguresCome(t *testing.T) {
	r := demotest.Start(t, stats.New, site.Options{}, refserver.Config{})
	s := r.Open("/stats")
	missing := []string{"requests", "memory", "uptime"}
	for len(missing) > 0 {
		e := s.Next()
		missing = slices.DeleteFunc(missing, func(typ string) bool { return typ == e.Type })
	}
}

func TestResume(t *testing.T) {
	r := demotest.Start(t, silent, site.Options{}, refserver.Config{})
	one, two := say(r, "load", 1), say(r, "load", 2)
	blue := r.Publish(history.Event{Topic: topic, ID: "blue", Data: "x"})
	s := r.Open("/stats", "Last-Event-ID: "+one)
	if diff := cmp.Diff([]string{two, blue}, ids(s, 2)); diff != "" {
		t.Error(diff)
	}
	three := say(r, "load", 3)
	if diff := cmp.Diff([]string{three}, ids(r.Open("/stats?lastEventId=blue"), 1)); diff != "" {
		t.Error(diff)
	}
	if e := r.Open("/stats", "Last-Event-ID: red").Next(); e.Type != "reset" {
		t.Errorf("after an unknown ID: %+v", e)
	}
	r.Restart()
	if e := r.Open("/stats", "Last-Event-ID: "+three).Next(); e.Type != "reset" {
		t.Errorf("after a restart: %+v", e)
	}
}

// A polling client has its response once a burst is over, and resumes from there.
func TestPollingClient(t *testing.T) {
	for _, taught := range []bool{false, true} {
		r := demotest.Start(t, silent, site.Options{AsTaught: taught}, refserver.Config{})
		s := r.Open("/stats", stream, polyfill)
		one := say(r, "load", 1)
		if events, err := s.Rest(); err != nil || len(events) != 1 || s.LastEventID() != one {
			t.Errorf("taught %t: got %v, %v", taught, events, err)
		}
		if taught {
			continue
		}
		two, three := say(r, "load", 2), say(r, "load", 3)
		again := r.Open("/stats", stream, polyfill, "Last-Event-ID: "+one)
		if diff := cmp.Diff([]string{two, three}, ids(again, 2)); diff != "" {
			t.Error(diff)
		}
		if rest, err := again.Rest(); err != nil || len(rest) > 0 {
			t.Errorf("it ends with %v, %v", rest, err)
		}
	}
}

func TestTaughtReplays(t *testing.T) {
	r := demotest.Start(t, stats.New, site.Options{AsTaught: true}, refserver.Config{})
	one, two := say(r, "one", 1), say(r, "two", 1)
	await.Until(t, patience, "the last event comes twice", func() bool { // once it is archived
		s := r.Open("/stats", stream, "Last-Event-ID: "+one)
		defer s.Leave()
		if s.Next().LastEventID != one {
			return false
		}
		until(s, two)
		return true
	})
	missed := say(r, "missed", 1)
	s := r.Open("/stats", stream, "Last-Event-ID: blue")
	for _, e := range until(s, say(r, "after", 1)) {
		if e.Type == "reset" || e.LastEventID == one || e.LastEventID == missed {
			t.Errorf("an ID that is no integer gets %+v", e)
		}
	}
}

// until reads up to the event of an ID, and returns those before it.
func until(s *demotest.Stream, id string) (before []eventstream.Event) {
	for e := s.Next(); e.LastEventID != id; e = s.Next() {
		before = append(before, e)
	}
	return before
}
