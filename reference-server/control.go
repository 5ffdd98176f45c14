package refserver

import (
	"net"
	"net/http"
	"net/netip"
)

// maxControlBytes bounds the body of a request to the control endpoints.
const maxControlBytes = 4 << 10

// controlled returns handle for those who may control the server: programs on
// this machine. A page in a browser on it may not, which would be known by its
// Origin.
func controlled(handle http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Origin") != "" || !fromLoopback(r) {
			forbidden := problem{status: http.StatusForbidden, Message: "control: only programs on this machine may"}
			forbidden.write(w)
			return
		}
		handle(w, r)
	}
}

func fromLoopback(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// revoke answers POST /control/revoke with the parameter "token", in the query or
// in a form.
// https://www.rfc-editor.org/rfc/rfc7009#section-2.1
func (s *Server) revoke(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxControlBytes)
	if !s.tokens.revoke(r.FormValue("token")) {
		unknown := badField("token", "none that the server accepts")
		unknown.write(w)
		return
	}
	s.subscribers.endRevoked()
	w.WriteHeader(http.StatusNoContent)
}

// restart answers POST /control/restart once the server is back.
func (s *Server) restart(w http.ResponseWriter, _ *http.Request) {
	s.Restart()
	w.WriteHeader(http.StatusNoContent)
}
