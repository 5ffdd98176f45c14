package refserver

import (
	"net/http"
	"slices"
	"strings"
)

// resource is what a path leads to. Every resource answers OPTIONS as well.
type resource struct {
	methods []string
	handle  http.HandlerFunc
}

func (s *Server) routes() map[string]resource {
	read := []string{http.MethodGet, http.MethodHead}
	routes := map[string]resource{
		"/events":  {methods: read, handle: s.events},
		"/publish": {methods: []string{http.MethodPost}, handle: s.meters.publishing(s.publish)},
		"/healthz": {methods: read, handle: s.healthz},
	}
	if s.config.Metrics {
		routes["/metrics"] = resource{methods: read, handle: s.metrics()}
	}
	if s.config.Connections {
		routes["/connections"] = resource{methods: read, handle: onlyHere(s.listConnections)}
	}
	return routes
}

// Handler returns the server's endpoints, for HTTP/1.0 to HTTP/3.
// The ResponseWriter it is given must support flushing and write deadlines
// through http.ResponseController. Serve is better where a whole listener can
// be given away: it also sets the limits that belong to connections.
func (s *Server) Handler() http.Handler {
	routes := s.routes()
	handler := s.access.around(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.meters.requests.Add(1)
		s.allowOrigin(w.Header(), r)
		s.nameAlternative(w.Header(), r)
		if s.control != nil && s.control.Intercept(w, r) {
			return
		}
		found, ok := routes[r.URL.Path]
		switch {
		case s.isMounted(r):
			s.mounted.ServeHTTP(w, r)
		case ok:
			found.ServeHTTP(w, r)
		default:
			notFound().write(w)
		}
	}))
	return s.edge(handler)
}

// edge returns what is around the endpoints: Wrap, and then what must not be in its
// sight.
func (s *Server) edge(handler http.Handler) http.Handler {
	if s.config.Wrap != nil {
		handler = s.config.Wrap(handler)
	}
	if len(s.config.Compress) > 0 {
		handler = s.compressing(handler)
	}
	return handler
}

// ServeHTTP answers req if the resource has its method.
func (r resource) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	switch {
	case req.Method == http.MethodOptions:
		options(w, req, r.allow())
	case !slices.Contains(r.methods, req.Method):
		w.Header().Set("Allow", r.allow())
		r.notAllowed(req).write(w)
	default:
		r.handle(w, req)
	}
}

// allow returns the value of an Allow header; OPTIONS comes last.
func (r resource) allow() string {
	return strings.Join(r.methods, ", ") + ", " + http.MethodOptions
}

func (r resource) notAllowed(req *http.Request) *problem {
	return &problem{
		status:  http.StatusMethodNotAllowed,
		Message: "method: " + req.URL.Path + " does not answer " + req.Method,
		Field:   "method",
		Hint:    "use " + r.allow(),
	}
}

func notFound() *problem {
	return &problem{
		status:  http.StatusNotFound,
		Message: "path: nothing is here",
		Field:   "path",
		Hint:    "GET /events, POST /publish, GET /healthz",
	}
}
