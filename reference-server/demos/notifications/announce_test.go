package notifications

import (
	"context"
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

func TestAnnounce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, err := refserver.New(refserver.Config{})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		began, ran := time.Now(), make(chan error, 1) // sent by the goroutine below
		go func() { ran <- announce(ctx, server) }()
		var got []string
		_ = server.Follow(ctx, []string{topic}, refserver.Follower{
			Begin: func() {},
			Event: func(e *history.Entry) {
				var said struct{ Title, Body string }
				if err := json.Unmarshal([]byte(e.Event().Data), &said); err != nil || said.Title == "" || said.Body == "" {
					t.Errorf("data %s, error %v", e.Event().Data, err)
				}
				if got = append(got, time.Since(began).String()+" "+e.Event().Type); len(got) == 4 {
					cancel()
				}
			},
		})
		if diff := cmp.Diff([]string{"10s notification", "20s update", "30s alert", "40s notification"}, got); diff != "" {
			t.Errorf("announcements (-want +got):\n%s", diff)
		}
		if err := <-ran; err != nil {
			t.Error(err)
		}
		server.Drain()
	})
}

// TestPing: the streams of users ask for it, those for all are kept alive by the
// server.
func TestPing(t *testing.T) {
	for name, form := range map[string]form{"correct": &correct{present: newPresence()}, "as taught": newTaught(nil)} {
		if f := form.personal("alice"); f.Ping != "ping" || f.PingEvery != 30*time.Second {
			t.Errorf("%s: pings %q every %v", name, f.Ping, f.PingEvery)
		}
	}
}
