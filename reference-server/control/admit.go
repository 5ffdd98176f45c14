package control

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Local reports whether r comes from a program on this machine. A page in a
// browser on it is none: it is known by its Origin, or by a Sec-Fetch-Site other
// than that of somebody who typed the address. Browsers send neither with what a page
// reads from its own host, whose name may have been made to lead here: so the request
// must name this machine by an address or as localhost.
// https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
func Local(r *http.Request) bool {
	return !fromPage(r) && fromLoopback(r.RemoteAddr) && unnamed(r.Host)
}

func fromPage(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return r.Header.Get("Origin") != "" || (site != "" && site != "none")
}

// admit returns why the sender of r may not control the server, nil if it may. A
// page never may.
func (c *Control) admit(w http.ResponseWriter, r *http.Request) *refusal {
	switch {
	case fromPage(r):
		return forbidden("pages may not")
	case len(c.tokens) > 0:
		return c.authorize(w, r)
	case !fromLoopback(r.RemoteAddr):
		p := forbidden("only programs on this machine may")
		p.Hint = "the server must be given a token for control from elsewhere"
		return p
	case !unnamed(r.Host):
		p := forbidden("a name may lead anywhere")
		p.Hint = "ask 127.0.0.1, [::1] or localhost, or give the server a token for control"
		return p
	}
	return nil
}

func forbidden(why string) *refusal {
	return &refusal{status: http.StatusForbidden, Message: "control: " + why}
}

// authorize wants one of the tokens. They are compared by their hashes, in a time
// that tells nothing of them.
// https://www.rfc-editor.org/rfc/rfc6750#section-2.1
func (c *Control) authorize(w http.ResponseWriter, r *http.Request) *refusal {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	hash := sha256.Sum256([]byte(strings.TrimSpace(token)))
	known := 0
	for _, accepted := range c.tokens {
		known |= subtle.ConstantTimeCompare(hash[:], accepted[:])
	}
	if strings.EqualFold(scheme, "Bearer") && known == 1 {
		return nil
	}
	w.Header().Set("WWW-Authenticate", `Bearer realm="control"`)
	return &refusal{
		status:  http.StatusUnauthorized,
		Message: "Authorization: control needs one of its tokens",
		Field:   "Authorization",
		Hint:    "send Authorization: Bearer and a token for control",
	}
}

func fromLoopback(remote string) bool {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return false
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// unnamed reports whether the Host of a request is an address, localhost, or none.
// https://www.rfc-editor.org/rfc/rfc6761#section-6.3
func unnamed(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	host = strings.ToLower(host)
	return err == nil || host == "" || host == "localhost" || strings.HasSuffix(host, ".localhost")
}
