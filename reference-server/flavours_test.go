package refserver

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// flavour is one way to speak HTTP.
type flavour struct {
	name  string
	proto string // as a response calls it
	start func(t *testing.T, c Config) *running
}

func flavours() []flavour {
	return []flavour{
		{"HTTP/1.0", "HTTP/1.0", func(t *testing.T, c Config) *running {
			t.Helper()
			s := start(t, c)
			s.client = &http.Client{Transport: oldClient{}}
			return s
		}},
		{"HTTP/1.1", "HTTP/1.1", start},
		{"h2c, prior knowledge", "HTTP/2.0", func(t *testing.T, c Config) *running {
			t.Helper()
			transport := &http.Transport{Protocols: new(http.Protocols)}
			transport.Protocols.SetUnencryptedHTTP2(true)
			return startOn(t, c, listen(t), transport, patience)
		}},
		{"HTTP/1.1 over TLS", "HTTP/1.1", func(t *testing.T, c Config) *running { t.Helper(); return startSecure(t, c, "http/1.1") }},
		{"HTTP/2", "HTTP/2.0", func(t *testing.T, c Config) *running { t.Helper(); return startSecure(t, c, "h2") }},
		{"HTTP/3", "HTTP/3.0", func(t *testing.T, c Config) *running { t.Helper(); return startHTTP3(t, c, nil, patience) }},
	}
}

// startSecure serves c over TLS as Config.TLS says, to a client of one protocol.
func startSecure(t *testing.T, c Config, protocol string) *running {
	t.Helper()
	server, client := tlsPair(t)
	c.TLS = server
	transport := &http.Transport{TLSClientConfig: client, Protocols: new(http.Protocols)}
	transport.Protocols.SetHTTP1(protocol == "http/1.1")
	transport.Protocols.SetHTTP2(protocol == "h2")
	s := startOn(t, c, listen(t), transport, patience)
	s.url = "https://" + s.addr
	return s
}

// oldClient speaks HTTP/1.0, with a connection for each request.
type oldClient struct{}

// RoundTrip implements http.RoundTripper.
func (oldClient) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", req.URL.Host)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { _ = conn.Close() })
	req.Header.Set("Host", req.URL.Host)
	if req.ContentLength > 0 {
		req.Header.Set("Content-Length", strconv.FormatInt(req.ContentLength, 10))
	}
	w := bufio.NewWriter(conn)
	_, _ = fmt.Fprintf(w, "%s %s HTTP/1.0\r\n", req.Method, req.URL.RequestURI())
	_ = req.Header.Write(w)
	_, _ = io.WriteString(w, "\r\n")
	if req.Body != nil {
		_, _ = io.Copy(w, req.Body)
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), req)
	if err == nil {
		res.Body = lastBody{res.Body, conn}
	}
	return res, err
}

// lastBody is the body of the only response of a connection.
type lastBody struct {
	io.ReadCloser
	conn net.Conn
}

// Close closes the connection: the rest of the body may never come.
func (b lastBody) Close() error { return b.conn.Close() }

func TestEveryFlavour(t *testing.T) {
	for _, f := range flavours() {
		for _, coding := range []string{"identity", "gzip", "zstd"} {
			t.Run(f.name+" "+coding, func(t *testing.T) {
				c := Config{Tokens: []string{"stays", "goes"}, Control: true, Compress: []string{"gzip", "zstd"}}
				one := flavoured{running: f.start(t, c), proto: f.proto, coding: coding}
				one.opensAndResumes(t)
				one.endsWhenRevoked(t)
				one.endsWhenDrained(t)
			})
		}
	}
}

// flavoured is a server with its flavour and coding.
type flavoured struct {
	*running
	proto, coding string
	published     int
}

// follow opens a stream with a token.
func (f *flavoured) follow(t *testing.T, token string, headers ...string) *stream {
	t.Helper()
	headers = append(headers, "Authorization: Bearer "+token, "Accept-Encoding: "+f.coding)
	res := f.request(t, http.MethodGet, "/events", "", headers...)
	if res.StatusCode != http.StatusOK || res.Proto != f.proto {
		t.Fatalf("status %d by %s, want %s", res.StatusCode, res.Proto, f.proto)
	}
	if f.coding != "identity" {
		res = decoded(t, res)
	}
	return newStream(t, res)
}

// say publishes the next event, and returns it as the streams must have it.
func (f *flavoured) say(t *testing.T) eventstream.Event {
	t.Helper()
	f.published++
	want := eventstream.Event{Type: "message", Data: "event " + strconv.Itoa(f.published), LastEventID: strconv.Itoa(f.published)}
	res := f.request(t, http.MethodPost, "/publish", want.Data, "Authorization: Bearer stays")
	if members := answer(t, res); res.StatusCode != http.StatusOK || res.Proto != f.proto {
		t.Fatalf("publish by %s: status %d, %v", res.Proto, res.StatusCode, members)
	}
	return want
}

func (f *flavoured) opensAndResumes(t *testing.T) {
	t.Helper()
	live := f.follow(t, "stays")
	for range 2 {
		if diff := cmp.Diff(f.say(t), live.next(t)); diff != "" {
			t.Errorf("live (-want +got):\n%s", diff)
		}
	}
	resumed := f.follow(t, "stays", "Last-Event-ID: 1")
	if got := resumed.next(t).LastEventID; got != "2" {
		t.Errorf("resumed with event %s, want 2", got)
	}
	want := f.say(t)
	for _, st := range []*stream{live, resumed} {
		if diff := cmp.Diff(want, st.next(t)); diff != "" {
			t.Errorf("both (-want +got):\n%s", diff)
		}
	}
}

func (f *flavoured) endsWhenRevoked(t *testing.T) {
	t.Helper()
	doomed, other := f.follow(t, "goes"), f.follow(t, "stays")
	want := f.say(t)
	if res := f.request(t, http.MethodPost, "/control/revoke?token=goes", ""); res.StatusCode != http.StatusNoContent {
		t.Fatalf("revoke: status %d", res.StatusCode)
	}
	if got := doomed.rest(t); len(got) > 1 || len(got) == 1 && got[0] != want {
		t.Errorf("revoked after %v", got)
	}
	if res := f.request(t, http.MethodGet, "/events", "", "Authorization: Bearer goes"); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("opened after that: status %d", res.StatusCode)
	}
	if diff := cmp.Diff(want, other.next(t)); diff != "" {
		t.Errorf("the other stream (-want +got):\n%s", diff)
	}
}

func (f *flavoured) endsWhenDrained(t *testing.T) {
	t.Helper()
	live := f.follow(t, "stays")
	want := f.say(t)
	f.stop()
	if diff := cmp.Diff([]eventstream.Event{want}, live.rest(t)); diff != "" {
		t.Errorf("drained (-want +got):\n%s", diff)
	}
	if err := f.end(); err != nil {
		t.Errorf("serve: %v", err)
	}
}
