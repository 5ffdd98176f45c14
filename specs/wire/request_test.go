package wire

import (
	"net/url"
	"strings"
	"testing"
)

func mustURL(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestRequestOnTheWire(t *testing.T) {
	defaults := "Host: h:81\r\nAccept: text/event-stream\r\nCache-Control: no-cache\r\nUser-Agent: ssegauge\r\n"
	tests := []struct {
		name string
		url  string
		req  Request
		want string
	}{
		{"defaults", "http://h:81/a?b=c#d", Request{}, "GET /a?b=c HTTP/1.1\r\n" + defaults + "\r\n"},
		{"no path", "http://h:81", Request{}, "GET / HTTP/1.1\r\n" + defaults + "\r\n"},
		{"escapes", "http://h:81/a%2Fb?%2F", Request{}, "GET /a%2Fb?%2F HTTP/1.1\r\n" + defaults + "\r\n"},
		{"not ASCII", "http://h:81/ü?ü", Request{}, "GET /%C3%BC?ü HTTP/1.1\r\n" + defaults + "\r\n"},
		{"HTTP/1.0", "http://h:81/", Request{Proto: "HTTP/1.0"}, "GET / HTTP/1.0\r\n" + defaults + "\r\n"},
		{"body", "http://h:81/", Request{Method: "POST", Body: []byte("xyz")}, "POST / HTTP/1.1\r\n" + defaults + "Content-Length: 3\r\n\r\nxyz"},
		{"no body", "http://h:81/", Request{Method: "PUT"}, "PUT / HTTP/1.1\r\n" + defaults + "Content-Length: 0\r\n\r\n"},
		{
			"own coding", "http://h:81/",
			Request{Method: "POST", Header: []Field{{"Transfer-Encoding", "chunked"}}, Body: []byte("0\r\n\r\n")},
			"POST / HTTP/1.1\r\n" + defaults + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		},
		{
			"caller's fields", "http://h:81/",
			Request{Header: []Field{{"X-A", "1"}, {"accept", "*/*"}, {"X-A", "2"}, {"Last-Event-ID", "ü\xff"}}},
			"GET / HTTP/1.1\r\nHost: h:81\r\nCache-Control: no-cache\r\nUser-Agent: ssegauge\r\nX-A: 1\r\naccept: */*\r\nX-A: 2\r\nLast-Event-ID: ü\xff\r\n\r\n",
		},
		{
			"removed defaults", "http://h:81/",
			Request{Header: []Field{{"HOST", ""}, {"Accept", ""}, {"Cache-Control", ""}, {"User-Agent", ""}, {"Last-Event-ID", ""}}},
			"GET / HTTP/1.1\r\nLast-Event-ID: \r\n\r\n",
		},
		{
			"credentials", "http://user:pass@h:81/",
			Request{},
			"GET / HTTP/1.1\r\n" + defaults + "Authorization: Basic dXNlcjpwYXNz\r\n\r\n",
		},
		{
			"own credentials", "http://user:pass@h:81/",
			Request{Header: []Field{{"Authorization", "Bearer x"}}},
			"GET / HTTP/1.1\r\n" + defaults + "Authorization: Bearer x\r\n\r\n",
		},
		{
			"zone", "http://[fe80::1%25eth0]:8080/",
			Request{},
			"GET / HTTP/1.1\r\n" + strings.Replace(defaults, "h:81", "[fe80::1]:8080", 1) + "\r\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.req.URL = mustURL(t, tt.url)
			if err := tt.req.Validate(); err != nil {
				t.Fatal(err)
			}
			req := tt.req.complete()
			if got := string(req.appendTo(nil)); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
			if req.URL.User != nil {
				t.Errorf("the URL keeps %v", req.URL.User)
			}
		})
	}
}

func TestInvalidRequests(t *testing.T) {
	tests := []struct {
		name string
		req  Request
		want string
	}{
		{"no URL", Request{}, "no URL"},
		{"scheme", Request{URL: mustURL(t, "ws://h/")}, `scheme "ws" is neither`},
		{"host", Request{URL: mustURL(t, "http:///p")}, "names no host"},
		{"space in query", Request{URL: &url.URL{Scheme: "http", Host: "h", RawQuery: "a b"}}, "control character or space"},
		{"method", Request{URL: mustURL(t, "http://h"), Method: "GET /x"}, "method"},
		{"protocol", Request{URL: mustURL(t, "http://h"), Proto: "HTTP/3"}, "none of HTTP/1.1"},
		{"name", Request{URL: mustURL(t, "http://h"), Header: []Field{{"A b", "x"}}}, "not a token"},
		{"empty name", Request{URL: mustURL(t, "http://h"), Header: []Field{{"", "x"}}}, "not a token"},
		{"name not ASCII", Request{URL: mustURL(t, "http://h"), Header: []Field{{"Ü", "x"}}}, "not a token"},
		{"value", Request{URL: mustURL(t, "http://h"), Header: []Field{{"A", "x\r\nB: y"}}}, "header A holds a CR, LF or NUL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.req.Validate(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want … %s …", err, tt.want)
			}
		})
	}
}

func TestRequestGet(t *testing.T) {
	r := Request{Header: []Field{{"A", "1"}, {"a", "2"}}}
	if got, ok := r.Get("a"); got != "1" || !ok {
		t.Errorf("got %q, %v", got, ok)
	}
	if _, ok := r.Get("b"); ok {
		t.Error("found a field that is not there")
	}
}

func TestOrigin(t *testing.T) {
	tests := []struct {
		name, a, b string
		same       bool
	}{
		{"paths", "http://h/a", "http://h/b?c", true},
		{"default port", "http://h/", "http://h:80/", true},
		{"default TLS port", "https://h/", "https://h:443/", true},
		{"case", "http://HOST/", "http://host/", true},
		{"scheme", "http://h:443/", "https://h/", false},
		{"port", "http://h:1/", "http://h:2/", false},
		{"host", "http://h/", "http://h.example/", false},
		{"IPv6", "http://[::1]/", "http://[::1]:80/", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := origin(mustURL(t, tt.a)) == origin(mustURL(t, tt.b)); got != tt.same {
				t.Errorf("%s and %s: got %v", tt.a, tt.b, got)
			}
		})
	}
}

func TestTokens(t *testing.T) {
	const marks = "!#$%&'*+-.^_`|~"
	for c := range rune(0x180) {
		want := c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || strings.ContainsRune(marks, c)
		if got := isToken("a" + string(c)); got != want {
			t.Errorf("%q: got %v", c, got)
		}
	}
	if isToken("") {
		t.Error("nothing is a token")
	}
}
