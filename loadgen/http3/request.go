package http3

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Request is what a stream asks for.
type Request struct {
	// Fields yields the header, first the pseudo-header fields, all names in lower case. It is
	// called once, by Open. A content-length is made from Body instead.
	Fields func(yield func(name, value string))
	Body   []byte
}

// http returns r as quic-go wants it.
func (r Request) http() *http.Request {
	out := &http.Request{
		URL:    new(url.URL),
		Header: http.Header{"user-agent": {""}}, // none of quic-go's own
	}
	r.Fields(func(name, value string) {
		switch name {
		case ":method":
			out.Method = value
		case ":scheme":
			out.URL.Scheme = value
		case ":authority":
			out.Host, out.URL.Host = value, value
		case ":path":
			setPath(out.URL, value)
		case "user-agent":
			out.Header[name] = []string{value}
		default:
			out.Header[name] = append(out.Header[name], value)
		}
	})
	if len(r.Body) > 0 {
		out.Body, out.ContentLength = io.NopCloser(bytes.NewReader(r.Body)), int64(len(r.Body))
	}
	return out
}

// setPath makes path what u asks for, octet for octet.
func setPath(u *url.URL, path string) {
	if !strings.HasPrefix(path, "//") {
		u.Opaque = path
		return
	}
	u.Path, u.RawQuery, _ = strings.Cut(path, "?") // an opaque text must not begin so
	u.RawPath = u.Path
	if plain, err := url.PathUnescape(u.Path); err == nil {
		u.Path = plain
	}
}
