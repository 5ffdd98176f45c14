package defects

import (
	"strconv"
	"sync/atomic"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// resumption is a stream on which a client has come back.
type resumption struct {
	*session
	// lastID is the Last-Event-ID.
	lastID string
	// newest is the number of the newest event when it came back.
	newest int64
}

// isReplay reports whether f was published before the client came back.
func (r *resumption) isReplay(f frame) bool {
	n, err := strconv.ParseInt(f.id, 10, 64)
	return err == nil && n <= r.newest
}

// onResumed has the published events of streams edited on which a client has
// come back.
func onResumed(edit func(*resumption) editor) func() layer {
	return func() layer {
		var newest atomic.Int64
		return onFrames(func(s *session) editor {
			resumed := &resumption{session: s, lastID: s.request.Header.Get("Last-Event-ID"), newest: newest.Load()}
			change := edit(resumed)
			return func(f frame) []byte {
				raise(&newest, f.id)
				if resumed.lastID == "" || !f.isPublished() {
					return f.raw
				}
				return change(f)
			}
		})()
	}
}

// raise sets newest to the number that id is, if that is larger.
func raise(newest *atomic.Int64, id string) {
	n, err := strconv.ParseInt(id, 10, 64)
	for old := newest.Load(); err == nil && n > old && !newest.CompareAndSwap(old, n); {
		old = newest.Load()
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
