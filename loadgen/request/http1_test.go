package request

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// newMaker returns the Maker of a Spec that must be right.
func newMaker(tb testing.TB, s Spec) *Maker {
	tb.Helper()
	m, err := New(tb.Context(), s)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// feedFile writes a file for a Feed.
func feedFile(tb testing.TB, name, text string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

func one(url string) []Target { return []Target{{URL: url}} }

const plainHead = "Accept: text/event-stream\r\nCache-Control: no-cache\r\nAccept-Encoding: identity\r\nUser-Agent: ssegauge\r\n"

func TestAppendHTTP1(t *testing.T) {
	tests := []struct {
		name string
		spec Spec
		id   string
		want string
	}{
		{"plain", Spec{Targets: one("http://127.0.0.1:8080/events?topic=a")}, "", "GET /events?topic=a HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n" + plainHead + "\r\n"},
		{"without a path", Spec{Targets: one("http://127.0.0.1?x=1#y")}, "", "GET /?x=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n" + plainHead + "\r\n"},
		{"text that cannot stand in a URL", Spec{Targets: one("http://127.0.0.1/a b/é%20{x}")}, "", "GET /a%20b/%C3%A9%20%7Bx%7D HTTP/1.1\r\nHost: 127.0.0.1\r\n" + plainHead + "\r\n"},
		{"an address of a link", Spec{Targets: one("http://[fe80::1%25lo]:8080/")}, "", "GET / HTTP/1.1\r\nHost: [fe80::1]:8080\r\n" + plainHead + "\r\n"},
		{"resumed", Spec{Targets: one("http://[::1]:8080/")}, "é:17", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n" + plainHead + "Last-Event-ID: é:17\r\n\r\n"},
		{
			"fields",
			Spec{
				Targets: one("http://127.0.0.1/"),
				Header:  []Field{{"accept", "*/*"}, {"X-N", "{{seq}}"}, {"User-Agent", ""}, {"Host", "t{{seq}}.example"}},
				Cookies: []string{"a=1", "b={{seq}}"},
			},
			"",
			"GET / HTTP/1.1\r\nHost: t7.example\r\nCache-Control: no-cache\r\nAccept-Encoding: identity\r\naccept: */*\r\nX-N: 7\r\nCookie: a=1; b=7\r\n\r\n",
		},
		{
			"an id to begin with",
			Spec{Targets: one("http://127.0.0.1/"), Header: []Field{{"Last-Event-ID", "x{{seq}}"}}},
			"",
			"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + plainHead + "Last-Event-ID: x7\r\n\r\n",
		},
		{
			"an id received later",
			Spec{Targets: one("http://127.0.0.1/"), Header: []Field{{"Last-Event-ID", "x{{seq}}"}}},
			"y",
			"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + plainHead + "Last-Event-ID: y\r\n\r\n",
		},
		{
			"body",
			Spec{Targets: one("http://127.0.0.1/"), Method: "POST", Body: `{"n":{{seq}}}`},
			"",
			"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + plainHead + "Content-Length: 7\r\n\r\n{\"n\":7}",
		},
		{
			"POST without a body",
			Spec{Targets: one("http://127.0.0.1/"), Method: "POST"},
			"",
			"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + plainHead + "Content-Length: 0\r\n\r\n",
		},
		{
			"a user",
			Spec{Targets: one("http://ann:s%40@127.0.0.1/")},
			"",
			"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + plainHead + "Authorization: Basic YW5uOnNA\r\n\r\n",
		},
		{
			"a user, and a field that says otherwise",
			Spec{Targets: one("http://ann:b@127.0.0.1/"), Header: []Field{{"Authorization", "Bearer x"}}},
			"",
			"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + plainHead + "Authorization: Bearer x\r\n\r\n",
		},
		{
			"through a proxy",
			Spec{Targets: one("http://far.example/x"), Proxy: "http://p:q@127.0.0.1:3128"},
			"",
			"GET http://far.example/x HTTP/1.1\r\nHost: far.example\r\nProxy-Authorization: Basic cDpx\r\n" + plainHead + "\r\n",
		},
		{
			"TLS through a proxy",
			Spec{Targets: one("https://far.example/x"), Proxy: "http://p:q@127.0.0.1:3128"},
			"",
			"GET /x HTTP/1.1\r\nHost: far.example\r\n" + plainHead + "\r\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := newMaker(t, test.spec)
			got := string(m.AppendHTTP1([]byte("before"), 7, []byte(test.id)))
			if diff := cmp.Diff("before"+test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHTTP1IsReadAsMeant(t *testing.T) {
	users := feedFile(t, "users.csv", "name,token\nann & bo,t/1\n\"c\"\"d\",t2\n")
	m := newMaker(t, Spec{
		Targets: one("http://127.0.0.1/s/{{users.name}}?q={{users.token}}&u={{uuid}}&n={{rand:5-5}}"),
		Method:  "PUT",
		Header:  []Field{{"Authorization", "Bearer {{users.token}}"}},
		Cookies: []string{"u={{url:users.name}}"},
		Body:    `{"name":{{json:users.name}},"open":"{{"{{"}}"}`,
		Feeds:   []Feed{{Name: "users", File: users}},
	})
	var ids []string
	for subscriber, want := range []string{"ann & bo", `c"d`, "ann & bo"} {
		r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(m.AppendHTTP1(nil, subscriber, nil))))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimPrefix(r.URL.Path, "/s/"); got != want {
			t.Errorf("path has %q, want %q", got, want)
		}
		token := []string{"t/1", "t2"}[subscriber%2]
		if got := r.URL.Query().Get("q") + " " + r.Header.Get("Authorization"); got != token+" Bearer "+token {
			t.Errorf("query and header have %q, want the token %q", got, token)
		}
		if want := `{"name":` + `"` + strings.ReplaceAll(want, `"`, `\"`) + `"` + `,"open":"{{"}`; string(body) != want {
			t.Errorf("body %s, want %s", body, want)
		}
		ids = append(ids, r.URL.Query().Get("u"))
	}
	if ids[0] == ids[1] || ids[0] == ids[2] || len(ids[0]) != 36 || ids[0][14] != '4' {
		t.Errorf("UUIDs %q, want three different ones of version 4", ids)
	}
}

func TestAppendHTTP1DoesNotAllocate(t *testing.T) {
	users := feedFile(t, "users.csv", "token\nt/1\nt2\n")
	for name, spec := range map[string]Spec{
		"plain": {Targets: one("http://127.0.0.1/")},
		"all gaps": {
			Targets: one("http://127.0.0.1/{{seq}}/{{uuid}}/{{rand:1-9}}"), Method: "POST", Body: "{{json:u.token}}",
			Header: []Field{{"X", "{{u.token}}"}}, Feeds: []Feed{{Name: "u", File: users}},
		},
	} {
		m, dst, id, n := newMaker(t, spec), make([]byte, 0, 4096), []byte("17"), 0
		if got := testing.AllocsPerRun(100, func() { n++; dst = m.AppendHTTP1(dst[:0], n, id) }); got != 0 {
			t.Errorf("%s: %v allocations, want none", name, got)
		}
	}
}

func BenchmarkAppendHTTP1(b *testing.B) {
	m, dst, n := newMaker(b, Spec{Targets: one("http://127.0.0.1/")}), make([]byte, 0, 4096), 0
	b.ReportAllocs()
	for b.Loop() {
		n++
		dst = m.AppendHTTP1(dst[:0], n, nil)
	}
}
