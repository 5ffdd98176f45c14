package refserver

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

func TestHTTP10IsDelimitedByClose(t *testing.T) {
	tests := []struct {
		name string
		head string
	}{
		{"plain", "GET /events HTTP/1.0\r\n\r\n"},
		{"keep-alive", "GET /events HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := start(t, Config{})
			conn := dial(t, s)
			conn.send(t, test.head)
			head := conn.head(t)
			if !strings.HasPrefix(head, "HTTP/1.0 200 OK\r\n") {
				t.Errorf("head is %q", head)
			}
			for _, name := range []string{"Transfer-Encoding", "Content-Length", "Connection: keep-alive"} {
				if strings.Contains(head, name) {
					t.Errorf("head has %s: %q", name, head)
				}
			}
			begins(t, conn.reader, "retry: 2000\nid: 0\n\n")
			s.publish(t, "", "x")
			begins(t, conn.reader, "id: 1\ndata: x\n\n")
			s.stop()
			if got := conn.rest(t); got != "" {
				t.Errorf("the end is %q", got)
			}
		})
	}
}

func TestHTTP11Head(t *testing.T) {
	s := start(t, Config{})
	conn := dial(t, s)
	conn.send(t, getEvents)
	head := conn.head(t)
	if !strings.HasPrefix(head, "HTTP/1.1 200 OK\r\n") || !strings.Contains(head, "\r\nTransfer-Encoding: chunked\r\n") {
		t.Errorf("head is %q", head)
	}
	if !strings.Contains(head, "\r\nConnection: close\r\n") {
		t.Errorf("head does not say that the connection is not used again: %q", head)
	}
	for _, name := range []string{"Content-Length", "Keep-Alive", "Content-Encoding", "Etag"} {
		if strings.Contains(head, "\r\n"+name+":") {
			t.Errorf("head has %s: %q", name, head)
		}
	}
}

// TestOddRequestsGetAStream sends what clients of streams do not send.
func TestOddRequestsGetAStream(t *testing.T) {
	tests := []struct{ name, request string }{
		{"a request behind it", getEvents + "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"},
		{"rubbish behind it", getEvents + strings.Repeat("\x00\xff\r\n", 100_000)},
		{"an upgrade", "GET /events HTTP/1.1\r\nHost: x\r\nConnection: upgrade, HTTP2-Settings\r\nUpgrade: h2c, websocket\r\nHTTP2-Settings: AAMAAABkAAQCAAAA\r\n\r\n"},
		{"an expectation", "GET /events HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n"},
		{"a pragma and a range", "GET /events HTTP/1.1\r\nHost: x\r\nPragma: no-cache\r\nRange: bytes=0-1\r\nIf-None-Match: *\r\n\r\n"},
		{"a long ID", "GET /events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: " + strings.Repeat("\xff\"", 30_000) + "\r\n\r\n"},
		{"an ID beyond all", "GET /events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 99999999999999999999999999\r\n\r\n"},
		{"an ID below all", "GET /events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: -1\r\n\r\n"},
		{"an ID with control characters", "GET /events?lastEventId=%0d%0a%00%0adata:x HTTP/1.1\r\nHost: x\r\n\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var sending sync.WaitGroup
			t.Cleanup(sending.Wait)
			s := start(t, Config{})
			conn := dial(t, s)
			sending.Go(func() { _, _ = io.WriteString(conn, test.request) }) // until the connection is closed
			st := newStream(t, conn.response(t))
			s.publish(t, "", "x")
			e := st.next(t)
			if e.Type == "reset" {
				e = st.next(t)
			}
			if e.Data != "x" || e.LastEventID != "1" {
				t.Errorf("got %+v", e)
			}
		})
	}
}

func TestConnectionIsReusedAfterHeadAndErrors(t *testing.T) {
	s := start(t, Config{})
	conn := dial(t, s)
	for _, request := range []string{"HEAD /events", "GET /nowhere", "DELETE /events", "OPTIONS /publish", "GET /healthz"} {
		conn.send(t, request+" HTTP/1.1\r\nHost: x\r\n\r\n")
		method, _, _ := strings.Cut(request, " ")
		res, err := http.ReadResponse(conn.reader, &http.Request{Method: method})
		if err != nil {
			t.Fatalf("%s: %v", request, err)
		}
		if _, err := io.Copy(io.Discard, res.Body); err != nil || res.Close {
			t.Errorf("%s: close %t, error %v", request, res.Close, err)
		}
		_ = res.Body.Close()
	}
}

func TestResponseWriterWithoutDeadlines(t *testing.T) {
	server, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Drain()
	answered := httptest.NewRecorder()
	server.Handler().ServeHTTP(answered, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/publish", nil))
	if answered.Code != http.StatusInternalServerError || !strings.Contains(answered.Body.String(), "set read deadline") {
		t.Errorf("publish: status %d, %s", answered.Code, answered.Body)
	}
	defer func() {
		aborted, ok := recover().(error)
		if !ok || !errors.Is(aborted, http.ErrAbortHandler) {
			t.Errorf("stream ended with %v, want an abort", aborted)
		}
	}()
	server.Handler().ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/events", nil))
}
