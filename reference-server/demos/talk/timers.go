package talk

import (
	"log/slog"
	"sync"
	"time"
)

// maxTimers bounds the timers of the taught form. A stream beyond has none, and hears
// only what is published for all.
const maxTimers = 10_000

// timers are those of the taught form: nothing stops them but the end of all.
type timers struct {
	logger  *slog.Logger
	ringing sync.WaitGroup // calls that have begun

	mu      sync.Mutex // guards what follows
	running []*time.Timer
	ended   bool
	full    bool // which was told
}

func newTimers(logger *slog.Logger) *timers { return &timers{logger: logger} }

// start has f called every d from now on, unless there are too many already.
func (t *timers) start(d time.Duration, f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.ended:
		return
	case len(t.running) == maxTimers:
		if !t.full {
			t.logger.Warn("too many timers of departed clients: further streams have none", "timers", maxTimers)
		}
		t.full = true
		return
	}
	at := len(t.running)
	t.running = append(t.running, nil)
	t.running[at] = time.AfterFunc(d, func() {
		if !t.enter() {
			return
		}
		defer t.ringing.Done()
		f()
		t.again(at, d)
	})
}

// enter reports whether a timer may ring. Then ringing.Done must follow.
func (t *timers) enter() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return false
	}
	t.ringing.Add(1)
	return true
}

// again sets a timer for the next time.
func (t *timers) again(at int, d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.ended {
		t.running[at].Reset(d)
	}
}

// count returns how many there are.
func (t *timers) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.running)
}

// end stops all, and waits for those that ring.
func (t *timers) end() {
	t.mu.Lock()
	t.ended = true
	for _, timer := range t.running {
		timer.Stop()
	}
	t.running = nil
	t.mu.Unlock()
	t.ringing.Wait()
}
