package blog

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// TestViewsComeTogether: however many there are, an event a second at most.
func TestViewsComeTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, err := refserver.New(refserver.Config{})
		if err != nil {
			t.Fatal(err)
		}
		b := newBlog(server, site.Options{Logger: slog.New(slog.DiscardHandler)})
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan error, 1) // sent by the goroutine below
		go func() { over <- b.run(ctx) }()
		began := time.Now()
		for _, id := range []string{"a", "b"} {
			p := post{ID: id, Title: "x", Body: "x", At: began}
			if _, err := server.Publish(ctx, history.Event{Topic: topic, Type: published, Data: encode(p)}); err != nil {
				t.Fatal(err)
			}
		}
		var heard []string
		log := make(chan string, 9)
		go func() {
			defer close(log)
			_ = server.Follow(ctx, []string{topic}, refserver.Follower{Begin: func() {}, Event: func(e *history.Entry) {
				if event := e.Event(); event.Type == counted {
					log <- fmt.Sprint(time.Since(began), " ", event.Data)
				}
			}})
		}()
		view := func(id string) {
			for range 100 {
				r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/", http.NoBody)
				r.SetPathValue("id", id)
				w := httptest.NewRecorder()
				if b.view(w, r); w.Code != http.StatusNoContent {
					t.Fatalf("status %d", w.Code)
				}
			}
		}
		b.views.add(map[string]int{"a": 1, "gone": 1})
		synctest.Wait()
		view("a")
		view("b")
		heard = append(heard, <-log, <-log) // the second waits for its time
		view("b")
		heard = append(heard, <-log)
		if diff := cmp.Diff([]string{`0s {"views":{"a":1}}`, `1s {"views":{"a":101,"b":100}}`, `2s {"views":{"b":200}}`}, heard); diff != "" {
			t.Error(diff)
		}
		cancel()
		if err := <-over; err != nil {
			t.Error(err)
		}
		if _, open := <-log; open {
			t.Error("views come without need")
		}
		server.Drain()
	})
}
