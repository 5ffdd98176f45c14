package wire_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ssegauge/ssegauge/specs/wire"
)

func moved(status int, location string) string {
	return fmt.Sprintf("HTTP/1.1 %d Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", status, location)
}

// capture answers with text and hands on the requests.
func capture(requests chan<- string, text string) func(net.Conn) {
	return func(c net.Conn) {
		requests <- readRequest(c)
		_, _ = c.Write([]byte(text))
	}
}

func TestCrossOriginRedirectDropsCredentials(t *testing.T) {
	requests := make(chan string, 2)
	final := serve(t, capture(requests, okHead+"\r\ndata: a\n\n"))
	first := serve(t, capture(requests, moved(307, final.String())))
	tr := get(t, &wire.Recorder{}, first,
		wire.Field{Name: "Authorization", Value: "Bearer secret"}, wire.Field{Name: "cookie", Value: "a=b"},
		wire.Field{Name: "Proxy-Authorization", Value: "x"}, wire.Field{Name: "Last-Event-ID", Value: "7"})
	wantEnd(t, tr, wire.EndComplete, "")
	if sent := <-requests; !strings.Contains(sent, "Bearer secret") || !strings.Contains(sent, "Host: "+first.Host+"\r\n") {
		t.Errorf("first request: %q", sent)
	}
	sent := <-requests
	for _, secret := range []string{"secret", "a=b", "Proxy"} {
		if strings.Contains(sent, secret) {
			t.Errorf("%q crossed origins: %q", secret, sent)
		}
	}
	for _, kept := range []string{"Host: " + final.Host + "\r\n", "Last-Event-ID: 7\r\n", "Accept: text/event-stream\r\n"} {
		if !strings.Contains(sent, kept) {
			t.Errorf("%q is missing: %q", kept, sent)
		}
	}
	want := []wire.Redirect{{
		Method: "GET", URL: first.String(), Status: 307, Location: final.String(), Target: final.String(),
		Dropped: []string{"Authorization", "cookie", "Proxy-Authorization"},
	}}
	if diff := cmp.Diff(want, tr.Redirects, cmpopts.IgnoreFields(wire.Redirect{}, "At")); diff != "" {
		t.Errorf("redirects (-want +got):\n%s", diff)
	}
	if tr.URL != final.String() || tr.Head.Status != 200 || len(tr.Events) != 1 || len(tr.Chunks) == 0 {
		t.Errorf("got %s, %+v", tr.URL, tr.Head)
	}
}

func TestRedirectsWithinAnOrigin(t *testing.T) {
	tests := []struct {
		name        string
		status      int
		method      string
		line, field string // of the request that follows
		gone        string
	}{
		{"301 GET", 301, "GET", "GET /next?q=1 HTTP/1.1\r\n", "Authorization: x\r\n", "Content-Length"},
		{"302 POST becomes GET", 302, "POST", "GET /next?q=1 HTTP/1.1\r\n", "Authorization: x\r\n", "Content-"},
		{"303 PUT becomes GET", 303, "PUT", "GET /next?q=1 HTTP/1.1\r\n", "Accept: ", "Content-"},
		{"303 HEAD stays HEAD", 303, "HEAD", "HEAD /next?q=1 HTTP/1.1\r\n", "Accept: ", "Content-"},
		{"307 POST stays POST", 307, "POST", "POST /next?q=1 HTTP/1.1\r\n", "Content-Length: 0\r\n", "zzz"},
		{"308 PUT stays PUT", 308, "PUT", "PUT /next?q=1 HTTP/1.1\r\n", "Content-Type: text/plain\r\n", "zzz"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			requests := make(chan string, 2)
			u := serve(t, func(c net.Conn) {
				request := readRequest(c)
				requests <- request
				text := okHead + "Content-Length: 0\r\n\r\n"
				if strings.Contains(request, "/events") {
					text = moved(tt.status, "next?q=1#fragment")
				}
				_, _ = c.Write([]byte(text))
			})
			header := []wire.Field{{Name: "Authorization", Value: "x"}}
			if tt.method != "GET" && tt.method != "HEAD" {
				header = append(header, wire.Field{Name: "Content-Type", Value: "text/plain"})
			}
			tr := record(t, &wire.Recorder{}, wire.Request{Method: tt.method, URL: u, Header: header})
			wantEnd(t, tr, wire.EndComplete, "")
			<-requests
			sent := <-requests
			if !strings.HasPrefix(sent, tt.line) || !strings.Contains(sent, tt.field) || strings.Contains(sent, tt.gone) {
				t.Errorf("got %q", sent)
			}
			if tr.Request.URL.Path != "/events" || !strings.HasSuffix(tr.URL, "/next?q=1") {
				t.Errorf("got %s, then %s", tr.Request.URL, tr.URL)
			}
		})
	}
}

func TestRedirectThatIsFinal(t *testing.T) {
	tests := []struct{ name, response string }{
		{"no Location", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"},
		{"unreadable Location", moved(302, "http://[::1")},
		{"another scheme", moved(302, "ftp://host/")},
		{"no host", moved(302, "http:///path")},
		{"another 3xx", moved(304, "/x")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := get(t, &wire.Recorder{}, serve(t, answer(tt.response)))
			wantEnd(t, tr, wire.EndComplete, "")
			if len(tr.Redirects) != 0 || tr.Head.Status/100 != 3 {
				t.Errorf("got %+v", tr)
			}
		})
	}
	t.Run("not followed", func(t *testing.T) {
		tr := get(t, &wire.Recorder{MaxRedirects: -1}, serve(t, answer(moved(301, "/x"))))
		wantEnd(t, tr, wire.EndComplete, "")
	})
}

func TestRedirectLoop(t *testing.T) {
	for _, location := range []string{"/events", ""} {
		requests := make(chan string, 100)
		u := serve(t, capture(requests, moved(302, location)))
		tr := get(t, &wire.Recorder{MaxRedirects: 5}, u)
		wantEnd(t, tr, wire.EndTooManyRedirects, "5 redirects were followed already")
		if len(tr.Redirects) != 5 || len(requests) != 6 || tr.Head.Status != 302 || tr.Err() == nil {
			t.Errorf("got %d redirects, %d requests, %v", len(tr.Redirects), len(requests), tr.Err())
		}
	}
}

func TestRedirectSendsTheBodyAgain(t *testing.T) {
	bodies := make(chan string, 2)
	u := serve(t, func(c net.Conn) {
		r := bufio.NewReader(c)
		req, err := http.ReadRequest(r)
		if err != nil {
			return
		}
		body, _ := io.ReadAll(req.Body)
		bodies <- req.URL.Path + " " + string(body)
		text := okHead + "Content-Length: 0\r\n\r\n"
		if req.URL.Path == "/events" {
			text = moved(307, "/next")
		}
		_, _ = io.WriteString(c, text)
	})
	tr := record(t, &wire.Recorder{}, wire.Request{Method: "POST", URL: u, Body: []byte("payload")})
	wantEnd(t, tr, wire.EndComplete, "")
	if first, second := <-bodies, <-bodies; first != "/events payload" || second != "/next payload" {
		t.Errorf("got %q, %q", first, second)
	}
}

func TestNobodySeesARedirectedHead(t *testing.T) {
	u := serve(t, func(c net.Conn) {
		if request := readRequest(c); strings.Contains(request, "/events") {
			_, _ = io.WriteString(c, "HTTP/1.1 103 Early Hints\r\n\r\n")
			_, _ = io.WriteString(c, "HTTP/1.1 302 Found\r\nLocation: /next\r\n\r\ndata: from the first\n\n")
			return
		}
		_, _ = io.WriteString(c, okHead+"\r\ndata: from the second\n\n")
	})
	x := new(wire.Recorder).Open(testContext(t), "redirected", wire.Request{URL: u})
	head, err := x.Head(testContext(t))
	if err != nil || head.Status != 200 {
		t.Errorf("got %d, %v", head.Status, err)
	}
	<-x.Done()
	tr := x.Snapshot()
	if len(tr.Events) != 1 || tr.Events[0].Data != "from the second" || len(tr.Interim) != 0 || strings.Contains(string(tr.Raw()), "302") {
		t.Errorf("got %+v, %q", tr.Events, tr.Raw())
	}
	if tr.Sent == 0 || tr.Redirects[0].At > tr.Connected {
		t.Errorf("times: %v, connected %v, sent %v", tr.Redirects[0].At, tr.Connected, tr.Sent)
	}
}

func TestRedirectToRefusedPort(t *testing.T) {
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	tr := get(t, &wire.Recorder{}, serve(t, answer(moved(301, "http://"+l.Addr().String()+"/"))))
	wantEnd(t, tr, wire.EndDialError, "refused")
	if tr.Head != nil || len(tr.Redirects) != 1 || tr.Connected != 0 || len(tr.Chunks) != 0 {
		t.Errorf("got %+v", tr)
	}
}

func TestRedirectKeepsTheCallersHostWithinAnOrigin(t *testing.T) {
	requests := make(chan string, 3)
	other := serve(t, capture(requests, okHead+"\r\n"))
	u := serve(t, func(c net.Conn) {
		request := readRequest(c)
		requests <- request
		text := moved(302, other.String())
		if strings.Contains(request, "/events") {
			text = moved(302, "/next")
		}
		_, _ = io.WriteString(c, text)
	})
	wantEnd(t, get(t, &wire.Recorder{}, u, wire.Field{Name: "host", Value: "front.example"}), wire.EndComplete, "")
	for _, want := range []string{"host: front.example\r\n", "host: front.example\r\n", "host: " + other.Host + "\r\n"} {
		if sent := <-requests; !strings.Contains(sent, want) {
			t.Errorf("got %q, want %q", sent, want)
		}
	}
}
