package wire

import (
	"net"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Redirect is a response that sent the Exchange elsewhere.
type Redirect struct {
	// At is when its head was complete, since the start of the Exchange.
	At time.Duration
	// Method and URL are what was asked for.
	Method, URL string
	// Status is 301, 302, 303, 307 or 308.
	Status int
	// Location is the value of the Location field as it was sent.
	Location string
	// Target is the URL that it resolves to: what was asked for next.
	Target string
	// Dropped names the request fields that were not sent to Target.
	Dropped []string
}

// target returns where the response with that head sends a client that asked
// for from, or nil when it does not: then it is the final response, even if it
// has the status of a redirect.
// https://fetch.spec.whatwg.org/#concept-response-location-url
func target(h *Head, from *url.URL) *url.URL {
	switch h.Status {
	case 301, 302, 303, 307, 308:
	default:
		return nil
	}
	location, ok := h.Get("Location")
	if !ok {
		return nil
	}
	u, err := from.Parse(location)
	if err != nil || supported(u) != nil {
		return nil
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	return u
}

// shown returns u as it stands in a message: it may be as long as a head.
func shown(u *url.URL) string {
	const most = 200
	text := u.Redacted()
	if len(text) <= most {
		return text
	}
	return text[:most] + "…"
}

// redirected returns the request that follows r after a redirect to u, and the
// names of the fields that it no longer has.
// https://fetch.spec.whatwg.org/#http-redirect-fetch
func (r Request) redirected(status int, u *url.URL) (next Request, dropped []string) {
	next = r
	next.URL = u
	var drop []string
	if becomesGet(status, r.Method) {
		next.Method, next.Body = "GET", nil
		drop = append(drop, "Content-Encoding", "Content-Language", "Content-Length", "Content-Location", "Content-Type", "Transfer-Encoding")
	}
	sameOrigin := origin(r.URL) == origin(u)
	if !sameOrigin {
		drop = append(drop, secretFields()...)
	}
	next.Header = nil
	for _, f := range r.Header {
		switch {
		case containsName(drop, f.Name):
			dropped = append(dropped, f.Name)
			continue
		case !sameOrigin && strings.EqualFold(f.Name, "Host"):
			f.Value = hostField(u)
		}
		next.Header = append(next.Header, f)
	}
	return next, dropped
}

// becomesGet says where a redirect changes the method and loses the body.
func becomesGet(status int, method string) bool {
	switch status {
	case 301, 302:
		return method == "POST"
	case 303:
		return method != "GET" && method != "HEAD"
	default:
		return false
	}
}

// secretFields names the request fields that hold credentials.
func secretFields() []string { return []string{"Authorization", "Cookie", "Proxy-Authorization"} }

func containsName(names []string, name string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
}

// origin returns scheme, host and port of u in one canonical form.
// https://html.spec.whatwg.org/multipage/browsers.html#same-origin
func origin(u *url.URL) string { return u.Scheme + "://" + strings.ToLower(address(u)) }

// address returns host and port of u for dialling.
func address(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "80"
		if u.Scheme == "https" {
			port = "443"
		}
	}
	return net.JoinHostPort(u.Hostname(), port)
}
