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
		from := m.Sources(subscriber, 3).Next(endpoint)
		conn := dial(t, from, m.Endpoints()[endpoint].Address)
		if _, err := conn.Write(m.AppendHTTP1(nil, subscriber, []byte("4:é"))); err != nil {
			t.Fatal(err)
		}
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil {
			t.Fatal(err)
		}
		r, number := <-seen, string(rune('0'+subscriber))
		if r.RemoteAddr != conn.LocalAddr().String() || from.IsValid() && r.RemoteAddr != from.String() {
			t.Errorf("the request came from %s, want %v", r.RemoteAddr, from)
		}
		if r.URL.Query().Get("topic") != number || r.Header.Get("X-User") != "u"+number || r.Header.Get("Last-Event-ID") != "4:é" {
			t.Errorf("subscriber %d asked for %s with %v", subscriber, r.URL, r.Header)
		}
	}
}

// dial connects from an address, if there is one.
func dial(t *testing.T, from, to netip.AddrPort) net.Conn {
	t.Helper()
	var d net.Dialer
	if from.IsValid() {
		d.LocalAddr = net.TCPAddrFromAddrPort(from)
	}
	conn, err := d.DialContext(t.Context(), "tcp", to.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}
