package defects

import (
	"net/http"
	"sync"
)

// crowd knows the new streams of each topic: those of clients that do not
// resume.
type crowd struct {
	mu   sync.Mutex
	open map[string]int
	gone map[string]int
	peak map[string]int
}

func newCrowd() *crowd {
	return &crowd{open: map[string]int{}, gone: map[string]int{}, peak: map[string]int{}}
}

// isNew reports whether r asks for a stream without an id to resume from.
func isNew(r *http.Request) bool { return isStream(r) && r.Header.Get("Last-Event-ID") == "" }

// counted returns next and counts its new streams.
func (c *crowd) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isNew(r) {
			c.enter(topicOf(r))
			defer c.leave(topicOf(r))
		}
		next.ServeHTTP(w, r)
	})
}

func (c *crowd) enter(topic string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open[topic]++
	c.peak[topic] = max(c.peak[topic], c.open[topic])
}

func (c *crowd) leave(topic string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open[topic]--
	c.gone[topic]++
}

// of returns how many new streams of the topic are open, and how many have gone.
func (c *crowd) of(topic string) (open, gone int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.open[topic], c.gone[topic]
}

// most returns how many new streams are open on the topic that has most.
func (c *crowd) most() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	most := 0
	for _, open := range c.open {
		most = max(most, open)
	}
	return most
}

// peakOf returns how many new streams of the topic have been open at a time.
func (c *crowd) peakOf(topic string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.peak[topic]
}
