package specs

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// resuming returns a hub in which a stream begins elsewhere in the log.
func resuming(from func(log []eventstream.Event, lastEventID string) (int, bool)) http.Handler {
	return spoilt(func(h *hub) { h.from = from })
}

// strictly returns a hub that answers a Last-Event-ID that it does not know
// with a status.
func strictly(status int) http.Handler {
	h := newHub()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		_, known := h.from(h.logs[r.URL.Query().Get("topic")], r.Header.Get("Last-Event-ID"))
		h.mu.Unlock()
		if !known {
			w.WriteHeader(status)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// fromID looks for the first event whose id passes.
func fromID(log []eventstream.Event, lastEventID string, passes func(id string) bool) (int, bool) {
	if _, err := strconv.Atoi(lastEventID); err != nil {
		return len(log), lastEventID == ""
	}
	for i, e := range log {
		if passes(e.LastEventID) {
			return i, true
		}
	}
	return len(log), true
}

// resumeTargets begin streams at the wrong place.
func resumeTargets() []target {
	strange := []string{"fail resume-unknown-id", "fail resume-huge-id", "fail resume-odd-id"}
	return []target{
		{"the last event again", resuming(func(log []eventstream.Event, id string) (int, bool) {
			return fromID(log, id, func(other string) bool { return other == id })
		}), nil, []string{"fail resume-no-duplicate"}},
		{"Last-Event-ID is ignored", resuming(func(log []eventstream.Event, _ string) (int, bool) {
			return len(log), true
		}), nil, []string{"fail resume-missed-events", "warn resume-gap-signalled"}},
		{"everything for a fresh client", resuming(func(log []eventstream.Event, id string) (int, bool) {
			if id == "" {
				return 0, true
			}
			return afterID(log, id)
		}), nil, []string{"warn resume-fresh-is-live"}},
		{"ids compared as strings", spoilt(func(h *hub) {
			h.firstID = 950
			h.from = func(log []eventstream.Event, id string) (int, bool) {
				return fromID(log, id, func(other string) bool { return other > id })
			}
		}), nil, []string{"fail resume-across-digits"}},
		{"ids that grow by a digit, compared as numbers", spoilt(func(h *hub) { h.firstID = 950 }), nil, nil},
		{"a gap that nobody is told of", resuming(func(log []eventstream.Event, id string) (int, bool) {
			next, _ := afterID(log, id)
			return next, true
		}), nil, []string{"warn resume-gap-signalled"}},
		{"404 for unknown ids", strictly(http.StatusNotFound), nil, strange},
		{"204 for unknown ids, without a hook", strictly(http.StatusNoContent), passive, strange},
		{"ignoring topics when it resumes", leaking(), nil, []string{"fail resume-topic-only"}},
	}
}

// leaking returns a hub that sends a client that resumes the events of other
// topics as well.
func leaking() http.Handler {
	h := newHub()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/events" && r.Header.Get("Last-Event-ID") != "" {
			h.mu.Lock()
			var others strings.Builder
			for topic, log := range h.logs {
				for _, e := range log {
					if topic != r.URL.Query().Get("topic") {
						others.WriteString(h.frame(0, e))
					}
				}
			}
			h.mu.Unlock()
			w = &prefixed{w, others.String()}
		}
		h.ServeHTTP(w, r)
	})
}

// prefixed writes a text before everything else.
type prefixed struct {
	http.ResponseWriter
	text string
}

func (p *prefixed) Write(b []byte) (int, error) {
	if p.text != "" {
		_, _ = p.ResponseWriter.Write([]byte(p.text))
		p.text = ""
	}
	return p.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (p *prefixed) Unwrap() http.ResponseWriter { return p.ResponseWriter }
