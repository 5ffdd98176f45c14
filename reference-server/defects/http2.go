package defects

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"
)

// http2Defects err on connections that streams share.
func http2Defects() []Defect {
	return slices.Concat(http2AnswerDefects(), http2SharingDefects())
}

// http2AnswerDefects answer otherwise over HTTP/2.
func http2AnswerDefects() []Defect {
	return []Defect{
		{
			Name: "http2-not-offered", Sentence: "Over TLS the server offers HTTP/1.1 only.",
			Breaks: []string{"http2-offered"}, TLS: true,
			server: func(s *http.Server) {
				s.Protocols = new(http.Protocols)
				s.Protocols.SetHTTP1(true)
			},
		},
		{
			Name: "http2-keep-alive", Sentence: "Every response has a Keep-Alive field, over HTTP/2 as well.",
			Breaks: []string{"http2-no-connection-fields"},
			layer:  overHTTP2(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Keep-Alive", "timeout=60") }),
		},
		{
			Name: "http2-few-streams", Sentence: "A connection may carry 20 streams.",
			Breaks: []string{"http2-stream-limit"},
			server: func(s *http.Server) { s.HTTP2 = &http.HTTP2Config{MaxConcurrentStreams: 20} },
		},
		{
			Name: "http2-goaway", Sentence: "Each stream says Connection: close, which ends the HTTP/2 connection.",
			Breaks: []string{"http2-stays-up"},
			layer:  overHTTP2(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") }),
		},
		{
			Name: "http2-other-route", Sentence: "Over HTTP/2 the stream is answered with an HTML page.",
			Breaks: []string{"http2-like-http1"},
			layer: answering(func(w http.ResponseWriter, r *http.Request) bool {
				if !isStream(r) || r.ProtoMajor != 2 {
					return false
				}
				w.Header().Set("Content-Type", "text/html")
				_, _ = w.Write([]byte("<!doctype html><title>Welcome</title>"))
				return true
			}),
		},
	}
}

// http2SharingDefects err where several streams share a connection.
func http2SharingDefects() []Defect {
	return []Defect{
		{
			Name: "http2-three-at-a-time", Sentence: "A fourth stream on a connection waits until another one has ended.",
			Breaks: []string{"http2-many-streams"},
			layer:  atATime(3, true),
		},
		{
			Name: "http2-slots-leak", Sentence: "A connection serves 40 streams, then no further one, though others were cancelled.",
			Breaks: []string{"http2-cancelled-streams-freed"},
			layer:  atATime(40, false),
		},
		{
			Name: "http2-one-reader", Sentence: "Of the streams of a connection only the first gets events.",
			Breaks: []string{"http2-event-arrives"},
			layer:  oneReader,
		},
		{
			Name: "http2-reset", Sentence: "Soon after an event the stream is aborted, over HTTP/2 with INTERNAL_ERROR.",
			Breaks: []string{"http2-end-code"},
			layer:  abortAfterEvent,
		},
	}
}

// overHTTP2 does something before a stream is answered over HTTP/2.
func overHTTP2(before func(http.ResponseWriter, *http.Request)) func() layer {
	return answering(func(w http.ResponseWriter, r *http.Request) bool {
		if isStream(r) && r.ProtoMajor == 2 {
			before(w, r)
		}
		return false
	})
}

// atATime lets n streams of each HTTP/2 connection through. A further one waits
// for a place, which the others give back when they end, or never.
func atATime(n int, giveBack bool) func() layer {
	return func() layer {
		var mu sync.Mutex
		places := map[string]chan struct{}{} // by remote address
		placesOf := func(addr string) chan struct{} {
			mu.Lock()
			defer mu.Unlock()
			if places[addr] == nil {
				places[addr] = make(chan struct{}, n)
			}
			return places[addr]
		}
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if isStream(r) && r.ProtoMajor == 2 {
					taken := placesOf(r.RemoteAddr)
					select {
					case taken <- struct{}{}:
					case <-r.Context().Done():
						return
					}
					if giveBack {
						defer func() { <-taken }()
					}
				}
				next.ServeHTTP(w, r)
			})
		}
	}
}

// oneReader drops the events of all but the first stream of each HTTP/2
// connection.
func oneReader() layer {
	var mu sync.Mutex
	seen := map[string]bool{} // by remote address
	return onFrames(func(s *session) editor {
		mu.Lock()
		defer mu.Unlock()
		first := s.request.ProtoMajor != 2 || !seen[s.request.RemoteAddr]
		seen[s.request.RemoteAddr] = true
		return func(f frame) []byte {
			if f.isPublished() && !first {
				return nil
			}
			return f.raw
		}
	})()
}

// abortAfterEvent aborts HTTP/2 streams a moment after an event was written.
func abortAfterEvent() layer {
	const moment = 50 * time.Millisecond
	type abort struct{}
	frames := onFrames(func(s *session) editor {
		return func(f frame) []byte {
			if end, ok := s.request.Context().Value(abort{}).(context.CancelFunc); ok && f.isPublished() {
				time.AfterFunc(moment, end)
			}
			return f.raw
		}
	})()
	return func(next http.Handler) http.Handler {
		next = frames(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !isStream(r) || r.ProtoMajor != 2 {
				next.ServeHTTP(w, r)
				return
			}
			ctx, cancel := context.WithCancel(r.Context())
			defer cancel()
			next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, abort{}, cancel)))
			panic(http.ErrAbortHandler)
		})
	}
}
