package specs

import (
	"net/http"
	"sync"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// holder keeps the events of each topic back until there are enough of them, or
// none has come for a while.
type holder struct {
	hub    *hub
	enough int
	keep   int           // how many of them are kept back for the next time
	most   time.Duration // the while

	mu     sync.Mutex
	held   map[string][]eventstream.Event
	timers map[string]*time.Timer
}

func holding(enough, keep int, most time.Duration) http.Handler {
	return spoilt(func(h *hub) {
		k := &holder{hub: h, enough: enough, keep: keep, most: most, held: map[string][]eventstream.Event{}, timers: map[string]*time.Timer{}}
		h.spread = k.spread
	})
}

func (k *holder) spread(topic string, e eventstream.Event) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.held[topic] = append(k.held[topic], e)
	if len(k.held[topic]) >= k.enough {
		k.release(topic, len(k.held[topic])-k.keep)
	}
	if timer := k.timers[topic]; timer != nil {
		timer.Stop()
	}
	k.timers[topic] = time.AfterFunc(k.most, func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.release(topic, len(k.held[topic]))
	})
}

// release is called under the lock.
func (k *holder) release(topic string, n int) {
	k.hub.addAll(topic, k.held[topic][:n])
	k.held[topic] = k.held[topic][n:]
}

// holdingTargets deliver events late.
func holdingTargets() []target {
	const delivery = "liveness || id:data-published-arrives"
	patient := func(c *Config, _ string) { c.Labels, c.Limits.Timeout, c.Limits.MaxDelay = delivery, 10*sec, 2*sec }
	return []target{
		{"until it is idle for long", holding(100, 0, 3500*ms), patient, []string{"fail liveness-event-flushed"}},
		{"one behind, until it is idle", holding(2, 1, 900*ms), only(delivery), []string{"fail liveness-not-behind"}},
		{"five at a time", holding(5, 0, 1500*ms), only(delivery), []string{"fail liveness-no-burst"}},
		{"held back for ever", holding(100, 0, time.Hour), nil, []string{"fail data-published-arrives"}},
	}
}
