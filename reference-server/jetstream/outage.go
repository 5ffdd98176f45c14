package jetstream

import (
	"context"
	"fmt"
	"sync"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// What an outage is of.
const (
	ofConnection = "connection"
	ofServer     = "server"
	ofStream     = "stream"
)

// outage holds what keeps publishes from being stored, by what it is of. A publish
// that is under way when it begins ends at once.
type outage struct {
	mu      sync.Mutex // guards what follows
	causes  map[string]error
	nextID  int
	pending map[int]context.CancelCauseFunc
}

func newOutage() *outage {
	return &outage{causes: map[string]error{}, pending: map[int]context.CancelCauseFunc{}}
}

// begin says what is wrong. It reports whether that is news.
func (o *outage) begin(of string, cause error) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	_, known := o.causes[of]
	o.causes[of] = cause
	for _, cancel := range o.pending {
		cancel(cause)
	}
	return !known
}

// end says that it is over. It reports whether that is news.
func (o *outage) end(of string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	_, known := o.causes[of]
	delete(o.causes, of)
	return known
}

// err returns what is wrong, wrapped around history.ErrUnavailable, or nil.
func (o *outage) err() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.errLocked()
}

func (o *outage) errLocked() error {
	for _, of := range []string{ofServer, ofConnection, ofStream} {
		if cause, ok := o.causes[of]; ok {
			return unavailable(cause)
		}
	}
	return nil
}

func unavailable(cause error) error { return fmt.Errorf("%w: %w", history.ErrUnavailable, cause) }

// during returns a context for one publish, which ends with the next outage. The
// caller must call leave. The error is that of an outage that is on.
func (o *outage) during(ctx context.Context) (publish context.Context, leave func(), err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := o.errLocked(); err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	o.nextID++
	id := o.nextID
	o.pending[id] = cancel
	return ctx, func() {
		o.mu.Lock()
		delete(o.pending, id)
		o.mu.Unlock()
		cancel(nil)
	}, nil
}
