package refserver

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"github.com/ssegauge/ssegauge/reference-server/control"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// Server is a reference server. Its methods may be called from several
// goroutines.
type Server struct {
	config      Config
	mu          sync.RWMutex // guards current, and holds Drain and Restart apart
	current     *history.Log
	refusing    bool
	seats       seats
	tokens      *tokens
	access      accessLog
	meters      *meters
	publishes   *rate.Limiter // nil is no bound
	subscribers *subscribers
	mounted     *http.ServeMux   // of resources
	mounts      atomic.Bool      // whether there are any
	control     *control.Control // nil without Config.Control
	delivered   atomic.Int64     // by flows
	slow        atomic.Int64
	restarts    atomic.Int64
	alternative atomic.Pointer[string] // the value of Alt-Svc; nil for none
}

// New returns a server without listener, or the problems of c.
func New(c Config) (*Server, error) {
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("configure reference server: %w", err)
	}
	c = c.withDefaults()
	current := history.New(c.historyLimits(), c.FirstID)
	if c.History != nil {
		current = c.History.Log()
	}
	s := &Server{
		config:  c,
		current: current,
		seats:   seats{max: c.MaxStreams, maxEach: c.MaxStreamsPerAddress},
		tokens:  newTokens(c),

		access:      accessLog{to: c.AccessLog},
		meters:      newMeters(),
		publishes:   newLimiter(c),
		subscribers: newSubscribers(),
		mounted:     http.NewServeMux(),
	}
	s.control = s.newControl()
	return s, nil
}

// Drain refuses new streams and publishes with 503, and ends each stream as a
// complete response: after a time of its own within Config.Drain, or without that
// once it has delivered what was published. Serve does this when its context is
// done; it is for those who mount Handler themselves.
func (s *Server) Drain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.refusing:
	case s.config.Drain == 0:
		s.current.Close()
	default:
		s.subscribers.drain(s.config.Drain)
		time.AfterFunc(s.config.Drain, s.current.Close) // for those who came just before
	}
	s.refusing = true
	if s.control != nil {
		s.control.Close()
	}
}

// draining reports whether the server takes no more streams and publishes.
func (s *Server) draining() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.refusing || s.current.Closed()
}

// Restart does to clients what a new process in the place of this one does: each
// stream ends as a complete response, and the events are forgotten unless there is a
// Config.History. IDs go on, as they do where Config.FirstID lies beyond those used
// before, and what was revoked stays so. A server that drains is not restarted.
func (s *Server) Restart() { s.restart((*history.Log).Succeed) }

// restart puts the log that succeed returns, which must cut the old one, in its
// place.
func (s *Server) restart(succeed func(*history.Log) *history.Log) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.refusing || s.current.Closed():
		return
	case s.config.History != nil:
		s.current = s.config.History.Restart()
	default:
		s.current = succeed(s.current)
	}
	s.restarts.Add(1)
}

// log returns the history.
func (s *Server) log() *history.Log {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.current
}

// Stats is a Server's state at one instant.
type Stats struct {
	// Requests counts those that came in, whatever their answer.
	Requests int64
	// Streams is the number of streams open.
	Streams int
	// Draining says that the server takes no more streams and publishes.
	Draining bool
	// History is the state of the history.
	History history.Stats
	// Restarts is how often the server was restarted.
	Restarts int64
	// Delivered counts the events written to streams.
	Delivered int64
	// Slow counts the streams ended because their client was too slow: it took
	// nothing for Config.WriteTimeout, or fell behind the history.
	Slow int64
}

// Stats returns the server's present state.
func (s *Server) Stats() Stats {
	return Stats{
		Requests:  s.meters.requests.Load(),
		Streams:   s.seats.taken(),
		Draining:  s.draining(),
		History:   s.log().Stats(),
		Restarts:  s.restarts.Load(),
		Delivered: s.delivered.Load() + s.subscribers.counts().Deliveries,
		Slow:      s.slow.Load(),
	}
}
