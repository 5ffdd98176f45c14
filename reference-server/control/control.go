package control

import (
	"crypto/sha256"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Server is what the endpoints act on.
type Server interface {
	// Revoke takes a bearer token back for good, and reports whether it was
	// accepted before.
	Revoke(token string) bool
	// Restart does to clients what a new process does.
	Restart()
	// RestartIDs is Restart with IDs that begin anew.
	RestartIDs()
}

// Config says how a Control behaves.
type Config struct {
	// Tokens are the bearer tokens that requests need. Without any, programs on this
	// machine need none, and others are refused.
	Tokens []string
	// WriteTimeout is how long a connection may accept nothing of a script that is
	// played before it is closed.
	WriteTimeout time.Duration
}

// Control is the state behind the endpoints. Its methods may be called from
// several goroutines.
type Control struct {
	server    Server
	config    Config
	tokens    [][sha256.Size]byte
	endpoints []endpoint

	clock    clock
	requests requestLog
	answers  queue[answer]
	scripts  queue[script]
	stage    stage
	delays   publishDelays

	once   sync.Once
	closed chan struct{} // Close closes it
}

// New returns the endpoints of a server.
func New(server Server, config Config) *Control {
	c := &Control{server: server, config: config, closed: make(chan struct{})}
	for _, token := range config.Tokens {
		c.tokens = append(c.tokens, sha256.Sum256([]byte(token)))
	}
	c.endpoints = c.list()
	return c
}

// Close ends what waits or is played, for good: the server shuts down.
func (c *Control) Close() {
	c.once.Do(func() { close(c.closed) })
	c.stage.shutDown()
	c.delays.close()
}

// Intercept answers a request to an endpoint, and one that is to get an answer or
// a script that was prepared. It reports whether it did; otherwise the request is
// noted, and the caller's to answer.
func (c *Control) Intercept(w http.ResponseWriter, r *http.Request) bool {
	received := time.Now()
	if r.URL.Path == root || strings.HasPrefix(r.URL.Path, root+"/") {
		c.serve(call{w: w, r: r, received: received})
		return true
	}
	c.requests.add(r, received)
	if r.Method == http.MethodOptions { // a preflight is not what was prepared for
		return false
	}
	if a, ok := c.answers.take(r.URL.Path); ok {
		c.sendAnswer(w, r, a)
		return true
	}
	if r.Method != http.MethodGet {
		return false
	}
	s, ok := c.scripts.take(r.URL.Path)
	if ok {
		c.play(w, r, s)
	}
	return ok
}
