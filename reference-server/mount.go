package refserver

import (
	"context"
	"errors"
	"net/http"

	"github.com/ssegauge/ssegauge/reference-server/history"
	"github.com/ssegauge/ssegauge/reference-server/jsonhttp"
)

// Mount adds an endpoint of the caller's own. It comes before those of the server,
// and has what they have: CORS, OPTIONS, a refusal of other methods, the access log.
// The path is a pattern of http.ServeMux without a method: one that ends in a slash
// stands for all below it, and "/{$}" for the root alone. A conflict with another
// pattern panics. It may be called while the server serves.
func (s *Server) Mount(path string, methods []string, handle http.HandlerFunc) {
	s.mounted.Handle(path, resource{methods: methods, handle: handle})
	s.mounts.Store(true)
}

// isMounted reports whether the path of r leads to something that was mounted.
func (s *Server) isMounted(r *http.Request) bool {
	if !s.mounts.Load() { // a look at nothing would cost every request five allocations
		return false
	}
	_, pattern := s.mounted.Handler(r)
	return pattern != ""
}

// Publish adds e to the history, as POST /publish does, and returns its ID. The
// caller answers for the size of its fields. The errors are those of
// [history.Log.Append] and [History]; history.ErrClosed while the server drains.
func (s *Server) Publish(ctx context.Context, e history.Event) (id string, err error) {
	if s.control != nil {
		if err := s.control.HoldPublish(ctx, e.Topic); err != nil {
			return "", err
		}
	}
	return s.store(ctx, e)
}

// AdmitPublisher reports whether r may publish now, as POST /publish asks: with a
// token, if there is any for publishers, within Config.PublishRate, and not while the
// server drains. If not, it has answered r.
func (s *Server) AdmitPublisher(w http.ResponseWriter, r *http.Request) bool {
	if _, p := s.tokens.admit(r, toPublish); p != nil {
		p.write(w)
		return false
	}
	if s.draining() {
		s.RefusePublish(w, history.ErrClosed)
		return false
	}
	return s.inTime(w)
}

// AdmitSubscriber reports whether r may read now, as a stream asks: with a token, if
// there is any for subscribers. If not, it has answered r.
func (s *Server) AdmitSubscriber(w http.ResponseWriter, r *http.Request) bool {
	if _, p := s.tokens.admit(r, toSubscribe); p != nil {
		p.write(w)
		return false
	}
	return true
}

// RefusePublish answers a request whose event Publish refused with err.
func (s *Server) RefusePublish(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, history.ErrClosed):
		unavailable(w, s.config.Retry, "the server is shutting down")
	case errors.Is(err, history.ErrUnavailable):
		unavailable(w, s.config.Retry, err.Error())
	default:
		appendProblem(err).write(w)
	}
}

// WriteJSON answers with v, which no cache may keep. It panics if v is nothing that
// JSON can hold.
func WriteJSON(w http.ResponseWriter, status int, v any) { jsonhttp.Write(w, status, v) }
