package blog

import (
	"log/slog"
	"testing"
	"testing/synctest"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
)

// TestDrainWhileViewsAreCounted: what is asked of the fold just as the server drains is
// not answered, and nobody waits for that.
func TestDrainWhileViewsAreCounted(t *testing.T) {
	for range 200 {
		synctest.Test(t, func(t *testing.T) {
			server, err := refserver.New(refserver.Config{})
			if err != nil {
				t.Fatal(err)
			}
			b := newBlog(server, site.Options{Logger: slog.New(slog.DiscardHandler)})
			over := make(chan error, 1) // sent by the goroutine below
			go func() { over <- b.run(t.Context()) }()
			synctest.Wait()
			go server.Drain()
			b.views.add(map[string]int{"a": 1})
			if err := <-over; err != nil {
				t.Error(err)
			}
		})
	}
}
