package dialects

import (
	"cmp"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// The header fields of the protocol.
const (
	sessionField = "Mcp-Session-Id"
	versionField = "Mcp-Protocol-Version"
)

// mcpPoll is after how long a client is to ask for the rest of a stream that was
// closed before its response.
const mcpPoll = 500 * time.Millisecond

// mcpVersions returns the versions of the protocol that are spoken, the newest
// first.
func mcpVersions() []string { return []string{"2025-11-25", "2025-06-18"} }

// mcp is a server of the Model Context Protocol over Streamable HTTP, without
// tools. It answers ping on a stream, and closes that of tools/list before the
// response, which the client then fetches.
// https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http
func mcp() Dialect {
	return Dialect{
		Name: "mcp", Path: "/mcp", Method: http.MethodGet,
		lasting: func(c refserver.Config, stop <-chan struct{}) http.Handler {
			return &mcpServer{
				heartbeat: cmp.Or(c.Heartbeat, 15*time.Second),
				retry:     cmp.Or(c.Retry, 2*time.Second),
				stop:      stop,
				sessions:  mcpSessions{byID: map[string]*mcpSession{}},
			}
		},
	}
}

type mcpServer struct {
	heartbeat, retry time.Duration
	stop             <-chan struct{} // closed when the server shuts down
	sessions         mcpSessions
}

// ServeHTTP refuses what the transport forbids and answers the rest.
func (s *mcpServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	version := r.Header.Get(versionField)
	switch {
	case !trustedOrigin(r.Header.Get("Origin")):
		refuseRPC(w, http.StatusForbidden, "this origin is not trusted")
	case version != "" && !slices.Contains(mcpVersions(), version):
		refuseRPC(w, http.StatusBadRequest, "the protocol versions are "+strings.Join(mcpVersions(), ", "))
	case r.Method == http.MethodPost:
		s.post(w, r)
	case r.Method == http.MethodGet:
		s.get(w, r)
	case r.Method == http.MethodDelete:
		s.remove(w, r)
	default:
		w.Header().Set("Allow", "GET, POST, DELETE")
		refuseRPC(w, http.StatusMethodNotAllowed, "use GET, POST or DELETE")
	}
}

// trustedOrigin reports whether pages of that origin may speak to the server: those of
// this machine. Other clients than browsers send none. The Host field says
// nothing, for whoever rebinds a name chooses it too.
// https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning
func trustedOrigin(origin string) bool {
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// session returns the session that r belongs to, or refuses r.
// https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management
func (s *mcpServer) session(w http.ResponseWriter, r *http.Request) *mcpSession {
	id := r.Header.Get(sessionField)
	if id == "" {
		refuseRPC(w, http.StatusBadRequest, sessionField+" is missing")
		return nil
	}
	found := s.sessions.find(id)
	if found == nil {
		refuseRPC(w, http.StatusNotFound, "the session has ended")
	}
	return found
}

// remove ends a session.
func (s *mcpServer) remove(w http.ResponseWriter, r *http.Request) {
	if found := s.session(w, r); found != nil {
		s.sessions.end(found)
		w.WriteHeader(http.StatusNoContent)
	}
}

// get opens the stream on which the server speaks first, or resumes a stream.
// https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#listening-for-messages-from-the-server
func (s *mcpServer) get(w http.ResponseWriter, r *http.Request) {
	if !acceptsMedia(r, "text/event-stream") {
		refuseRPC(w, http.StatusNotAcceptable, "Accept: want text/event-stream")
		return
	}
	found := s.session(w, r)
	if found == nil {
		return
	}
	id := r.Header.Get("Last-Event-ID")
	if id == "" {
		opened := found.open()
		opened.prime(s.retry)
		opened.add(notifyRPC("notifications/message", map[string]string{"level": "info", "data": "listening"}))
		s.play(w, r, found, opened, 0)
		return
	}
	resumed, next := found.locate(id)
	if resumed == nil {
		refuseRPC(w, http.StatusBadRequest, "no event of the session has this Last-Event-ID")
		return
	}
	s.play(w, r, found, resumed, next)
}

// play sends the frames of the stream from next on. A stream without an end
// lasts until the client leaves, the session ends or the server shuts down.
func (s *mcpServer) play(w http.ResponseWriter, r *http.Request, in *mcpSession, from *mcpStream, next int) {
	out, going := begin(w, r)
	frames, whole := from.after(next)
	for _, frame := range frames {
		going = going && out.send(frame)
	}
	if whole || !going {
		return
	}
	beat := time.NewTicker(s.heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-in.ended:
			return
		case <-s.stop:
			return
		case <-beat.C:
			if !out.send([]byte(": heartbeat\n\n")) {
				return
			}
		}
	}
}

// acceptsMedia reports whether the client takes that media type.
func acceptsMedia(r *http.Request, mediaType string) bool {
	accept := strings.Join(r.Header.Values("Accept"), ",")
	kind, _, _ := strings.Cut(mediaType, "/")
	return strings.Contains(accept, mediaType) || strings.Contains(accept, kind+"/*") || strings.Contains(accept, "*/*")
}
