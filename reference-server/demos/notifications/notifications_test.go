package notifications_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/await"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/demotest"
	"github.com/ssegauge/ssegauge/reference-server/demos/notifications"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

const patience = 20 * time.Second

func start(t *testing.T, asTaught bool, c refserver.Config) *demotest.Running {
	t.Helper()
	return demotest.Start(t, notifications.New, site.Options{AsTaught: asTaught}, c)
}

// listen opens a stream of the user, whose first event it reads.
func listen(t *testing.T, r *demotest.Running, user string, headers ...string) *demotest.Stream {
	t.Helper()
	st := r.Open("/api/notifications?userId="+url.QueryEscape(user), headers...)
	if e := st.Next(); e.Type != "connected" {
		t.Fatalf("got %+v, want connected first", e)
	}
	return st
}

// alone waits until no stream is open.
func alone(t *testing.T, r *demotest.Running) {
	t.Helper()
	await.Until(t, patience, "no stream is open", func() bool { return r.Server.Stats().Streams == 0 })
}

// send sends a notification, which is given as JSON.
func send(t *testing.T, r *demotest.Running, user, notification string) (status int, answer map[string]any) {
	t.Helper()
	to, err := json.Marshal(user)
	if err != nil {
		t.Fatal(err)
	}
	res := r.Do(http.MethodPost, "/api/send-notification", fmt.Sprintf(`{"userId": %s, "notification": %s}`, to, notification))
	return res.StatusCode, res.JSON()
}

// sends sends a notification that must be taken, and returns the ID of its event.
func sends(t *testing.T, r *demotest.Running, user, notification string, streams int) (id string) {
	t.Helper()
	status, answer := send(t, r, user, notification)
	if status != http.StatusOK || answer["streams"] != float64(streams) {
		t.Fatalf("status %d, %v, want 200 and %d streams", status, answer, streams)
	}
	id, _ = answer["id"].(string)
	return id
}

func TestEveryTabGetsIt(t *testing.T) {
	for _, user := range []string{"alice", "*", ">", "a.b", "Zoë 世界", "\x00\n", strings.Repeat("u", 200)} {
		r := start(t, false, refserver.Config{})
		tabs := []*demotest.Stream{listen(t, r, user), listen(t, r, user)}
		other := listen(t, r, "bob")
		id := sends(t, r, user, `"for one"`, len(tabs))
		for _, tab := range tabs {
			if e := tab.Next(); e.Type != "notification" || e.Data != "for one" || e.LastEventID != id {
				t.Errorf("%q: got %+v, want ID %s", user, e, id)
			}
			if delay, _ := tab.Retry(); delay != 3*time.Second {
				t.Errorf("retry %v", delay)
			}
		}
		sends(t, r, "bob", `"for bob"`, 1)
		if e := other.Next(); e.Data != "for bob" {
			t.Errorf("%q: bob got %+v", user, e)
		}
	}
}

func TestDataIsWhatWasSent(t *testing.T) {
	r := start(t, false, refserver.Config{})
	tab := listen(t, r, "alice")
	for sent, want := range map[string]string{
		`"<script>alert(1)</script>"`:                      "<script>alert(1)</script>",
		`"two\nlines"`:                                     "two\nlines",
		`"id: 1\n\nevent: forged"`:                         "id: 1\n\nevent: forged",
		"{\"title\": \"T\",\n \"body\": \"<b>\", \"n\":1}": `{"title":"T","body":"<b>","n":1}`,
		`""`: "",
		`{}`: "{}",
	} {
		sends(t, r, "alice", sent, 1)
		if e := tab.Next(); e.Data != want {
			t.Errorf("%s: got %q, want %q", sent, e.Data, want)
		}
	}
}

func TestReconnectingUserMissesNothing(t *testing.T) {
	r := start(t, false, refserver.Config{})
	tab := listen(t, r, "alice")
	known := tab.LastEventID()
	tab.Leave()
	alone(t, r)
	sends(t, r, "alice", `"missed"`, 0)
	again := listen(t, r, "alice", "Last-Event-ID: "+known)
	if e := again.Next(); e.Data != "missed" {
		t.Errorf("got %+v, want what was missed", e)
	}
}

func TestAnnouncements(t *testing.T) {
	for name, asTaught := range map[string]bool{"correct": false, "as taught": true} {
		r := start(t, asTaught, refserver.Config{})
		st := r.Open("/api/events")
		id := r.Publish(history.Event{Topic: "demo.notifications", Type: "alert", Data: "all is well"})
		e := st.Next()
		if asTaught {
			id = "1"
		}
		if e.Type != "alert" || e.Data != "all is well" || e.LastEventID != id {
			t.Errorf("%s: got %+v, want ID %s", name, e, id)
		}
		if delay, _ := st.Retry(); delay != 3*time.Second {
			t.Errorf("%s: retry %v", name, delay)
		}
	}
}

func TestAsTaught(t *testing.T) {
	r := start(t, true, refserver.Config{})
	first, second := listen(t, r, "alice"), listen(t, r, "alice")
	sends(t, r, "alice", `"one"`, 1)
	sends(t, r, "alice", `"two"`, 1)
	for i, want := range []string{"one", "two"} {
		if e := second.Next(); e.Data != want || e.LastEventID != strconv.Itoa(i+1) {
			t.Errorf("got %+v, want %s with ID %d", e, want, i+1)
		}
	}
	first.Leave() // who was replaced takes nobody along
	await.Until(t, patience, "the first has left", func() bool { return r.Server.Stats().Streams == 1 })
	sends(t, r, "alice", `"three"`, 1)
	second.Leave()
	alone(t, r)
	if status, answer := send(t, r, "alice", `"lost"`); status != http.StatusNotFound || answer["error"] != "User not connected" {
		t.Errorf("status %d, %v", status, answer)
	}
	again := listen(t, r, "alice", "Last-Event-ID: 2")
	sends(t, r, "alice", `"four"`, 1)
	if e := again.Next(); e.Data != "four" || e.LastEventID != "1" {
		t.Errorf("got %+v, want what came last, with ID 1", e)
	}
}

// TestAsTaughtReplacesSilently: the first tab stays open and gets nothing.
func TestAsTaughtReplacesSilently(t *testing.T) {
	r := start(t, true, refserver.Config{})
	first := listen(t, r, "alice")
	second := listen(t, r, "alice")
	sends(t, r, "alice", `"for the second"`, 1)
	second.Next()
	if n := r.Server.Stats().Streams; n != 2 {
		t.Errorf("%d streams are open", n)
	}
	r.Stop()
	if got, err := first.Rest(); err != nil || len(got) > 0 {
		t.Errorf("the first got %+v, error %v", got, err)
	}
}
