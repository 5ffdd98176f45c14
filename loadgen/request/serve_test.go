package request

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

// A server sees what was asked for, from where it was asked for.
func TestRequestReachesAServer(t *testing.T) {
	seen := make(chan *http.Request, 1) // the server sends
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen <- r }))
	defer server.Close()
	m := newMaker(t, Spec{Targets: one(server.URL + "/events?topic={{seq}}"), Header: []Field{{"X-User", "u{{seq}}"}}})

	for subscriber := range 3 {
		endpoint := m.Choose(subscriber)
		conn, from := dial(t, m.Sources(subscriber, 3), endpoint)
		ask(t, conn, m.AppendHTTP1(nil, subscriber, []byte("4:é")))
		r, number := <-seen, string(rune('0'+subscriber))
		if r.RemoteAddr != conn.LocalAddr().String() || from.IsValid() && r.RemoteAddr != from.String() {
			t.Errorf("the request came from %s, want %v", r.RemoteAddr, from)
		}
		if r.URL.Query().Get("topic") != number || r.Header.Get("X-User") != "u"+number || r.Header.Get("Last-Event-ID") != "4:é" {
			t.Errorf("subscriber %d asked for %s with %v", subscriber, r.URL, r.Header)
		}
	}
}

// ask sends a request and reads its answer.
func ask(t *testing.T, conn net.Conn, request []byte) {
	t.Helper()
	if _, err := conn.Write(request); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		t.Fatal(err)
	}
}

// dial connects to an Endpoint from the first source that is free.
func dial(t *testing.T, sources *Sources, endpoint int) (net.Conn, netip.AddrPort) {
	t.Helper()
	var err error
	for range 20 {
		from := sources.Next(endpoint)
		var d net.Dialer
		if from.IsValid() {
			d.LocalAddr = net.TCPAddrFromAddrPort(from)
		}
		var conn net.Conn
		if conn, err = d.DialContext(t.Context(), "tcp", sources.maker.Endpoints()[endpoint].Address.String()); err == nil {
			t.Cleanup(func() { _ = conn.Close() })
			return conn, from
		}
	}
	t.Fatal(err)
	return nil, netip.AddrPort{}
}
