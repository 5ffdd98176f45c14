package engine

import (
	"cmp"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/loadgen/ledger"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
)

// Config is what an Engine does. It must be valid: package loadgen sees to that.
type Config struct {
	Plan  schedule.Plan
	Maker *request.Maker
	// Sequence says where events have their number and times.
	Sequence stamp.Spec
	Ledger   ledger.Options
	// Union compares each Subscriber with what all of them saw. The numbers of events are not
	// looked at then; if Sequence names their topics, those are compared apart.
	Union bool
	// Workers is how many event loops share the work; at least 1.
	Workers int
	Readers []Reader
	Leave   Manner
	Resume  Resume
	Caps    Caps
	Limits  Limits
	// Tags is the number of Targets.
	Tags int
	// Topic is the one topic that every Subscriber gets, if OneTopic says so.
	Topic    string
	OneTopic bool
	// Next returns the number of the next event of a topic whose publishing has not begun,
	// where the run publishes by itself; nil if it does not.
	Next func(topic string) int64
	// Offset returns by how much the clock that stamps events is ahead of ours; nil if it
	// is ours.
	Offset func(unix int64) time.Duration
	Seed   uint64
}

// grace is how long an event may take to reach all Subscribers.
func (c *Config) grace() time.Duration { return cmp.Or(c.Ledger.Grace, ledger.DefaultGrace) }

// books reports whether it is known which events are expected.
func (c *Config) books() bool {
	return c.Union || c.Sequence.Sequence != "" && c.Sequence.Sequence != "none"
}

// Reader is a kind of Subscriber that does not read as fast as it can.
type Reader struct {
	// Share is the share of the Subscribers that are of this kind.
	Share float64
	// Rate is how much they read, in bytes per second; 0 is nothing at all.
	Rate int
}

// Resume says what a Subscriber does when its stream has ended too early.
type Resume struct {
	// Off says that it stays away.
	Off bool
	// Forget says that it sends no Last-Event-ID.
	Forget bool
	// Retry is the reconnection time until the server names one.
	Retry time.Duration
	// Fixed says that the server's retry is not obeyed.
	Fixed bool
	// Jitter spreads the reconnection time by that share either way; from 0 to 1.
	Jitter float64
	// MaxAttempts bounds the attempts in a row that do not lead to a stream; 0 is no bound.
	MaxAttempts int
}

// Caps end a Subscriber as a success.
type Caps struct {
	Events int           // that it received; 0 is no cap
	Time   time.Duration // that its stream was open; 0 is no cap
}

// Limits bound what a stream may take.
type Limits struct {
	Connect   time.Duration // for the connection, TLS included
	Head      time.Duration // from the request to the head of the response
	HeadBytes int
	Events    eventstream.Options
}

// Manner is a way in which a client leaves.
type Manner uint8

// The manners.
const (
	FIN       Manner = iota // closes, as most do
	RST                     // closes with a reset, as one that is killed may
	HalfClose               // closes its half, and reads until the server closes the other
	Vanish                  // is gone without a word, as when a cable is cut
)

// Manners returns all manners.
func Manners() []Manner { return []Manner{FIN, RST, HalfClose, Vanish} }

// String returns the name of m: "fin", "rst", "half-close", "vanish".
func (m Manner) String() string { return [...]string{"fin", "rst", "half-close", "vanish"}[m] }

// ended is why a stream ended that was closed by its server.
const (
	endedInOrder = "the response ended"
	endedByFIN   = "the connection was closed in the middle of the response"
)
