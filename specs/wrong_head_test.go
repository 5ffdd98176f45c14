package specs

import (
	"net"
	"net/http"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// spoilt returns a hub with one part replaced.
func spoilt(spoil func(*hub)) http.Handler {
	h := newHub()
	spoil(h)
	return h
}

func answering(answer http.HandlerFunc) http.Handler {
	return spoilt(func(h *hub) { h.answer = answer })
}

// withHead returns a hub that writes another field into the head.
func withHead(name, value string) http.Handler {
	return spoilt(func(h *hub) {
		h.head = func(header http.Header) {
			goodHead(header)
			header.Set(name, value)
		}
	})
}

// hurried shortens what is waited for a head, each time.
func hurried(c *Config, _ string) { c.Limits.MaxHeadWait = sec }

// headTargets err in their response heads.
func headTargets() []target {
	silence := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	return []target{
		{"a head that waits for an event", spoilt(func(h *hub) { h.lateHead = true }), hurried, []string{"fail response-head-on-quiet-stream"}},
		{"right", newHub(), nil, nil},
		{"right, without a hook", newHub(), passive, nil},
		{"404", answering(http.NotFound), nil, []string{"fail response-status-200", "fail response-media-type"}},
		{"HTML", withHead("Content-Type", "text/html"), nil, []string{"fail response-media-type"}},
		{"Latin-1", withHead("Content-Type", "text/event-stream; charset=ISO-8859-1"), nil, []string{"fail response-charset-utf-8"}},
		{"a length", withHead("Content-Length", "1000000000"), nil, []string{"fail response-no-content-length"}},
		{"stored by caches", withHead("Cache-Control", "public, no-cache, no-transform"), nil, []string{"fail response-no-shared-cache"}},
		{"a coding that is none", withHead("Content-Encoding", "none"), nil, []string{"fail response-no-content-coding"}},
		{"no answer", answering(silence), nil, []string{"fail response-head-on-quiet-stream"}},
	}
}

// answerOnce returns a hub whose streams hold a text and end.
func answerOnce(text string) http.Handler {
	return answering(func(w http.ResponseWriter, _ *http.Request) {
		goodHead(w.Header())
		send(w, text)
	})
}

// endTargets end their streams, or say nothing on them.
func endTargets() []target {
	return []target{
		{"an error as JSON", answerOnce(`{"error":"no"}` + "\n"), passive, []string{
			"fail framing-is-event-stream", "fail framing-blank-line-ends-frame", "warn framing-no-unknown-field",
			"warn retry-present", "warn liveness-stays-open", "warn ending-no-reconnect-loop", "fail ending-no-error-as-stream",
		}},
		{"an end amid the first event", answerOnce("retry: 2000\n\nid: 1\ndata: a\n"), passive, []string{
			"fail framing-blank-line-ends-frame", "warn liveness-stays-open", "warn ending-no-reconnect-loop",
		}},
		{"an end after the first event", answerOnce("retry: 2000\n\nid: 1\ndata: a\n\n"), passive, []string{
			"warn liveness-stays-open", "warn ending-finished-is-204",
		}},
		{"a reset at an event", spoilt(func(h *hub) { h.ends = resetAt(markedType) }), nil, []string{
			"warn response-clean-end", "warn liveness-stays-open", "fail liveness-event-flushed",
		}},
		{"seconds for milliseconds", spoilt(func(h *hub) { h.opening = "retry: 5s\n\n" }), nil, []string{"fail retry-digits", "warn retry-present"}},
		{"no sign of life", spoilt(func(h *hub) { h.heartbeat = 0 }), nil, []string{"warn liveness-silence"}},
	}
}

// resetAt breaks the connection at the first event of a type.
func resetAt(typ string) func(http.ResponseWriter, eventstream.Event) bool {
	return func(w http.ResponseWriter, e eventstream.Event) bool {
		if e.Type != typ {
			return false
		}
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return false
		}
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
		return true
	}
}
