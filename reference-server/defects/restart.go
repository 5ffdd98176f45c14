package defects

import (
	"net/http"
	"slices"
	"strconv"
	"sync/atomic"
)

// restartDefects err when the server is restarted by /control/restart.
func restartDefects() []Defect {
	return slices.Concat(restartEndDefects(), restartReturnDefects())
}

// restartEndDefects err in what becomes of the streams that are open.
func restartEndDefects() []Defect {
	return []Defect{
		{
			Name: "restart-waits", Sentence: "Streams stay with the old process for as long as they like.",
			Breaks: []string{"restart-ends-streams"},
			layer: answering(func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path == "/control/restart" {
					w.WriteHeader(http.StatusNoContent)
				}
				return r.URL.Path == "/control/restart"
			}),
		},
		{
			Name: "restart-cuts", Sentence: "A restart cuts streams off.",
			Breaks: []string{"restart-ends-cleanly"},
			layer: aroundRestarts(func(c *restarts, next http.Handler, w http.ResponseWriter, r *http.Request) {
				before := c.n.Load()
				next.ServeHTTP(w, r)
				if c.n.Load() > before {
					panic(http.ErrAbortHandler)
				}
			}),
		},
	}
}

// restartReturnDefects err when clients come back.
func restartReturnDefects() []Defect {
	return []Defect{
		{
			Name: "restart-never-back", Sentence: "After a restart connections for streams are closed without an answer.",
			Breaks: []string{"restart-comes-back"},
			layer: aroundRestarts(func(c *restarts, next http.Handler, w http.ResponseWriter, r *http.Request) {
				if c.n.Load() > 0 {
					panic(http.ErrAbortHandler)
				}
				next.ServeHTTP(w, r)
			}),
		},
		{
			Name: "restart-503", Sentence: "The first two clients to come back after a restart get 503.",
			Breaks: []string{"restart-status"},
			layer: aroundRestarts(func(c *restarts, next http.Handler, w http.ResponseWriter, r *http.Request) {
				if c.n.Load() > 0 && c.returned.Add(1) <= 2 {
					w.WriteHeader(http.StatusServiceUnavailable)
					return
				}
				next.ServeHTTP(w, r)
			}),
		},
		{
			Name: "restart-ids-again", Sentence: "After a restart ids count from 1 again.",
			Breaks: []string{"restart-ids-go-on"},
			layer:  idsAgain,
		},
		{
			Name: "restart-forgets", Sentence: "After a restart the Last-Event-ID of a client is ignored.",
			Breaks: []string{"restart-resume"},
			layer: aroundRestarts(func(c *restarts, next http.Handler, w http.ResponseWriter, r *http.Request) {
				if c.n.Load() > 0 {
					r = r.Clone(r.Context())
					r.Header.Del("Last-Event-ID")
				}
				next.ServeHTTP(w, r)
			}),
		},
	}
}

// restarts counts the restarts of a server, and the streams that were asked for
// after one.
type restarts struct{ n, returned atomic.Int64 }

// aroundRestarts serves requests for streams by serve, which knows of restarts
// before the server does.
func aroundRestarts(serve func(c *restarts, next http.Handler, w http.ResponseWriter, r *http.Request)) func() layer {
	return func() layer {
		var c restarts
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/control/restart" {
					c.n.Add(1)
				}
				if isStream(r) {
					serve(&c, next, w, r)
					return
				}
				next.ServeHTTP(w, r)
			})
		}
	}
}

// idsAgain counts the ids of published events from 1 after a restart.
func idsAgain() layer {
	var newest, base atomic.Int64 // the last id so far, and the last one before the restart
	frames := eachEvent(func(f frame) []byte {
		id, err := strconv.ParseInt(f.id, 10, 64)
		if err != nil {
			return f.raw
		}
		if newest.Load() < id {
			newest.Store(id)
		}
		f.id = strconv.FormatInt(id-base.Load(), 10)
		return f.encode("data: ")
	})()
	return func(next http.Handler) http.Handler {
		next = frames(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/control/restart" {
				base.Store(newest.Load())
			}
			next.ServeHTTP(w, r)
		})
	}
}
