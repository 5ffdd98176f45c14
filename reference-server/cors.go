package refserver

import (
	"net/http"
	"slices"
	"strings"
	"unicode"
)

// Values of Config.AllowOrigin that are not origins.
const (
	anyOrigin = "*"
	noOrigin  = "none"
)

// Headers that a page may send, beside those that need no permission, and how
// long a browser may remember it, in seconds: Chromium remembers no longer.
const (
	allowedHeaders  = "Last-Event-ID, Authorization, Cache-Control, Content-Type"
	preflightMaxAge = "7200"
)

// allowOrigin lets a page of the request's origin read the response, if it may.
// https://fetch.spec.whatwg.org/#http-access-control-allow-origin
func (s *Server) allowOrigin(h http.Header, r *http.Request) {
	switch allow := s.config.AllowOrigin; allow {
	case anyOrigin:
		h.Set("Access-Control-Allow-Origin", anyOrigin)
	case noOrigin:
	default:
		h.Add("Vary", "Origin")
		origin := r.Header.Get("Origin")
		if slices.Contains(origins(allow), origin) {
			h.Set("Access-Control-Allow-Origin", origin)
		}
	}
}

// origins returns those of Config.AllowOrigin. No origin has a comma.
func origins(allow string) []string {
	return strings.FieldsFunc(allow, func(c rune) bool { return c == ',' || unicode.IsSpace(c) })
}

// expose lets a page that may read a refusal read what its fields say as well.
// https://fetch.spec.whatwg.org/#http-access-control-expose-headers
func expose(h http.Header) {
	if h.Get("Access-Control-Allow-Origin") == "" {
		return
	}
	for _, name := range []string{"Retry-After", "WWW-Authenticate"} {
		if h.Get(name) != "" {
			h.Add("Access-Control-Expose-Headers", name)
		}
	}
}

// options answers OPTIONS: a preflight with what a page may do, and any other
// request with the methods of the resource.
// https://fetch.spec.whatwg.org/#cors-preflight-request
func options(w http.ResponseWriter, r *http.Request, allow string) {
	h := w.Header()
	h.Set("Allow", allow)
	h.Set("Cache-Control", "no-store")
	preflight := r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
	if preflight && h.Get("Access-Control-Allow-Origin") != "" {
		h.Set("Access-Control-Allow-Methods", strings.TrimSuffix(allow, ", OPTIONS"))
		h.Set("Access-Control-Allow-Headers", allowedHeaders)
		h.Set("Access-Control-Max-Age", preflightMaxAge)
	}
	w.WriteHeader(http.StatusNoContent)
}
