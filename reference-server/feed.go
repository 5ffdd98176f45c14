package refserver

import (
	"net/http"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// Feed is a stream that the caller of [Server.Mount] offers at an endpoint of its
// own. Its zero values are what the server's own streams do. All functions are called
// by several goroutines, but for one stream by one at a time.
type Feed struct {
	// Topics are what the stream is subscribed to: one at least, distinct ones.
	Topics []string
	// Resume returns the ID to resume from for the one that the client gave; nil is that one.
	Resume func(lastEventID string) string
	// Begin returns the frames that the stream begins with; nil is Hello.Frames.
	Begin func(Hello) []byte
	// Opened is called when the stream is subscribed, just before it begins, and Left
	// once it has ended, with the cause in a word: "left", "drained", "slow", "behind",
	// "revoked", "dropped" or "failed". They must not wait: other streams would.
	Opened func()
	Left   func(cause string)

	// What follows is for streams that differ from others in more than their
	// beginning. One that sets any of it takes a goroutine.

	// Frame returns what is sent for an event; nothing skips it. nil is Entry.Frame.
	Frame func(*history.Entry) []byte
	// Ping is a comment that is sent every PingEvery, whatever else is sent.
	Ping      string
	PingEvery time.Duration
	// EndAfter ends the stream, as a complete response, so long after the last event of
	// a burst, or ten times as long after the first; 0 is never. Clients that see a
	// response only when it is complete poll so.
	EndAfter time.Duration
	// NoHeartbeat leaves a silent stream silent.
	NoHeartbeat bool
}

// Open answers r with the stream, or says why not: as /events does, but for the
// topics.
func (s *Server) Open(w http.ResponseWriter, r *http.Request, f Feed) {
	s.open(w, r, func(r *http.Request) (subscription, *problem) {
		q, p := s.streamQuery(r)
		if p != nil {
			return subscription{}, p
		}
		asked := subscription{topics: f.Topics, lastEventID: requestedID(r, q.Get("lastEventId")), feed: &f}
		if f.Resume != nil {
			asked.lastEventID = f.Resume(asked.lastEventID)
		}
		return asked, nil
	})
}

// isPlain reports whether the stream needs no goroutine.
func (f *Feed) isPlain() bool {
	return f == nil || f.Frame == nil && f.PingEvery == 0 && f.EndAfter == 0 && !f.NoHeartbeat
}

func (f *Feed) hello(h Hello) []byte {
	if f == nil || f.Begin == nil {
		return h.Frames()
	}
	return f.Begin(h)
}

func (f *Feed) opened() {
	if f != nil && f.Opened != nil {
		f.Opened()
	}
}

func (f *Feed) left(c cause) {
	if f != nil && f.Left != nil {
		f.Left(c.String())
	}
}

// frame returns what is sent for e.
func (f *Feed) frame(e *history.Entry) []byte {
	if f == nil || f.Frame == nil {
		return e.Frame()
	}
	return f.Frame(e)
}
