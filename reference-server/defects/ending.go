package defects

import (
	"io"
	"net/http"
)

// endingDefects err in how a stream is over.
func endingDefects() []Defect {
	return []Defect{
		{
			Name: "finished-again", Sentence: "Every stream holds the same event and ends, whatever the client has seen.",
			Breaks: []string{"liveness-stays-open", "data-published-arrives", "ending-finished-is-204"},
			layer:  answeringAll("retry: 2000\n\nid: 1\ndata: done\n\n"),
		},
		{
			Name: "ends-at-once", Sentence: "Every stream ends at once and without an event.",
			Breaks: []string{"liveness-stays-open", "data-published-arrives", "ending-no-reconnect-loop"},
			layer:  answeringAll("retry: 2000\n\n"),
		},
		{
			Name: "error-as-stream", Sentence: "Every stream is an error in JSON, sent as an event stream.",
			Breaks: []string{
				"framing-is-event-stream", "framing-blank-line-ends-frame", "framing-no-unknown-field", "retry-present",
				"liveness-stays-open", "data-published-arrives", "ending-no-reconnect-loop", "ending-no-error-as-stream",
			},
			layer: answeringAll("{\"error\":\"the database is down\"}\n"),
		},
		{
			Name: "503-bare", Sentence: "The stream is refused with status 503 and without Retry-After.",
			Breaks: []string{"response-status-200", "response-media-type", "ending-retry-after"},
			layer: answering(func(w http.ResponseWriter, r *http.Request) bool {
				if isStream(r) {
					http.Error(w, "busy", http.StatusServiceUnavailable)
				}
				return isStream(r)
			}),
		},
	}
}

// answeringAll answers every request for a stream with the head of the right
// server, that body, and its end.
func answeringAll(body string) func() layer {
	return answering(func(w http.ResponseWriter, r *http.Request) bool {
		if isStream(r) {
			h := w.Header()
			h.Set("Content-Type", "text/event-stream")
			h.Set("Cache-Control", "no-cache, no-store, no-transform")
			h.Set("X-Accel-Buffering", "no")
			_, _ = io.WriteString(w, body)
			_ = http.NewResponseController(w).Flush()
		}
		return isStream(r)
	})
}
