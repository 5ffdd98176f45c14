package refserver

import (
	"errors"
	"sync"

	"github.com/ssegauge/ssegauge/reference-server/control"
	"github.com/ssegauge/ssegauge/reference-server/fanout"
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
// it is what servers do that count in memory. A durable history numbers its events
// itself, so that its IDs go on.
func (c controlled) RestartIDs() { c.s.restart(c.s.empty) }

// empty returns the history of a server that has just begun.
func (s *Server) empty(was *history.Log) *history.Log {
	was.Cut()
	return history.New(s.config.historyLimits(), s.config.FirstID)
}

// Streams returns the streams that are open.
func (c controlled) Streams() []control.OpenStream {
	var mu sync.Mutex
	var all []control.OpenStream
	c.s.subscribers.each(func(sub subscriber) {
		is := sub.connection()
		mu.Lock()
		defer mu.Unlock()
		all = append(all, control.OpenStream{ID: is.ID, Remote: is.Remote, Protocol: is.Protocol, Topics: is.Topics})
	})
	return all
}

// errDropped is why a stream ends that control has dropped.
var errDropped = errors.New("it was dropped on request")

// EndStreams ends streams and returns the IDs of those that were open.
func (c controlled) EndStreams(ids map[uint64]bool, how control.End) []uint64 {
	ending := map[control.End]fanout.Ending{
		control.Complete: fanout.Complete, control.FIN: fanout.FIN, control.RST: fanout.RST, control.HalfClose: fanout.HalfClose,
	}[how]
	var mu sync.Mutex
	var ended []uint64
	c.s.subscribers.each(func(sub subscriber) {
		if !ids[sub.id()] {
			return
		}
		sub.end(errDropped, ending)
		mu.Lock()
		defer mu.Unlock()
		ended = append(ended, sub.id())
	})
	return ended
}

// SetGate pauses the delivery that the gate says.
func (c controlled) SetGate(gate func(topics []string) bool) { c.s.subscribers.setGate(gate) }

// SetFaults passes events through f.
func (c controlled) SetFaults(f *control.Faults) { c.s.subscribers.setFault(f) }

// Settle has every stream look at what the faults hold back.
func (c controlled) Settle() { c.s.subscribers.settle() }

// faultyFlow is a flow as faults see it.
type faultyFlow struct{ f *flow }

func (s faultyFlow) ID() uint64     { return s.f.number }
func (s faultyFlow) Remote() string { return s.f.remote }
func (s faultyFlow) Since() int64   { return s.f.since }

// faultyPlain is a stream on a hub as faults see it.
type faultyPlain struct {
	p  *plain
	st *fanout.Stream
}

func (s faultyPlain) ID() uint64     { return s.p.number }
func (s faultyPlain) Remote() string { return remoteOf(s.st) }
func (s faultyPlain) Since() int64   { return s.p.since }
