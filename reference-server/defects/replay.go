package defects

import (
	"net/http"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// resumption is a stream on which a client has come back.
type resumption struct {
	*session
	// lastID is the Last-Event-ID.
	lastID string
	// old holds the ids of what was published before it came back.
	old map[string]bool
}

// isReplay reports whether f was published before the client came back.
func (r *resumption) isReplay(f frame) bool { return r.old[f.id] }

// onResumed has the published events of streams edited on which a client has
// come back.
func onResumed(edit func(*resumption) editor) func() layer {
	return func() layer {
		var published ids
		frames := onFrames(func(s *session) editor {
			r := &resumption{session: s, lastID: s.request.Header.Get("Last-Event-ID"), old: map[string]bool{}}
			for _, id := range published.after(topicOf(s.request), 0) {
				r.old[id] = true
			}
			change := edit(r)
			return func(f frame) []byte {
				if r.lastID == "" || !f.isPublished() {
					return f.raw
				}
				return change(f)
			}
		})()
		return func(next http.Handler) http.Handler { return published.watched(frames(next)) }
	}
}

// onReplay is onResumed for the events that the client has missed; nth counts
// them from 1.
func onReplay(edit func(r *resumption, f frame, nth int) []byte) func() layer {
	return onResumed(func(r *resumption) editor {
		nth := 0
		return func(f frame) []byte {
			if !r.isReplay(f) {
				return f.raw
			}
			nth++
			return edit(r, f, nth)
		}
	})
}

// farID is a number of ids that does not grow a digit while a Target is
// checked.
const farID = 100_000

// fromFarID begins the ids at farID.
func fromFarID(c *refserver.Config) { c.FirstID = farID }
