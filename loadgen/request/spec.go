package request

import (
	"crypto/tls"
	"fmt"
)

// Spec says what the Subscribers of a run ask for. Texts that are called templates
// may hold {{…}}, which the package's text explains.
type Spec struct {
	// Targets are what is asked for, in shares; there must be one.
	Targets []Target
	// Method is the request's method; empty means GET.
	Method string
	// Body is a template. Empty means that there is no body.
	Body string
	// Header holds the fields of the request. A field replaces a default of the same
	// name; an empty Value only leaves the default out.
	Header []Field
	// Cookies are templates such as "session={{users.session}}".
	Cookies []string
	// Feeds are files of values for templates.
	Feeds []Feed
	// Version is the version of HTTP, HTTP1 if it is left out.
	Version Version
	// StreamsPerConnection is how many streams share a connection of HTTP/2 or
	// HTTP/3. 0 means 100.
	StreamsPerConnection int
	// TLS is what https begins with, or nil. It is not changed.
	TLS *tls.Config
	// Proxy is the URL of a proxy, http://[user:password@]host:port, or empty.
	Proxy string
	// Resolve says where names are, "host:port:address[,address]", instead of the
	// system. An IPv6 address stands in brackets.
	Resolve []string
	// Sources are the addresses to connect from, or prefixes of them such as
	// "127.0.0.0/28". Without any the system chooses, or Maker.Sources does.
	Sources []string
	// Seed decides what is random.
	Seed uint64
	// MaxFeedBytes and MaxFeedRows bound each Feed, the first one the values of it
	// that are used. 0 means 64 MiB and 1,000,000 rows.
	MaxFeedBytes, MaxFeedRows int
}

// Target is a URL that some of the Subscribers ask for.
type Target struct {
	// URL is http:// or https://; its path and query are a template. User and
	// password in it are sent as Authorization: Basic, a fragment is not sent.
	URL string
	// Weight is the Target's share of the Subscribers, as a part of the sum of all
	// weights. 0 counts as 1.
	Weight float64
	// Tag is the name in the report, "1" for the first Target if it is left out, and
	// so on. Targets may share one.
	Tag string
}

// Field is a field of the request's header. Value is a template.
type Field struct{ Name, Value string }

// Version is a version of HTTP, and how it is begun.
type Version int

// The versions. HTTP2 and HTTP3 are for https, H2C is HTTP/2 with prior knowledge
// for http.
// https://www.rfc-editor.org/rfc/rfc9113#section-3.3
const (
	HTTP1 Version = iota
	HTTP2
	H2C
	HTTP3
)

// String returns the version as a user writes it: "1.1", "2", "h2c" or "3".
func (v Version) String() string {
	switch v {
	case HTTP1:
		return "1.1"
	case HTTP2:
		return "2"
	case H2C:
		return "h2c"
	case HTTP3:
		return "3"
	}
	return fmt.Sprintf("Version(%d)", int(v))
}

// protocol is the version's name in the TLS handshake.
// https://www.rfc-editor.org/rfc/rfc7301#section-6
func (v Version) protocol() string {
	switch v {
	case HTTP2:
		return "h2"
	case HTTP3:
		return "h3"
	case HTTP1, H2C:
	}
	return "http/1.1"
}
