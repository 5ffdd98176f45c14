package demotest

import (
	"testing"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/history"
	"github.com/ssegauge/ssegauge/reference-server/jetstream"
)

// Durable returns a history that outlives the servers of a test, as that of ssegauge
// serve --history jetstream does.
func Durable(tb testing.TB) refserver.History {
	tb.Helper()
	embedded, err := jetstream.StartServer(tb.Context(), jetstream.ServerConfig{Dir: tb.TempDir()})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(embedded.Close)
	opened, err := jetstream.Open(tb.Context(), jetstream.Config{
		Server:  embedded,
		Limits:  history.Limits{Count: 1000, Bytes: 1 << 20, Age: time.Hour},
		FirstID: 1,
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(opened.Close)
	return survivor{opened}
}

// survivor has a view for the next server when the last one has closed it.
type survivor struct{ *jetstream.History }

// Log is the view.
func (s survivor) Log() *history.Log {
	if view := s.History.Log(); !view.Closed() {
		return view
	}
	return s.Restart()
}
