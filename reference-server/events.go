package refserver

import (
	"fmt"
	"net/http"
	"net/url"
)

// mediaType is the type of an event stream.
// https://html.spec.whatwg.org/multipage/iana.html#text/event-stream
const mediaType = "text/event-stream"

// events answers GET and HEAD /events.
func (s *Server) events(w http.ResponseWriter, r *http.Request) { s.open(w, r, s.subscription) }

// open answers with the stream that is asked for.
func (s *Server) open(w http.ResponseWriter, r *http.Request, ask func(*http.Request) (subscription, *problem)) {
	revoked, p := s.tokens.admit(r, toSubscribe)
	if p != nil {
		p.write(w)
		return
	}
	asked, p := ask(r)
	if p != nil {
		p.write(w)
		return
	}
	asked.revoked = revoked
	if s.draining() {
		unavailable(w, s.config.Retry, "the server is shutting down")
		return
	}
	if !s.log().Room(asked.topics) {
		unavailable(w, s.config.Retry, fmt.Sprintf("topic: all %d wildcard topics are in use", s.config.MaxPatterns))
		return
	}
	var seat seating
	if asked.home, seat = s.seats.take(r.RemoteAddr); seat != seated {
		s.noSeat(w, seat)
		return
	}
	s.awaitID(r.Context(), asked.lastEventID)
	setStreamHeaders(w.Header())
	if r.Method == http.MethodHead {
		s.seats.leave(asked.home)
		return
	}
	switch w = asStream(w); {
	case s.isPlain(w, r) && asked.feed.isPlain():
		s.openPlain(w, r, asked)
	default:
		s.openFlow(w, r, asked)
	}
}

// noSeat refuses a client for whom there is no seat.
func (s *Server) noSeat(w http.ResponseWriter, why seating) {
	if why == full {
		unavailable(w, s.config.Retry, fmt.Sprintf("all %d streams are taken", s.config.MaxStreams))
		return
	}
	tooMany(w, s.config.Retry, "close a stream, or let several topics share one",
		"all %d streams that one address may have are taken", s.config.MaxStreamsPerAddress)
}

// setStreamHeaders keeps caches, compressors and nginx from holding events
// back. net/http frames the body; Connection and Transfer-Encoding are its own.
func setStreamHeaders(h http.Header) {
	h.Set("Content-Type", mediaType)
	h.Set("Cache-Control", "no-cache, no-store, no-transform")
	h.Set("X-Accel-Buffering", "no")
}

// subscription is what a request for a stream asks for.
type subscription struct {
	topics      []string
	lastEventID string
	revoked     <-chan struct{} // closed when it may not go on; nil is never
	home        *household
	feed        *Feed // nil where it is not one
}

// subscription returns what the request asks for.
func (s *Server) subscription(r *http.Request) (asked subscription, p *problem) {
	q, p := s.streamQuery(r)
	if p != nil {
		return asked, p
	}
	asked.topics, p = s.topics(q)
	asked.lastEventID = requestedID(r, q.Get("lastEventId"))
	return asked, p
}

// streamQuery returns the query of a request that can be answered with a stream.
func (s *Server) streamQuery(r *http.Request) (url.Values, *problem) {
	if !acceptsEventStream(r.Header.Values("Accept")) {
		return nil, &problem{
			status:  http.StatusNotAcceptable,
			Message: "Accept: excludes " + mediaType,
			Field:   "Accept",
			Hint:    "send Accept: " + mediaType,
		}
	}
	if p := s.refuseCoding(r); p != nil {
		return nil, p
	}
	if r.ContentLength != 0 {
		return nil, badField("body", "a %s takes none", r.Method)
	}
	return parseQuery(r.URL)
}

// requestedID returns the ID to resume from. The header wins: a polyfill's URL
// keeps the query that it was made with.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header
func requestedID(r *http.Request, query string) string {
	if id := r.Header.Get("Last-Event-ID"); id != "" {
		return id
	}
	return query
}
