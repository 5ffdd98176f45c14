package request

import (
	"net/netip"
	"runtime"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEndpoints(t *testing.T) {
	m := newMaker(t, Spec{
		Targets: []Target{{URL: "http://a.example/", Weight: 3, Tag: "main"}, {URL: "https://[::1]:444/"}},
		Resolve: []string{"A.example:80:127.0.0.1,[::1],127.0.0.2"},
	})
	want := []Endpoint{
		{Authority: "a.example", Address: netip.MustParseAddrPort("127.0.0.1:80")},
		{Authority: "a.example", Address: netip.MustParseAddrPort("[::1]:80")},
		{Authority: "a.example", Address: netip.MustParseAddrPort("127.0.0.2:80")},
		{Target: 1, Secure: true, Authority: "[::1]:444", Address: netip.MustParseAddrPort("[::1]:444")},
	}
	if diff := cmp.Diff(want, m.Endpoints(), cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	seen := make([]int, 4)
	for n := range 400 {
		seen[m.Choose(n)]++
	}
	if diff := cmp.Diff([]int{100, 100, 100, 100}, seen); diff != "" {
		t.Error(diff)
	}
	if m.Tag(2) != "main" || m.Tag(3) != "2" {
		t.Errorf("tags %q and %q, want main and 2", m.Tag(2), m.Tag(3))
	}
}

func TestEndpointsThroughAProxy(t *testing.T) {
	m := newMaker(t, Spec{Targets: []Target{{URL: "https://far.example/"}}, Proxy: "http://u:p@127.0.0.1:3128"})
	want := Endpoint{Secure: true, Authority: "far.example", Address: netip.MustParseAddrPort("127.0.0.1:3128"), Proxied: true}
	if got := m.Endpoints(); len(got) != 1 || got[0] != want {
		t.Errorf("got %v, want %v", got, want)
	}
	connect := "CONNECT far.example:443 HTTP/1.1\r\nHost: far.example:443\r\nProxy-Authorization: Basic dTpw\r\n\r\n"
	if diff := cmp.Diff(connect, string(m.AppendConnect(nil, 0))); diff != "" {
		t.Error(diff)
	}
}

func TestLocalhostIsIPv4(t *testing.T) {
	m := newMaker(t, Spec{Targets: one("http://localhost:8080/")})
	if got := m.Endpoints(); len(got) != 1 || got[0].Address != netip.MustParseAddrPort("127.0.0.1:8080") {
		t.Errorf("got %v, want one at 127.0.0.1", got)
	}
}

func TestFeedOrders(t *testing.T) {
	file := feedFile(t, "f.jsonl", "\ufeff{\"a\":\"x\",\"b\":1}\n\n{\"b\":2.50,\"a\":null}\n{\"a\":{\"c\": 1},\"b\":3}\n")
	read := func(order Order, seed uint64) []string {
		m := newMaker(t, Spec{Targets: one("http://127.0.0.1/"), Body: "{{f.a}}|{{f.b}}", Feeds: []Feed{{Name: "f", File: file, Order: order}}, Seed: seed})
		rows, feed, ok := m.MaxSubscribers()
		if ok != (order == Unique) || ok && (rows != 3 || feed != "f") {
			t.Errorf("order %d: at most %d by %q, %t", order, rows, feed, ok)
		}
		all := make([]string, 3)
		for n := range all {
			all[n] = string(m.AppendBody(nil, n))
		}
		return all
	}
	for _, order := range []Order{Sequential, Unique} {
		if diff := cmp.Diff([]string{"x|1", "|2.50", `{"c": 1}|3`}, read(order, 1)); diff != "" {
			t.Errorf("order %d: %s", order, diff)
		}
	}
	different := 0
	for seed := range uint64(8) {
		if first := read(Random, seed); cmp.Equal(first, read(Random, seed+8)) {
			different--
		}
		different++
		if diff := cmp.Diff(read(Random, seed), read(Random, seed)); diff != "" {
			t.Errorf("the same seed: %s", diff)
		}
	}
	if different == 0 {
		t.Error("the seed changes nothing")
	}
}

func TestRandomNumbers(t *testing.T) {
	m := newMaker(t, Spec{Targets: one("http://127.0.0.1/"), Body: "{{rand:3-5}}"})
	seen := map[string]int{}
	for n := range 3000 {
		seen[string(m.AppendBody(nil, n))]++
	}
	for n := 3; n <= 5; n++ {
		if got := seen[strconv.Itoa(n)]; got < 800 || got > 1200 || len(seen) != 3 {
			t.Errorf("%d was drawn %d times of 3000, among %v", n, got, seen)
		}
	}
}

func TestFields(t *testing.T) {
	m := newMaker(t, Spec{
		Targets: one("http://127.0.0.1:8080/a?b={{seq}}"), Version: H2C, Method: "POST", Body: "x{{seq}}",
		Header: []Field{{"X-Tenant", "{{seq}}"}, {"Host", "h.example"}, {"TE", "trailers"}},
	})
	var got []string
	m.Fields(7, []byte("é"), func(name, value string) { got = append(got, name+": "+value) })
	want := []string{
		":method: POST", ":scheme: http", ":authority: h.example", ":path: /a?b=7",
		"accept: text/event-stream", "cache-control: no-cache", "accept-encoding: identity", "user-agent: ssegauge",
		"x-tenant: 7", "te: trailers", "last-event-id: é", "content-length: 2",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if m.StreamsPerConnection() != 100 || m.Version() != H2C {
		t.Errorf("%d streams of %v, want 100 of h2c", m.StreamsPerConnection(), m.Version())
	}
}

func TestSourcesAreGivenOnce(t *testing.T) {
	if runtime.GOOS != "linux" {
		if got := newMaker(t, Spec{Targets: one("http://127.0.0.1/")}).Sources(0, 1).Next(0); got.IsValid() {
			t.Errorf("got %v, want none: it may be impossible to bind", got)
		}
		return
	}
	m := newMaker(t, Spec{Targets: one("http://127.0.0.1/")})
	m.firstSource = loopbackEach*portsEach - 3 // the last ones, then the first ones
	workers, seen := []*Sources{m.Sources(0, 2), m.Sources(1, 2)}, map[netip.AddrPort]bool{}
	for n := range 50_000 {
		from := workers[n%2].Next(0)
		if from.Port() < firstPort || from.Port() >= firstPort+portsEach || !netip.MustParsePrefix("127.1.0.0/16").Contains(from.Addr()) {
			t.Fatalf("got %v, which is out of bounds", from)
		}
		seen[from] = true
	}
	if len(seen) != 50_000 || !seen[netip.MustParseAddrPort("127.1.255.254:39999")] || !seen[netip.MustParseAddrPort("127.1.0.1:20000")] {
		t.Errorf("50,000 streams have %d sources", len(seen))
	}
}

func TestSourcesOfTheUser(t *testing.T) {
	m := newMaker(t, Spec{
		Targets: []Target{{URL: "http://192.0.2.1/"}, {URL: "http://[2001:db8::1]/"}},
		Sources: []string{"192.0.2.254/31", "192.0.2.9", "2001:db8::ff/127"},
	})
	m.firstSource = 0
	s := m.Sources(0, 1)
	var got []string
	for range 4 {
		got = append(got, s.Next(0).String())
	}
	got = append(got, s.Next(1).String(), s.Next(1).String())
	want := []string{"192.0.2.254:0", "192.0.2.255:0", "192.0.2.9:0", "192.0.2.254:0", "[2001:db8::fe]:0", "[2001:db8::ff]:0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if from := newMaker(t, Spec{Targets: one("http://192.0.2.1/")}).Sources(0, 1).Next(0); from.IsValid() {
		t.Errorf("got %v, want the system to choose", from)
	}
}
