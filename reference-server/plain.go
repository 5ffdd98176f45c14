package refserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/fanout"
	"github.com/ssegauge/ssegauge/reference-server/rawhttp"
)

// carrier is what can carry the stream of a connection without a goroutine.
type carrier struct {
	conn *net.TCPConn
	hub  *fanout.Hub
}

// carrierKey finds the carrier in the context of a request.
type carrierKey struct{}

// hubOf is the hub of one call of Serve. It starts with the first connection that
// it can carry.
type hubOf struct {
	server *Server
	once   sync.Once
	hub    *fanout.Hub // nil if it has not started
}

// remember is http.Server.ConnContext: it keeps connections at hand. Where there is
// no hub, net/http carries the streams.
func (h *hubOf) remember(ctx context.Context, nc net.Conn) context.Context {
	if conn, ok := nc.(*net.TCPConn); ok {
		if h.once.Do(h.start); h.hub != nil {
			return context.WithValue(ctx, carrierKey{}, carrier{conn, h.hub})
		}
	}
	return context.WithValue(ctx, lineKey{}, nc)
}

func (h *hubOf) start() {
	c := h.server.config
	hub, err := h.server.subscribers.openHub(fanout.Limits{
		Heartbeat:    c.Heartbeat,
		WriteTimeout: c.WriteTimeout,
		QueueBytes:   c.QueueBytes,
		QueueAge:     c.QueueAge,
	})
	if err != nil {
		c.Logger.Warn("streams will have a goroutine each", "cause", err)
		return
	}
	h.hub = hub
}

// close cuts the streams that are left.
func (h *hubOf) close() error {
	h.once.Do(func() {})
	if h.hub == nil {
		return nil
	}
	return h.server.subscribers.closeHub(h.hub)
}

// isPlain reports whether the stream can leave net/http: it has a TCP connection
// for itself, and nothing stands between the server and that. A writer that was
// wrapped is not a Hijacker, and what is behind a wrapped one must not be asked.
func (s *Server) isPlain(w http.ResponseWriter, r *http.Request) bool {
	_, direct := w.(http.Hijacker)
	_, known := r.Context().Value(carrierKey{}).(carrier)
	return direct && known && r.ProtoMajor == 1 && r.TLS == nil && s.config.Wrap == nil
}

// plain owns a stream that a hub carries.
type plain struct {
	server *Server
	number uint64
	opened int64 // when, in nanoseconds since 1970
	since  int64 // the end of the history then
	home   *household
	visit  *visit
	feed   *Feed // nil where it is not one
	minor  uint8 // of the version of HTTP
}

// openPlain answers the request and hands its connection to the hub.
func (s *Server) openPlain(w http.ResponseWriter, r *http.Request, asked subscription) {
	p := &plain{
		server: s,
		number: s.subscribers.lastID.Add(1),
		opened: time.Now().UnixNano(),
		home:   asked.home,
		feed:   asked.feed,
		minor:  uint8(r.ProtoMinor), //nolint:gosec // 0 or 1
	}
	p.visit = s.arrive(p.number, r, asked)
	log := s.log()
	cursor, start := log.Open(asked.topics, asked.lastEventID, nil)
	p.since = start.EndPlace
	s.meters.resumed(asked, start, cursor)
	asked.feed.opened()
	chunked := r.ProtoAtLeast(1, 1)
	err := p.hand(w, r, beginning(w.Header(), chunked, s.hello(start, asked)), fanout.Opening{
		Log:     log,
		Topics:  asked.topics,
		Cursor:  cursor,
		Chunked: chunked,
		Revoked: asked.revoked,
		Owner:   p,
	})
	if err != nil {
		cursor.Close()
		p.Ended(nil, err)
	}
}

// hand writes the beginning and gives the connection away.
func (p *plain) hand(w http.ResponseWriter, r *http.Request, beginning []byte, o fanout.Opening) error {
	c, ok := r.Context().Value(carrierKey{}).(carrier)
	hijacker, direct := w.(http.Hijacker)
	if !ok || !direct {
		return errors.New("open stream: its connection is not at hand")
	}
	conn, _, err := hijacker.Hijack() // what a client sends after its request is dropped
	if err != nil {
		return fmt.Errorf("open stream: %w", err)
	}
	err = conn.SetWriteDeadline(time.Now().Add(p.server.config.WriteTimeout))
	if err == nil {
		_, err = conn.Write(beginning)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("open stream: %w", err), conn.Close())
	}
	return c.hub.Adopt(c.conn, o)
}

// beginning is the response up to its first frames, as net/http would write it.
func beginning(h http.Header, chunked bool, first []byte) []byte {
	if chunked {
		return rawhttp.AppendChunk(rawhttp.Head(h, 1, true), first)
	}
	return append(rawhttp.Head(h, 0, false), first...)
}

// Ended gives back what the stream had taken.
func (p *plain) Ended(st *fanout.Stream, cause error) {
	if faults := p.server.subscribers.fault.Load(); faults != nil {
		faults.End(faultyPlain{p, st}, false, nil)
	}
	end := ending{err: cause, major: 1}
	if st != nil { // it did begin
		end.events, end.bytes = st.Events(), st.Bytes()
	}
	p.server.ended(p.home, p.visit, p.feed, end)
}

// plainStream is the subscriber that a hub carries.
type plainStream struct {
	*plain
	stream *fanout.Stream
}

func (p plainStream) id() uint64 { return p.number }

func (p plainStream) isRevoked() bool { return p.stream.IsRevoked() }

func (p plainStream) end(cause error, how fanout.Ending) { p.stream.End(cause, how) }

func (p plainStream) connection() Connection {
	state := "live"
	switch {
	case p.stream.Replaying():
		state = "replaying"
	case p.stream.Queued() > 0:
		state = "slow"
	}
	return Connection{
		ID:       p.number,
		Remote:   remoteOf(p.stream),
		Protocol: fmt.Sprintf("HTTP/1.%d", p.minor),
		Topics:   p.stream.Topics(),
		Opened:   time.Unix(0, p.opened),
		Events:   p.stream.Events(),
		Bytes:    p.stream.Bytes(),
		Queued:   p.stream.Queued(),
		State:    state,
	}
}

// remoteOf returns the address of a client, "" if it has gone this moment.
func remoteOf(st *fanout.Stream) string {
	if addr := st.RemoteAddr(); addr.IsValid() {
		return addr.String()
	}
	return ""
}
