package defects

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// held bounds how long a Defect holds a request that nobody waits for any more.
const held = 5 * time.Second

// methodsDefects err in what they do by other methods than GET, or by another
// Accept or version.
func methodsDefects() []Defect {
	return slices.Concat(headMethodDefects(), otherMethodDefects(), negotiationDefects())
}

func headMethodDefects() []Defect {
	return []Defect{
		{
			Name: "head-body", Sentence: "HEAD is answered with a body.",
			Breaks: []string{"methods-head-no-body"},
			layer: onMethod(http.MethodHead, func(w http.ResponseWriter, _ *http.Request) {
				writeRaw(w, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\nretry: 2000\n\n")
			}),
		},
		{
			Name: "head-held", Sentence: "HEAD is answered by its head, and then held like a stream.",
			Breaks: []string{"methods-head-ends"},
			layer: onMethod(http.MethodHead, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/event-stream")
				_ = http.NewResponseController(w).Flush()
				hold(r)
			}),
		},
		{
			Name: "head-404", Sentence: "HEAD is answered with status 404.",
			Breaks: []string{"methods-head-like-get"},
			layer:  onMethod(http.MethodHead, http.NotFound),
		},
	}
}

func otherMethodDefects() []Defect {
	return []Defect{
		{
			Name: "options-stream", Sentence: "OPTIONS that is no preflight opens a stream.",
			Breaks: []string{"methods-options-ends"},
			layer: asGet(func(r *http.Request) bool {
				return r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") == ""
			}),
		},
		{
			Name: "put-stream", Sentence: "PUT opens a stream.",
			Breaks: []string{"methods-other-refused"},
			layer:  asGet(func(r *http.Request) bool { return r.Method == http.MethodPut }),
		},
		{
			Name: "no-allow", Sentence: "Status 405 comes without Allow.",
			Breaks: []string{"methods-allow"},
			layer: onMethod(http.MethodPut, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusMethodNotAllowed)
			}),
		},
	}
}

func negotiationDefects() []Defect {
	return []Defect{
		{
			Name: "accept-exact", Sentence: "Only a request that names text/event-stream in Accept gets the stream.",
			Breaks: []string{"methods-accept"},
			layer: answering(func(w http.ResponseWriter, r *http.Request) bool {
				refused := isStream(r) && r.Header.Get("Accept") != "text/event-stream"
				if refused {
					http.Error(w, "not acceptable", http.StatusNotAcceptable)
				}
				return refused
			}),
		},
		{
			Name: "http10-chunked", Sentence: "A request in HTTP/1.0 is answered with the chunked coding.",
			Breaks: []string{"methods-http10"},
			layer: answering(func(w http.ResponseWriter, r *http.Request) bool {
				old := isStream(r) && !r.ProtoAtLeast(1, 1)
				if old {
					writeRaw(w, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\nd\r\nretry: 2000\n\n\r\n")
				}
				return old
			}),
		},
	}
}

// onMethod answers requests to the stream by that method.
func onMethod(method string, answer http.HandlerFunc) func() layer {
	return answering(func(w http.ResponseWriter, r *http.Request) bool {
		meant := r.URL.Path == "/events" && r.Method == method
		if meant {
			answer(w, r)
		}
		return meant
	})
}

// asGet handles some requests to the stream as if they were GET.
func asGet(meant func(*http.Request) bool) func() layer {
	return always(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/events" && meant(r) {
				r = r.Clone(r.Context())
				r.Method = http.MethodGet
			}
			next.ServeHTTP(w, r)
		})
	})
}

// hold returns when r has been given up, or after some time: the server does not
// notice the end of a connection on which another request waits.
func hold(r *http.Request) {
	timer := time.NewTimer(held)
	defer timer.Stop()
	select {
	case <-r.Context().Done():
	case <-timer.C:
	}
}

// writeRaw takes over the connection of w, writes text to it and closes it. An
// error means that the client has gone.
func writeRaw(w http.ResponseWriter, text string) {
	conn, buffer, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(fmt.Sprintf("take over connection: %v", err))
	}
	defer func() { _ = conn.Close() }()
	_, _ = buffer.WriteString(text)
	_ = buffer.Flush()
}
