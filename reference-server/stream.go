package refserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// mediaType is the type of an event stream.
// https://html.spec.whatwg.org/multipage/iana.html#text/event-stream
const mediaType = "text/event-stream"

// events answers GET and HEAD /events.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	revoked, p := s.tokens.admit(r)
	if p != nil {
		p.write(w)
		return
	}
	asked, p := s.subscription(r)
	if p != nil {
		p.write(w)
		return
	}
	asked.revoked = revoked
	if s.log().Closed() {
		unavailable(w, s.config.Retry, "the server is shutting down")
		return
	}
	if !s.seats.take() {
		unavailable(w, s.config.Retry, fmt.Sprintf("all %d streams are taken", s.config.MaxStreams))
		return
	}
	defer s.seats.leave()
	setStreamHeaders(w.Header())
	if r.Method == http.MethodHead {
		return
	}
	s.stream(w, r, asked)
}

// setStreamHeaders keeps caches, compressors and nginx from holding events
// back. net/http frames the body; Connection and Transfer-Encoding are its own.
func setStreamHeaders(h http.Header) {
	h.Set("Content-Type", mediaType)
	h.Set("Cache-Control", "no-cache, no-store, no-transform")
	h.Set("X-Accel-Buffering", "no")
}

// errRevoked ends a stream whose credential is no longer accepted.
var errRevoked = errors.New("the credential was revoked")

// subscription is what a request for a stream asks for.
type subscription struct {
	topics      []string
	lastEventID string
	revoked     <-chan struct{} // closed when it may not go on; nil is never
}

// subscription returns what the request asks for.
func (s *Server) subscription(r *http.Request) (asked subscription, p *problem) {
	if !acceptsEventStream(r.Header.Values("Accept")) {
		return asked, &problem{
			status:  http.StatusNotAcceptable,
			Message: "Accept: excludes " + mediaType,
			Field:   "Accept",
			Hint:    "send Accept: " + mediaType,
		}
	}
	if r.ContentLength != 0 {
		return asked, badField("body", "a %s takes none", r.Method)
	}
	q, p := parseQuery(r.URL)
	if p != nil {
		return asked, p
	}
	asked.topics, p = s.topics(q)
	asked.lastEventID = requestedID(r, q.Get("lastEventId"))
	return asked, p
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

// stream sends one stream to its end.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, asked subscription) {
	news := history.NewBell()
	cursor, start := s.log().Open(asked.topics, asked.lastEventID, news.Ring)
	defer cursor.Close()
	out := outlet{w: w, control: http.NewResponseController(w), timeout: s.config.WriteTimeout}
	began := time.Now()
	err := out.send(s.hello(start, asked.lastEventID))
	if err == nil {
		err = s.follow(r.Context(), cursor, news, &out, asked.revoked)
	}
	if out.timedOut || errors.Is(err, history.ErrBehind) {
		s.slow.Add(1)
	}
	s.config.Logger.Debug("stream ended", "remote", r.RemoteAddr, "topics", asked.topics,
		"bytes", out.written, "open", time.Since(began), "cause", err)
	if out.broken {
		panic(http.ErrAbortHandler) // the response must not look complete
	}
}

// hello returns the frames that begin a stream: the reconnection time, and
// where the client stands.
func (s *Server) hello(start history.Start, lastEventID string) []byte {
	frame := eventstream.AppendRetry(nil, s.config.Retry)
	if lastEventID == "" {
		frame = appendKnownID(frame, start.EndID)
	}
	frame = eventstream.AppendEnd(frame)
	if start.Missed == history.Nothing {
		return frame
	}
	return appendReset(frame, start, lastEventID)
}

// appendReset appends the event that says that events may be missing.
func appendReset(dst []byte, start history.Start, lastEventID string) []byte {
	data, err := json.Marshal(struct {
		Reason      history.Missed `json:"reason"`
		LastEventID string         `json:"lastEventId"`
	}{start.Missed, lastEventID})
	if err != nil {
		panic(fmt.Sprintf("encode reset: %v", err))
	}
	dst, err = eventstream.AppendType(appendKnownID(dst, start.EndID), "reset")
	if err != nil {
		panic(fmt.Sprintf("encode reset: %v", err))
	}
	return eventstream.AppendEnd(eventstream.AppendData(dst, string(data)))
}

// appendKnownID appends an id line for an ID that the history has accepted.
func appendKnownID(dst []byte, id string) []byte {
	dst, err := eventstream.AppendID(dst, id)
	if err != nil {
		panic(fmt.Sprintf("encode ID of the history: %v", err))
	}
	return dst
}

// deliver writes a batch, and counts it once it is flushed. It lets go of the
// events, which an idle stream would otherwise keep beyond their eviction.
func (s *Server) deliver(out *outlet, batch []*history.Entry) error {
	frames := make([][]byte, len(batch))
	for i, e := range batch {
		frames[i] = e.Frame()
	}
	if err := out.send(frames...); err != nil {
		return err
	}
	s.delivered.Add(int64(len(batch)))
	clear(batch)
	return nil
}

// follow writes what the cursor reads until the client leaves, a write fails,
// the cursor has fallen behind, the credential is revoked, or a drained log is
// delivered (io.EOF).
func (s *Server) follow(ctx context.Context, cursor *history.Cursor, news history.Bell, out *outlet, revoked <-chan struct{}) error {
	heartbeat := eventstream.AppendEnd(eventstream.AppendComment(nil, "heartbeat"))
	silence := time.NewTimer(s.config.Heartbeat)
	defer silence.Stop()
	var batch []*history.Entry
	for {
		select {
		case <-revoked: // a busy stream does not come to the wait below
			return errRevoked
		default:
		}
		var err error
		if batch, err = cursor.Next(batch[:0]); err != nil {
			return err
		}
		if len(batch) > 0 {
			err = s.deliver(out, batch)
			silence.Reset(s.config.Heartbeat)
		} else {
			select {
			case <-ctx.Done():
				return context.Cause(ctx)
			case <-revoked:
			case <-news:
			case <-silence.C:
				err = out.send(heartbeat)
				silence.Reset(s.config.Heartbeat)
			}
		}
		if err != nil {
			return err
		}
	}
}
