package defects

import (
	"net/http"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// livenessDefects err in time: streams that end or fall silent, events that come
// late.
func livenessDefects() []Defect {
	return append(lifetimeDefects(), []Defect{
		{
			Name: "no-heartbeat", Sentence: "A quiet stream sends nothing at all.",
			Breaks: []string{"liveness-silence"},
			config: func(c *refserver.Config) { c.Heartbeat = time.Hour },
		},
		{
			Name: "heartbeat-as-data", Sentence: "The heartbeat is an event with empty data.",
			Breaks: []string{"liveness-heartbeat-is-comment"},
			layer:  eachComment(func(frame) []byte { return []byte("data:\n\n") }),
		},
		{
			Name: "heartbeat-as-ping", Sentence: "The heartbeat is an event of the type ping with empty data.",
			Breaks: []string{"liveness-heartbeat-is-comment"},
			layer:  eachComment(func(frame) []byte { return []byte("event: ping\ndata: \n\n") }),
		},
		{
			Name: "type-flushed-apart", Sentence: "The type of an event is sent 300 ms before its data.",
			Breaks: []string{"liveness-frame-in-one-piece"},
			layer:  typeFlushedApart(300 * time.Millisecond),
		},
		{
			Name: "slow-flush", Sentence: "From its first event with a type on, a stream is 1.15 s late.",
			Breaks: []string{"liveness-event-flushed"},
			layer:  holding(heldBack{each: true, most: 1150 * time.Millisecond, from: func(f frame) bool { return f.typ != "" }}),
		},
		{
			Name: "one-event-behind", Sentence: "Each event is held back until the next one is published.",
			Breaks: []string{"liveness-event-flushed", "liveness-not-behind"},
			layer:  holding(heldBack{enough: 2, keep: 1}),
		},
		{
			Name: "one-event-late", Sentence: "Each event is held back until the next one is published, for 600 ms at most.",
			Breaks: []string{"liveness-not-behind"},
			layer:  holding(heldBack{enough: 2, keep: 1, most: 600 * time.Millisecond}),
		},
		{
			Name: "burst", Sentence: "Events are collected for 450 ms and then sent together.",
			Breaks: []string{"liveness-no-burst"},
			layer:  holding(heldBack{enough: 1 << 20, most: 450 * time.Millisecond, sinceFirst: true}),
		},
		{
			Name: "five-at-a-time", Sentence: "Events are sent when there are five of them, or none has come for 700 ms.",
			Breaks: []string{"liveness-event-flushed", "liveness-no-burst"},
			layer:  holding(heldBack{enough: 5, most: 700 * time.Millisecond}),
		},
	}...)
}

// lifetimeDefects end streams.
func lifetimeDefects() []Defect {
	return []Defect{
		{
			Name: "ends-after-four-events", Sentence: "A stream ends after its fourth event.",
			Breaks: []string{"liveness-stays-open"},
			layer:  ending(atFourth, inOrder),
		},
		{
			Name: "aborts-after-four-events", Sentence: "The connection is cut after the fourth event of a stream.",
			Breaks: []string{"response-clean-end", "liveness-stays-open"},
			layer:  ending(atFourth, aborted),
		},
		{
			Name: "lifetime", Sentence: "A stream ends when it is 1.2 s old.",
			Breaks: []string{"liveness-stays-open", "liveness-no-age-limit"},
			layer:  lifetime(1200 * time.Millisecond),
		},
		{
			Name: "write-deadline", Sentence: "The server's write timeout of 1.2 s applies to streams over HTTP/1.",
			Breaks: []string{"response-clean-end", "liveness-stays-open", "liveness-no-age-limit", "liveness-event-flushed"},
			config: func(c *refserver.Config) { c.Heartbeat = 1850 * time.Millisecond }, // so that an event meets the timeout first
			server: func(s *http.Server) { s.WriteTimeout = 1200 * time.Millisecond },
			layer:  withoutDeadlines(),
		},
	}
}

// lifetime ends streams of that age in order.
func lifetime(age time.Duration) func() layer {
	return onFrames(func(s *session) editor {
		time.AfterFunc(age, s.end) // it may outlive the stream, and does nothing then
		return func(f frame) []byte { return f.raw }
	})
}

// typeFlushedApart sends the fields of an event that has a type before its data.
func typeFlushedApart(gap time.Duration) func() layer {
	return onFrames(func(s *session) editor {
		return func(f frame) []byte {
			if !f.isPublished() || f.typ == "" {
				return f.raw
			}
			s.flush([]byte(f.fields()))
			s.pause(gap)
			f.hasID, f.typ = false, ""
			return f.encode("data: ")
		}
	})
}

// withoutDeadlines leaves the write deadline of streams over HTTP/1 to the
// http.Server.
func withoutDeadlines() func() layer {
	return always(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if isStream(r) && r.ProtoMajor == 1 {
				w = undying{w}
			}
			next.ServeHTTP(w, r)
		})
	})
}

// undying ignores write deadlines.
type undying struct{ http.ResponseWriter }

// SetWriteDeadline is for http.ResponseController.
func (w undying) SetWriteDeadline(time.Time) error { return nil }

// Unwrap leads http.ResponseController to what w does not do itself.
func (w undying) Unwrap() http.ResponseWriter { return w.ResponseWriter }
