package defects

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// ageLimit ends streams at that age where most new ones of their topic have been
// open at a time, and nothing has been published there.
func ageLimit(most int, limit time.Duration) func() layer {
	return func() layer {
		readers := newCrowd()
		var mu sync.Mutex
		lively := map[string]bool{}
		applies := func(topic string) bool {
			mu.Lock()
			defer mu.Unlock()
			return readers.peakOf(topic) >= most && !lively[topic]
		}
		return func(next http.Handler) http.Handler {
			next = readers.counted(next)
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				topic := topicOf(r)
				switch {
				case isPublish(r):
					mu.Lock()
					lively[topic] = true
					mu.Unlock()
				case isNew(r):
					ctx, end := context.WithCancel(r.Context())
					defer end()
					timer := time.AfterFunc(limit, func() {
						if applies(topic) {
							end()
						}
					})
					defer timer.Stop()
					r = r.WithContext(ctx)
				}
				next.ServeHTTP(w, r)
			})
		}
	}
}
