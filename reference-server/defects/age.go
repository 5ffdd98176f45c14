package defects

import (
	"context"
	"net/http"
	"time"
)

// ageLimit ends streams at that age where most new ones of their topic have been
// open at a time, and nothing has been published there.
func ageLimit(most int, limit time.Duration) func() layer {
	return func() layer {
		readers := newCrowd()
		var published lively
		applies := func(topic string) bool { return readers.peakOf(topic) >= most && !published.is(topic) }
		return func(next http.Handler) http.Handler {
			next = published.watched(readers.counted(next))
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if isNew(r) {
					ctx, end := context.WithCancel(r.Context())
					defer end()
					timer := time.AfterFunc(limit, func() {
						if applies(topicOf(r)) {
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
