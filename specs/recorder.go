package specs

import (
	"cmp"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// maxEventBytes bounds the lines of one event, in bytes: one that is larger
// would leave no memory for the other streams of a run.
const maxEventBytes = 4 << 20

// newRecorder returns what makes the Exchanges of a run. All of them share a
// Budget, because every stream of a hostile Target may be endless.
func newRecorder(cfg Config, limits Limits) *wire.Recorder {
	return &wire.Recorder{
		TLS: cfg.TLS, Dial: cfg.Dial,
		DialTimeout: limits.Timeout,
		HeadTimeout: limits.Timeout + limits.MaxHeadWait,
		Stream:      eventstream.Options{MaxEventBytes: maxEventBytes},
		Budget:      wire.NewBudget(cmp.Or(cfg.MaxMemory, DefaultMaxMemory)),
	}
}
