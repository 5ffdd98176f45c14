package talk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ssegauge/ssegauge/internal/await"
	"github.com/ssegauge/ssegauge/internal/eventstream"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/demotest"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// start runs a form of the demo, in which the server says the time so often.
func start(t *testing.T, asTaught bool, every time.Duration) *demotest.Running {
	t.Helper()
	maker := func(server *refserver.Server, o site.Options) site.App { return app(server, o, every) }
	return demotest.Start(t, maker, site.Options{AsTaught: asTaught}, refserver.Config{})
}

// never is so often that a test does not see it.
const never = time.Hour

// isClock reports whether text is a time of the clock.
func isClock(layout, text string) bool {
	_, err := time.Parse(layout, text)
	return err == nil
}

func timersOf(r *demotest.Running) int {
	n, _ := r.Do(http.MethodGet, "/timers", "").JSON()["timers"].(float64)
	return int(n)
}

func TestHello(t *testing.T) {
	r := start(t, false, never)
	st := r.Open("/talk")
	hello := st.Next()
	if hello.Type != "hello" || !isClock(time.TimeOnly, hello.Data) {
		t.Errorf("got %+v, want the time, as hello", hello)
	}
	known := st.LastEventID()
	if known == "" {
		t.Error("a client that leaves now could not resume")
	}
	id := r.Publish(history.Event{Topic: topic, Data: "missed"})
	again := r.Open("/talk", "Last-Event-ID: "+known)
	if e := again.Next(); e.Type != "hello" || e.LastEventID != known {
		t.Errorf("got %+v, want a hello that leaves the ID as it was, %s", e, known)
	}
	if e := again.Next(); e.Data != "missed" || e.LastEventID != id {
		t.Errorf("got %+v, want what was missed", e)
	}
}

// TestOnceForAll: all streams hear the same under the same ID.
func TestOnceForAll(t *testing.T) {
	r := start(t, false, 5*time.Millisecond)
	one, two := r.Open("/talk"), r.Open("/demos/talk/talk")
	want := next(two)
	for e := next(one); e != want; e = next(one) { // which has begun earlier
		if e.LastEventID > want.LastEventID { // of as many digits
			t.Fatalf("got %+v on one stream, and %+v on the other", e, want)
		}
	}
}

// next returns the next time that was published.
func next(st *demotest.Stream) eventstream.Event {
	for {
		if e := st.Next(); e.Type == eventstream.DefaultType {
			return e
		}
	}
}

func TestEveryFiveSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, err := refserver.New(refserver.Config{})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		began, ran := time.Now(), make(chan error, 1) // sent by the goroutine below
		go func() { ran <- New(server, site.Options{}).Run(ctx) }()
		var at []time.Duration
		err = server.Follow(ctx, []string{topic}, refserver.Follower{
			Begin: func() {},
			Event: func(e *history.Entry) {
				at = append(at, time.Since(began))
				if len(at) == 3 || e.Event().Data != time.Now().Format(time.TimeOnly) {
					cancel()
				}
			},
		})
		if want := []time.Duration{5 * time.Second, 10 * time.Second, 15 * time.Second}; !slices.Equal(at, want) || !errors.Is(err, context.Canceled) {
			t.Errorf("the time was said after %v, want %v; error %v", at, want, err)
		}
		if err := <-ran; err != nil {
			t.Error(err)
		}
		server.Drain()
	})
}

// TestTimers: they end with the stream, but not as taught.
func TestTimers(t *testing.T) {
	for _, test := range []struct {
		name     string
		asTaught bool
		after    int
	}{{"correct", false, 1}, {"as taught", true, 3}} {
		t.Run(test.name, func(t *testing.T) {
			r := start(t, test.asTaught, time.Millisecond)
			for range 2 {
				st := r.Open("/talk")
				st.Next()
				st.Leave()
			}
			await.Until(t, 20*time.Second, "the streams are over", func() bool { return r.Server.Stats().Streams == 0 })
			r.Open("/talk").Next()
			await.Until(t, 20*time.Second, "the timers are counted", func() bool { return timersOf(r) == test.after })
		})
	}
}

// TestTaught: the id is the time at which the stream began, whatever it sends.
func TestTaught(t *testing.T) {
	r := start(t, true, 5*time.Millisecond)
	one, two := r.Open("/talk"), r.Open("/talk", "Last-Event-ID: 1")
	r.Publish(history.Event{Topic: topic, ID: "mine", Type: "note", Data: "for all"})
	var ids []string
	for _, st := range []*demotest.Stream{one, two} {
		hello := st.Next()
		if !isClock("15:04:05.000", hello.LastEventID) || hello.Data != hello.LastEventID || hello.Type != eventstream.DefaultType {
			t.Errorf("begins with %+v, want the time", hello)
		}
		ids = append(ids, hello.LastEventID)
		noted, clocks := false, 0
		for !noted || clocks < 3 {
			e := st.Next()
			noted = noted || e.Type == "note" && e.Data == "for all"
			if isClock(time.TimeOnly, e.Data) {
				clocks++
			}
			if e.LastEventID != hello.LastEventID {
				t.Fatalf("got %+v on the stream of %s", e, hello.LastEventID)
			}
		}
	}
	if ids[0] == ids[1] {
		t.Errorf("two connections have the ID %s", ids[0])
	}
}
