package refserver

import (
	"github.com/ssegauge/ssegauge/reference-server/control"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// newControl returns the endpoints under /control/, nil where there are none.
func (s *Server) newControl() *control.Control {
	if !s.config.Control {
		return nil
	}
	return control.New(controlled{s}, control.Config{
		Tokens:       s.config.ControlTokens,
		WriteTimeout: s.config.WriteTimeout,
	})
}

// controlled is the server as the control endpoints see it.
type controlled struct{ s *Server }

// Revoke takes a token of readers and publishers back, and ends its streams.
func (c controlled) Revoke(token string) bool {
	known := c.s.tokens.revoke(token)
	c.s.subscribers.endRevoked()
	return known
}

// Restart is Server.Restart.
func (c controlled) Restart() { c.s.Restart() }

// RestartIDs is Server.Restart with IDs that begin at Config.FirstID again. Clients
// whose ID is used for another event then resume after that, without being told:
// it is what servers do that count in memory.
func (c controlled) RestartIDs() { c.s.restart(c.s.empty) }

// empty returns the history of a server that has just begun.
func (s *Server) empty(was *history.Log) *history.Log {
	was.Cut()
	limits := history.Limits{Count: s.config.HistoryCount, Bytes: s.config.HistoryBytes, Age: s.config.HistoryAge}
	return history.New(limits, s.config.FirstID)
}
