package loadgen

import (
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/loadgen/engine"
	"github.com/ssegauge/ssegauge/loadgen/publish"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
)

// Scenario is the plan of a load run. Request and Plan must say something, all else has
// defaults.
type Scenario struct {
	// Request is what Subscribers ask, where and how.
	Request request.Spec
	// Plan is when streams are opened, closed and cut.
	Plan schedule.Plan
	// Publish is what the run publishes by itself; nil is nothing.
	Publish *publish.Plan
	// Sequence says where an event has its number and times. Its zero value is what the run
	// publishes, and nothing if it does not publish.
	Sequence stamp.Spec
	// Union compares each Subscriber with what all of them saw, for events without numbers.
	Union bool
	// Readers are kinds of Subscribers that read slowly or not at all. The shares add up to
	// at most 1.
	Readers []engine.Reader
	// Leave is how streams are cut.
	Leave engine.Manner
	// Resume is what a Subscriber does when its stream has ended too early.
	Resume engine.Resume
	// Caps end a Subscriber as a success.
	Caps engine.Caps
	// Limits bound what a stream may take.
	Limits engine.Limits
	// Thresholds are expressions that must hold: package threshold.
	Thresholds []string
	// Drain is how long, after the plan, the run waits for what is on its way.
	Drain time.Duration
	// ClockURL is the /control/time of the machine that stamps events; empty if it has the
	// clock of this one.
	ClockURL string
	// Workers is how many event loops share the work, at most 256; 0 is one for each processor.
	Workers int
	// Consent says that addresses which are not loopback are ours to load.
	Consent bool
}

// The defaults of a Scenario.
const (
	DefaultTimeout   = 10 * time.Second
	DefaultRetry     = 3 * time.Second
	DefaultDrain     = 5 * time.Second
	DefaultHeadBytes = 64 << 10
	DefaultLineBytes = 1 << 20
)

const maxWorkers = 256

// withDefaults returns s with everything that zero means.
func (s Scenario) withDefaults(cores int) Scenario {
	set(&s.Limits.Connect, DefaultTimeout)
	set(&s.Limits.Head, DefaultTimeout)
	set(&s.Limits.HeadBytes, DefaultHeadBytes)
	set(&s.Limits.Events.MaxLineBytes, DefaultLineBytes)
	set(&s.Limits.Events.MaxEventBytes, eventstream.DefaultMaxEventBytes)
	set(&s.Resume.Retry, DefaultRetry)
	set(&s.Drain, DefaultDrain)
	set(&s.Workers, cores)
	return s
}

func set[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
