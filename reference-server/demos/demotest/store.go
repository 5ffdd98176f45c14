package demotest

import (
	"testing"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
	"github.com/ssegauge/ssegauge/reference-server/jetstream"
)

// StartDurable is Start with a history that outlives the server: a directory, as that
// of ssegauge serve --history jetstream.
func StartDurable(tb testing.TB, maker Maker, o site.Options, c refserver.Config) *Running {
	tb.Helper()
	return start(tb, maker, o, c, &store{dir: tb.TempDir()})
}

// store is a directory that holds the history of one server after the other.
type store struct {
	dir     string
	server  *jetstream.Embedded
	history *jetstream.History
}

// open opens the history, which is to be closed.
func (s *store) open(tb testing.TB) *jetstream.History {
	tb.Helper()
	var err error
	if s.server, err = jetstream.StartServer(tb.Context(), jetstream.ServerConfig{Dir: s.dir}); err != nil {
		tb.Fatal(err)
	}
	s.history, err = jetstream.Open(tb.Context(), jetstream.Config{
		Server: s.server,
		Limits: history.Limits{Count: 10_000, Bytes: 64 << 20, Age: time.Hour},
	})
	if err != nil {
		s.server.Close()
		tb.Fatal(err)
	}
	return s.history
}

func (s *store) close() {
	s.history.Close()
	s.server.Close()
}
