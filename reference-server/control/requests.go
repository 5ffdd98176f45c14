package control

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Bounds of what is kept of requests.
const (
	maxRequests    = 1024
	defaultLast    = 100
	maxTextBytes   = 2 << 10 // a path, a query or the value of a header
	maxFields      = 64      // headers of one request
	maxHeaderBytes = 8 << 10 // their sum
)

const redacted = "[redacted]"

// request is what was seen of one.
type request struct {
	Number      int64       `json:"number"`
	Time        time.Time   `json:"time"`
	Remote      string      `json:"remote"`
	Protocol    string      `json:"protocol"`
	TLS         bool        `json:"tls"`
	Method      string      `json:"method"`
	Host        string      `json:"host"`
	Path        string      `json:"path"`
	Query       string      `json:"query"`
	LastEventID string      `json:"lastEventId"`
	Headers     http.Header `json:"headers"`
	Cut         bool        `json:"cut"`
}

// requestLog keeps the last requests.
type requestLog struct {
	mu   sync.Mutex
	seen recent[request]
}

func newRequestLog() *requestLog { return &requestLog{seen: recent[request]{bound: maxRequests}} }

// add notes a request.
func (l *requestLog) add(r *http.Request, received time.Time) {
	seen := see(r)
	seen.Time = received
	l.mu.Lock()
	defer l.mu.Unlock()
	seen.Number = l.seen.total + 1
	l.seen.add(seen)
}

// newest returns the last n requests, the oldest first, and how many there were.
func (l *requestLog) newest(n int) ([]request, int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.seen.newest(n), l.seen.total
}

func (l *requestLog) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen = recent[request]{bound: maxRequests}
}

func see(r *http.Request) request {
	seen := request{
		Remote:      r.RemoteAddr,
		Protocol:    clip(r.Proto),
		TLS:         r.TLS != nil,
		Method:      clip(r.Method),
		Host:        clip(r.Host),
		Path:        clip(r.URL.Path),
		Query:       clip(redactQuery(r.URL.RawQuery)),
		LastEventID: clip(r.Header.Get("Last-Event-ID")),
		Headers:     make(http.Header, len(r.Header)),
	}
	size, count := 0, 0
	for name, values := range r.Header {
		for _, value := range values {
			if slices.Contains([]string{"Authorization", "Proxy-Authorization", "Cookie"}, name) {
				value = redacted
			}
			size, count = size+len(name)+min(len(value), maxTextBytes), count+1
			if size > maxHeaderBytes || count > maxFields {
				seen.Cut = true
				return seen
			}
			seen.Headers[name] = append(seen.Headers[name], clip(value))
		}
	}
	return seen
}

// redactQuery takes the values of parameters that carry credentials from a query,
// and leaves it as it is otherwise.
// https://www.rfc-editor.org/rfc/rfc6750#section-2.3
func redactQuery(query string) string {
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		raw, _, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(raw)
		if err == nil && slices.Contains([]string{"access_token", "authorization", "token"}, strings.ToLower(name)) {
			pairs[i] = raw + "=" + redacted
		}
	}
	return strings.Join(pairs, "&")
}

func clip(text string) string {
	if len(text) <= maxTextBytes {
		return strings.Clone(text) // not the whole head with it
	}
	return strings.ToValidUTF8(text[:maxTextBytes], "") + "…"
}

// requestsSeen is the answer of /control/requests.
type requestsSeen struct {
	Total    int64     `json:"total"`
	Kept     int       `json:"kept"`
	Requests []request `json:"requests"`
}

// getRequests answers GET /control/requests.
func (c *Control) getRequests(in call) (any, *refusal) {
	n := defaultLast
	if text := in.r.URL.Query().Get("last"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			return nil, bad("last", "want a whole number")
		}
		if p := limit("last", n, 0, maxRequests); p != nil {
			return nil, p
		}
	}
	last, total := c.requests.newest(n)
	return requestsSeen{Total: total, Kept: int(min(total, maxRequests)), Requests: last}, nil
}

// deleteRequests answers DELETE /control/requests.
func (c *Control) deleteRequests(in call) (any, *refusal) {
	was, p := c.getRequests(in)
	if p == nil {
		c.requests.clear()
	}
	return was, p
}
