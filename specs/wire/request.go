package wire

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Field is one header field: a line of a request or response head. Names are
// compared without regard to case; values are bytes and need not be UTF-8.
// https://www.rfc-editor.org/rfc/rfc9110#section-5
type Field struct{ Name, Value string }

// HTTP2 is the Proto of a Request in HTTP/2.
const HTTP2 = "HTTP/2"

// Request is what an Exchange asks for. Its zero Method means GET.
type Request struct {
	// Method is the request method. It is sent as it is, in its case.
	Method string
	// URL is absolute, http or https. Its fragment is not sent; its user
	// information becomes an Authorization field.
	URL *url.URL
	// Proto is "HTTP/1.1", "HTTP/1.0" or HTTP2; empty means "HTTP/1.1". HTTP/2 is
	// agreed on in the TLS handshake for https, and taken for granted (h2c with
	// prior knowledge) for http.
	Proto string
	// Header holds the fields in the order in which they are sent. A Transcript's
	// Request has all of them; the caller of Open names those that differ from the
	// defaults. A default that Header names is not added, and one that Header names
	// with an empty Value is not sent at all. In HTTP/2 names are sent in lower
	// case, and Host as ":authority".
	Header []Field
	// Body is sent after the head. It may be sent again after a redirect.
	Body []byte
}

// Get returns the value of the first field with that name and whether there is
// one.
func (r *Request) Get(name string) (value string, ok bool) { return getField(r.Header, name) }

func getField(fields []Field, name string) (value string, ok bool) {
	i := indexField(fields, name)
	if i < 0 {
		return "", false
	}
	return fields[i].Value, true
}

func indexField(fields []Field, name string) int {
	return slices.IndexFunc(fields, func(f Field) bool { return strings.EqualFold(f.Name, name) })
}

// complete returns the request as it is sent: the defaults come first, then
// the fields of the caller.
func (r Request) complete() Request {
	r.Method = cmp.Or(r.Method, "GET")
	r.Proto = cmp.Or(r.Proto, "HTTP/1.1")
	defaults := r.defaults()
	var header []Field
	for _, d := range defaults {
		if indexField(r.Header, d.Name) < 0 {
			header = append(header, d)
		}
	}
	for _, f := range r.Header {
		if f.Value != "" || indexField(defaults, f.Name) < 0 {
			header = append(header, f)
		}
	}
	u := *r.URL
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	r.URL, r.Header, r.Body = &u, header, bytes.Clone(r.Body)
	return r
}

// defaults returns the fields that a request carries unless its caller says
// otherwise: those of a browser's EventSource, no Accept-Encoding and no
// Connection.
func (r Request) defaults() []Field {
	fields := []Field{
		{"Host", hostField(r.URL)},
		{"Accept", "text/event-stream"},
		{"Cache-Control", "no-cache"},
		{"User-Agent", "ssegauge"},
	}
	if r.URL.User != nil {
		password, _ := r.URL.User.Password()
		basic := base64.StdEncoding.EncodeToString([]byte(r.URL.User.Username() + ":" + password))
		fields = append(fields, Field{"Authorization", "Basic " + basic})
	}
	if _, coded := r.Get("Transfer-Encoding"); !coded && (len(r.Body) > 0 || expectsBody(r.Method)) {
		fields = append(fields, Field{"Content-Length", strconv.Itoa(len(r.Body))})
	}
	return fields
}

// expectsBody reports whether a request without a body should say so with a
// Content-Length of 0. https://www.rfc-editor.org/rfc/rfc9110#section-8.6
func expectsBody(method string) bool {
	return method == "POST" || method == "PUT" || method == "PATCH"
}

// hostField returns the Host field for u: without a zone, which only this
// machine understands. https://www.rfc-editor.org/rfc/rfc6874#section-3
func hostField(u *url.URL) string {
	zone := strings.IndexByte(u.Host, '%')
	end := strings.LastIndexByte(u.Host, ']')
	if zone < 0 || end < zone {
		return u.Host
	}
	return u.Host[:zone] + u.Host[end:]
}

// appendTo writes the request as bytes. It is complete and valid.
func (r *Request) appendTo(dst []byte) []byte {
	dst = fmt.Appendf(dst, "%s %s %s\r\n", r.Method, r.URL.RequestURI(), r.Proto)
	for _, f := range r.Header {
		dst = fmt.Appendf(dst, "%s: %s\r\n", f.Name, f.Value)
	}
	return append(append(dst, "\r\n"...), r.Body...)
}

// fieldBlock returns the request as the fields of HTTP/2. It is complete and
// valid. https://www.rfc-editor.org/rfc/rfc9113#section-8.3.1
func (r *Request) fieldBlock() []Field {
	host, _ := r.Get("Host")
	fields := []Field{{":method", r.Method}, {":scheme", r.URL.Scheme}, {":authority", host}, {":path", r.URL.RequestURI()}}
	for _, f := range r.Header {
		if !strings.EqualFold(f.Name, "Host") {
			fields = append(fields, Field{strings.ToLower(f.Name), f.Value})
		}
	}
	return fields
}

// Validate refuses what cannot be sent without becoming a different request.
func (r *Request) Validate() error {
	if r.URL == nil {
		return errors.New("make request: no URL")
	}
	if err := supported(r.URL); err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	if r.Method != "" && !isToken(r.Method) {
		return fmt.Errorf("make request: method %q is not a token", r.Method)
	}
	if !slices.Contains([]string{"", "HTTP/1.1", "HTTP/1.0", HTTP2}, r.Proto) {
		return fmt.Errorf("make request: protocol %q is none of HTTP/1.1, HTTP/1.0 and HTTP/2", r.Proto)
	}
	for _, f := range r.Header {
		if !isToken(f.Name) {
			return fmt.Errorf("make request: header name %q is not a token", f.Name)
		}
		if strings.ContainsAny(f.Value, "\r\n\x00") {
			return fmt.Errorf("make request: header %s holds a CR, LF or NUL", f.Name)
		}
	}
	return nil
}

// supported reports why u cannot be asked for.
func supported(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("URL scheme %q is neither http nor https", u.Scheme)
	}
	if u.Hostname() == "" {
		return fmt.Errorf("URL %q names no host", u.Redacted())
	}
	if strings.ContainsFunc(u.RequestURI()+u.Host, isControlOrSpace) {
		return fmt.Errorf("URL %q holds a control character or space", u.Redacted())
	}
	return nil
}

func isControlOrSpace(c rune) bool { return c <= ' ' || c == 0x7f }

// isToken reports whether s is a token.
// https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
func isToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool { return c >= 0x80 || !isTokenByte(byte(c)) })
}

func isTokenByte(c byte) bool {
	switch {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		return true
	default:
		return strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
	}
}
