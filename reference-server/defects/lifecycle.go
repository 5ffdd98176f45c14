package defects

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// lifecycleDefects err where clients come and go.
func lifecycleDefects() []Defect {
	return []Defect{
		{
			Name: "reset-keeps-place", Sentence: "A client that resets its connection keeps its place. A quiet topic has 12.",
			Breaks: []string{"lifecycle-slots-after-reset"},
			layer:  places(12, true),
		},
		{
			Name: "leaver-keeps-place", Sentence: "A client that leaves in order keeps its place. A quiet topic has 36.",
			Breaks: []string{"lifecycle-serves-after-churn"},
			layer:  places(36, false),
		},
		{
			Name: "all-workers-stream", Sentence: "While 25 new streams of a topic are open, requests for other pages are not answered.",
			Breaks: []string{"lifecycle-requests-beside-streams"},
			layer:  workers(25),
		},
		{
			Name: "ended-at-one-age", Sentence: "Quiet streams end when they are 1.5 s old, once a topic has had four of them.",
			Breaks: []string{"liveness-no-age-limit"},
			layer:  ageLimit(4, 1500*time.Millisecond),
		},
		{
			Name: "fin-unnoticed", Sentence: "A stream goes on although its client has closed the connection in order.",
			Breaks: []string{"lifecycle-fin-noticed"},
			layer:  always(haunted(false)),
		},
		{
			Name: "reset-unnoticed", Sentence: "A stream goes on although its client has reset the connection.",
			Breaks: []string{"lifecycle-rst-noticed"},
			layer:  always(haunted(true)),
		},
	}
}

// onLeave tells when the client of a new stream in HTTP/1.1 has left, and whether
// it has reset the connection: then nothing can be written any more.
func onLeave(left func(r *http.Request, next http.Handler, reset bool)) layer {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !isNew(r) || r.ProtoMajor != 1 {
				next.ServeHTTP(w, r)
				return
			}
			defer func() {
				aborted := recover()
				if r.Context().Err() != nil {
					left(r, next, aborted != nil || !writable(w))
				}
				if aborted != nil {
					panic(aborted)
				}
			}()
			next.ServeHTTP(w, r)
		})
	}
}

func writable(w http.ResponseWriter) bool {
	if _, err := io.WriteString(w, ":\n\n"); err != nil {
		return false
	}
	return http.NewResponseController(w).Flush() == nil
}

// places refuses new streams of a topic once so many clients have left it in that
// way, as long as nothing has been published there.
func places(most int, reset bool) func() layer {
	return func() layer {
		var mu sync.Mutex
		lost := map[string]int{}
		var published lively
		count := onLeave(func(r *http.Request, _ http.Handler, byReset bool) {
			mu.Lock()
			defer mu.Unlock()
			if byReset == reset {
				lost[topicOf(r)]++
			}
		})
		full := func(topic string) bool {
			mu.Lock()
			defer mu.Unlock()
			return lost[topic] >= most && !published.is(topic)
		}
		return func(next http.Handler) http.Handler {
			next = published.watched(count(next))
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if isNew(r) && full(topicOf(r)) {
					http.Error(w, "there is no place", http.StatusServiceUnavailable)
					return
				}
				next.ServeHTTP(w, r)
			})
		}
	}
}

// workers leaves requests for other pages unanswered while so many new streams of
// a topic are open.
func workers(most int) func() layer {
	return func() layer {
		readers := newCrowd()
		return func(next http.Handler) http.Handler {
			next = readers.counted(next)
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if isOther(r) && readers.most() >= most {
					<-r.Context().Done()
					return
				}
				next.ServeHTTP(w, r)
			})
		}
	}
}

// isOther reports whether r is for neither a stream nor a hook.
func isOther(r *http.Request) bool {
	switch r.URL.Path {
	case "/events", "/healthz":
		return false
	}
	return !isPublish(r) && !strings.HasPrefix(r.URL.Path, "/control/")
}

// haunted goes on with the streams of clients that have left in that way, until
// the server ends them.
func haunted(reset bool) layer {
	return onLeave(func(r *http.Request, next http.Handler, byReset bool) {
		if byReset == reset {
			next.ServeHTTP(&nobody{header: http.Header{}}, r.WithContext(context.WithoutCancel(r.Context())))
		}
	})
}

// nobody is a client that takes everything.
type nobody struct{ header http.Header }

// Header implements http.ResponseWriter.
func (n *nobody) Header() http.Header { return n.header }

// WriteHeader implements http.ResponseWriter.
func (n *nobody) WriteHeader(int) {}

func (n *nobody) Write(p []byte) (int, error) { return len(p), nil }

// FlushError does nothing, for http.ResponseController.
func (n *nobody) FlushError() error { return nil }

// SetWriteDeadline does nothing, for http.ResponseController.
func (n *nobody) SetWriteDeadline(time.Time) error { return nil }
