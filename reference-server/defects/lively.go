package defects

import (
	"net/http"
	"sync"
)

// lively knows the topics on which something was published.
type lively struct {
	mu     sync.Mutex
	topics map[string]bool
}

// watched returns next and notes what is published.
func (l *lively) watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isPublish(r) {
			l.add(topicOf(r))
		}
		next.ServeHTTP(w, r)
	})
}

func (l *lively) add(topic string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.topics == nil {
		l.topics = map[string]bool{}
	}
	l.topics[topic] = true
}

func (l *lively) is(topic string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.topics[topic]
}
