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
	// Streams returns the streams that are open, in no order.
	Streams() []OpenStream
	// EndStreams ends those of the open streams that have one of these IDs, and
	// returns the IDs of those.
	EndStreams(ids map[uint64]bool, how End) []uint64
	// SetGate has delivery to the streams of some topics wait while the gate says so;
	// nil is never. The streams stay open, and the events in the history.
	SetGate(gate func(topics []string) bool)
	// SetFaults passes all batches through f; nil ends that.
	SetFaults(f *Faults)
	// Settle has every stream pass an empty batch through the faults that are set.
	Settle()
}

// OpenStream is what is known of a stream.
type OpenStream struct {
	ID       uint64   `json:"id"`
	Remote   string   `json:"remote"`
	Protocol string   `json:"protocol"`
	Topics   []string `json:"topics"`
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
	requests *requestLog
	answers  queue[answer]
	scripts  queue[script]
	stage    stage
	delays   publishDelays
	delivery delivery
	faults   *Faults

	once   sync.Once
	closed chan struct{} // Close closes it
}

// New returns the endpoints of a server.
func New(server Server, config Config) *Control {
	c := &Control{server: server, config: config, requests: newRequestLog(), closed: make(chan struct{})}
	c.faults = newFaults(server.SetFaults)
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
