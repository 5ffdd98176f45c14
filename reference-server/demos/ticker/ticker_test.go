package ticker_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/await"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/demotest"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/demos/ticker"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

const (
	topic    = "demo.ticker"
	patience = 30 * time.Second
)

// journal is a log that a test reads.
type journal struct {
	mu   sync.Mutex // guards text
	text bytes.Buffer
}

func (j *journal) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(line)
}

// tells waits for a line that has all of these.
func (j *journal) tells(t *testing.T, words ...string) {
	t.Helper()
	await.Until(t, patience, fmt.Sprintf("the log has %q", words), func() bool {
		j.mu.Lock()
		defer j.mu.Unlock()
	lines:
		for line := range strings.Lines(j.text.String()) {
			for _, word := range words {
				if !strings.Contains(line, word) {
					continue lines
				}
			}
			return true
		}
		return false
	})
}

// silent is the demo without a greeting that comes by itself.
func silent(server *refserver.Server, o site.Options) site.App {
	app := ticker.New(server, o)
	app.Run = nil
	return app
}

// config has clients come back soon.
func config() refserver.Config { return refserver.Config{Control: true, Retry: 50 * time.Millisecond} }

func start(t *testing.T, asTaught bool) (*demotest.Running, *journal) {
	t.Helper()
	j := new(journal)
	o := site.Options{AsTaught: asTaught, Logger: slog.New(slog.NewTextHandler(j, nil))}
	return demotest.Start(t, silent, o, config()), j
}

// counts waits until the server counts so many connections.
func counts(t *testing.T, r *demotest.Running, want float64) {
	t.Helper()
	await.Until(t, patience, fmt.Sprintf("%g connections are counted", want), func() bool {
		return r.Do(http.MethodGet, "/connections", "").JSON()["connections"] == want
	})
}

// say publishes a greeting at once.
func say(r *demotest.Running, data string) string {
	return r.Publish(history.Event{Topic: topic, Type: "my-custom-event", Data: data})
}

// TestGreeting: it comes by itself, the same for everybody.
func TestGreeting(t *testing.T) {
	r := demotest.Start(t, ticker.New, site.Options{}, refserver.Config{})
	one, two := r.Open("/events"), r.Open("/demos/ticker/events")
	e := two.Next()
	if e.Type != "my-custom-event" || !strings.HasPrefix(e.Data, "Hello, it is ") || e.LastEventID == "" {
		t.Errorf("got %+v", e)
	}
	other := one.Next()
	for other.LastEventID < e.LastEventID { // it came before the other stream was opened
		other = one.Next()
	}
	if other != e {
		t.Errorf("one got %+v, another %+v", e, other)
	}
}

func TestLogAndCount(t *testing.T) {
	r, log := start(t, false)
	counts(t, r, 0)
	one := r.Open("/events")
	id := say(r, "one")
	if got := one.Next().LastEventID; got != id {
		t.Errorf("ID %s, want %s", got, id)
	}
	log.tells(t, "client connected", "demo=ticker", `lastEventId=""`, "connections=1")
	say(r, "two")
	two := r.Open("/events", "Last-Event-ID: "+id)
	if got := two.Next().Data; got != "two" {
		t.Errorf("who comes back gets %q, want what was missed", got)
	}
	log.tells(t, "client connected", "lastEventId="+id, "connections=2")
	counts(t, r, 2)
	one.Leave()
	log.tells(t, "client disconnected", "cause=left", "connections=1")
	counts(t, r, 1)
	r.Server.Restart()
	log.tells(t, "client disconnected", "cause=drained", "connections=0")
	counts(t, r, 0)
}

// TestAsTaught: it has its flaws.
func TestAsTaught(t *testing.T) {
	r, log := start(t, true)
	next := func(st *demotest.Stream, want ...string) {
		t.Helper()
		for _, want := range want {
			if e := st.Next(); e.LastEventID != want {
				t.Errorf("got %+v, want ID %s", e, want)
			}
		}
	}
	one, two := r.Open("/events"), r.Open("/events")
	say(r, "a")
	say(r, "b")
	next(one, "1001", "1002")
	next(two, "2001", "2002")
	two.Leave()
	log.tells(t, "client disconnected", "connections=2")
	say(r, "missed")
	three := r.Open("/events", "Last-Event-ID: 2002")
	log.tells(t, "client connected", "lastEventId=2002", "connections=3")
	say(r, "c")
	if e := three.Next(); e.LastEventID != "3001" || e.Data != "c" {
		t.Errorf("who comes back gets %+v, want what is new", e)
	}
	counts(t, r, 3)
	r.Server.Restart()
	four := r.Open("/events", "Last-Event-ID: 3001")
	say(r, "d")
	next(four, "1001")
	r.Restart()
	five := r.Open("/events", "Last-Event-ID: 1001")
	say(r, "e")
	next(five, "1001")
	counts(t, r, 1)
}

// TestRefused: what nobody can want has a clear answer, and is not counted.
func TestRefused(t *testing.T) {
	r, log := start(t, false)
	for _, tt := range []struct {
		name, method, path, header string
		status                     int
	}{
		{"another media type", http.MethodGet, "/events", "Accept: text/html", http.StatusNotAcceptable},
		{"a POST to the stream", http.MethodPost, "/events", "", http.StatusMethodNotAllowed},
		{"a POST to the count", http.MethodPost, "/connections", "", http.StatusMethodNotAllowed},
		{"a query that cannot be read", http.MethodGet, "/events?lastEventId=%zz", "", http.StatusBadRequest},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var headers []string
			if tt.header != "" {
				headers = []string{tt.header}
			}
			res := r.Do(tt.method, tt.path, "", headers...)
			if problem := res.JSON(); res.StatusCode != tt.status || problem["error"] == "" {
				t.Errorf("status %d, %v", res.StatusCode, problem)
			}
		})
	}
	counts(t, r, 0)
	long := strings.Repeat("ä", 200)
	r.Open("/events?lastEventId=" + long)
	log.tells(t, "client connected", "lastEventId="+strings.Repeat("ä", 32)+"… ")
}
