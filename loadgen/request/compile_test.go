package request

import (
	"crypto/tls"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestValidate(t *testing.T) {
	local := one("http://127.0.0.1/")
	tests := []struct {
		name string
		spec Spec
		want []string
	}{
		{"nothing", Spec{}, []string{"targets: want at least one URL"}},
		{"no URL", Spec{Targets: one("127.0.0.1:8080/x")}, []string{`targets[0].url: want http://host/… or https://host/…, not "127.0.0.1:8080/x"`}},
		{"a password is not told", Spec{Targets: one("ws://ann:secret@h/")}, []string{`targets[0].url: want http://host/… or https://host/…, not "ws://…@h"`}},
		{"ports", Spec{Targets: []Target{{URL: "http://h:70000/"}, {URL: "http://h:0/"}}}, []string{"targets[0].url: want a port from 1 to 65535, not 70000", "targets[1].url: want a port from 1 to 65535, not 0"}},
		{"a host of each", Spec{Targets: one("http://{{seq}}.example/")}, []string{"targets[0].url: {{…}} can stand in the path and the query only: all Subscribers of a target share its host"}},
		{"a host in Unicode", Spec{Targets: one("http://bücher.example/")}, []string{`targets[0].url: write the host "bücher.example" in ASCII (xn--…)`}},
		{"unknown name", Spec{Targets: one("http://h/{{sec}}")}, []string{"targets[0].url: after the host, at byte 1: {{sec}}: not known; want seq, uuid or rand:1-100; there are no feeds"}},
		{
			"unknown feed",
			Spec{Targets: one("http://h/{{users.a}}"), Body: "ab{{ user.a }}", Feeds: []Feed{{Name: "users", File: "u.csv"}}},
			[]string{"body: at byte 2: {{ user.a }}: not known; want seq, uuid, rand:1-100, users.COLUMN"},
		},
		{"open gap", Spec{Targets: local, Body: "{{seq}"}, []string{"body: at byte 0: {{ without }}"}},
		{"random", Spec{Targets: local, Body: "{{rand:9-1}}"}, []string{"body: at byte 0: {{rand:9-1}}: want two whole numbers, the smaller one first, as in {{rand:1-100}}"}},
		{"quoted", Spec{Targets: local, Body: `{{"x}}`}, []string{`body: at byte 0: {{"x}}: want a quoted text such as {{"{{"}}`}},
		{"method", Spec{Targets: local, Method: "GET /"}, []string{`method: "GET /" is no method to ask for a stream with`}},
		{
			"fields",
			Spec{Targets: local, Version: H2C, Header: []Field{{"a b", ""}, {"Content-Length", "1"}, {"Connection", "close"}, {"X", "a\r\nb"}}},
			[]string{
				`header[0].name: "a b" is no name of a header field`, "header[1].name: Content-Length is made from the body",
				"header[2].name: Connection cannot be sent in HTTP/2 and HTTP/3", "header[3].value: a control character cannot stand in a header field",
			},
		},
		{"cookies", Spec{Targets: local, Cookies: []string{"a", "a=b; c=d"}}, []string{`cookies[0]: want "name=value"`, "cookies[1]: one cookie at a time: a semicolon cannot stand in it"}},
		{"weights", Spec{Targets: []Target{{URL: "http://h/", Weight: -1}, {URL: "http://h/", Weight: math.Inf(1)}}}, []string{"targets[0].weight: want a positive number, not -1", "targets[1].weight: want a positive number, not +Inf"}},
		{"versions", Spec{Targets: local, Version: 9}, []string{"version: want 1.1, 2, h2c or 3"}},
		{"HTTP/2 in plain text", Spec{Targets: local, Version: HTTP2}, []string{"targets[0].url: HTTP/2 over http:// is named h2c"}},
		{"HTTP/3 in plain text", Spec{Targets: local, Version: HTTP3}, []string{"targets[0].url: HTTP/3 needs https://"}},
		{"h2c with TLS", Spec{Targets: one("https://h/"), Version: H2C}, []string{"targets[0].url: h2c is for http://; over https:// it is HTTP/2"}},
		{"streams", Spec{Targets: local, StreamsPerConnection: 2}, []string{"streamsPerConnection: a connection of HTTP/1.1 has one stream; for more of them set the version to 2, h2c or 3"}},
		{"limits", Spec{Targets: local, MaxFeedBytes: -1, MaxFeedRows: -1}, []string{"maxFeedBytes: want at most 2 GiB, not -1 bytes", "maxFeedRows: want a positive number, not -1"}},
		{
			"feeds",
			Spec{Targets: one("http://h/{{a.x}}"), Feeds: []Feed{{Name: "a", File: "a.csv"}, {Name: "a", File: "a.jsonl"}, {Name: "b", File: "b.csv"}, {Name: "seq", File: "c.xml", Order: 7}}},
			[]string{
				`feeds[1].name: there is a feed "a" already`, "feeds[2]: no template uses it; write {{b.COLUMN}} where its values belong",
				"feeds[3].name: {{seq}} has a meaning already; choose another name", "feeds[3].order: want sequential, random or unique",
				`feeds[3].file: want a file named .csv, .jsonl or .ndjson, not "c.xml"`, "feeds[3]: no template uses it; write {{seq.COLUMN}} where its values belong",
			},
		},
		{"proxies", Spec{Targets: local, Version: H2C, Proxy: "http://h:1/"}, []string{"proxy: HTTP version h2c cannot go through a proxy"}},
		{"a proxy with TLS", Spec{Targets: local, Proxy: "https://h:1"}, []string{"proxy: only http:// proxies can be used"}},
		{"a proxy with a path", Spec{Targets: local, Proxy: "http://h:1/x"}, []string{"proxy: want http://host:port and nothing behind it"}},
		{
			"resolve",
			Spec{Targets: one("http://far.example/"), Resolve: []string{"far.example:80:127.0.0.1", "far.example:81:127.0.0.1", "far.example:127.0.0.1", "far.example:80:x"}},
			[]string{
				"resolve[1]: nothing is looked up at far.example:81", `resolve[2]: want "host:port:address", not "far.example:127.0.0.1"`,
				`resolve[3]: want addresses behind the port, not "x"`,
			},
		},
		{
			"sources",
			Spec{Targets: local, Sources: []string{"127.0.0.0/28", "x", "10.0.0.0/8", "0.0.0.0", "::1"}},
			[]string{
				`sources[1]: want an address or a prefix such as "127.0.0.0/28", not "x"`, "sources[2]: 10.0.0.0/8 has more than 1048576 addresses; make the prefix longer",
				"sources[3]: nothing can be bound to 0.0.0.0",
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, p := range test.spec.Validate() {
				got = append(got, p.Error())
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNewTellsWhatIsWrong(t *testing.T) {
	feed := func(name, text string) []Feed { return []Feed{{Name: "f", File: feedFile(t, name, text)}} }
	use := one("http://127.0.0.1/{{raw:f.a}}")
	tests := []struct {
		name string
		spec Spec
		want string
	}{
		{"all problems", Spec{Method: "a b"}, "targets: want at least one URL\nmethod: \"a b\" is no method to ask for a stream with"},
		{"no file", Spec{Targets: use, Feeds: []Feed{{Name: "f", File: "absent.csv"}}}, "read feed f: open absent.csv: "},
		{"empty file", Spec{Targets: use, Feeds: feed("f.csv", "")}, "want a line with the names of the columns"},
		{"no row", Spec{Targets: use, Feeds: feed("f.csv", "a\n")}, "there is no row in it"},
		{"no column", Spec{Targets: use, Feeds: feed("f.csv", "b,c\n1,2\n")}, `line 1: no column "a"; there are b, c`},
		{"ragged", Spec{Targets: use, Feeds: feed("f.csv", "a,b\n1\n")}, "record on line 2: wrong number of fields"},
		{"a value for no URL", Spec{Targets: use, Feeds: feed("f.csv", "a\nx\nx y\n")}, "line 3: a: this cannot stand in a URL without percent-encoding"},
		{
			"a value for no header",
			Spec{Targets: one("http://127.0.0.1/"), Header: []Field{{"X", "{{f.a}}"}}, Feeds: feed("f.jsonl", "{\"a\":\"b\"}\n\n{\"a\":\"x\\r\\ny\"}")},
			"line 3: a: a control character cannot stand in a header field",
		},
		{
			"a value for no cookie",
			Spec{Targets: one("http://127.0.0.1/"), Cookies: []string{"c={{f.a}}"}, Feeds: feed("f.csv", "a\nx;y\n")},
			"line 2: a: a semicolon or space cannot stand in a cookie",
		},
		{"no member", Spec{Targets: use, Feeds: feed("f.jsonl", `{"b":1}`)}, `line 1: no member "a"`},
		{"no JSON", Spec{Targets: use, Feeds: feed("f.jsonl", `[1]`)}, "line 1: want a JSON object: json: cannot unmarshal array into Go value of type map[string]json.RawMessage"},
		{"no UTF-8", Spec{Targets: use, Feeds: feed("f.csv", "a\n\xff\n")}, "line 2: a: this is not UTF-8"},
		{"endless CSV", Spec{Targets: use, Feeds: feed("f.csv", "a\n\""+strings.Repeat("x", 3<<20))}, "a row is longer than 1048576 bytes"},
		{"endless JSON", Spec{Targets: use, Feeds: feed("f.jsonl", `{"a":"`+strings.Repeat("x", 3<<20))}, "line 1: longer than 1048576 bytes"},
		{"too many rows", Spec{Targets: use, MaxFeedRows: 1, Feeds: feed("f.csv", "a\n1\n2\n")}, "line 3: more than 1 rows; raise maxFeedRows"},
		{"too many bytes", Spec{Targets: use, MaxFeedBytes: 3, Feeds: feed("f.csv", "a\n12\n34\n")}, "line 3: more than 3 bytes of values; raise maxFeedBytes"},
		{"sources of another family", Spec{Targets: one("http://127.0.0.1/"), Sources: []string{"::1"}}, "connect to 127.0.0.1: none of the source addresses is of its family"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := New(t.Context(), test.spec); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v\nwant … %s …", err, test.want)
			}
		})
	}
}

func TestTLS(t *testing.T) {
	base := &tls.Config{MinVersion: tls.VersionTLS13}
	for version, protocol := range map[Version]string{HTTP1: "http/1.1", HTTP2: "h2", HTTP3: "h3"} {
		m := newMaker(t, Spec{Targets: one("https://far.example/"), Version: version, TLS: base, Resolve: []string{"far.example:443:127.0.0.1"}})
		c := m.TLS(0)
		if c.ServerName != "far.example" || c.MinVersion != tls.VersionTLS13 || len(c.NextProtos) != 1 || c.NextProtos[0] != protocol {
			t.Errorf("version %v: server name %q, protocols %q, want far.example, %q", version, c.ServerName, c.NextProtos, protocol)
		}
	}
	if base.ServerName != "" || base.NextProtos != nil {
		t.Error("the configuration that was given was changed")
	}
	if c := newMaker(t, Spec{Targets: one("http://127.0.0.1/")}).TLS(0); c != nil {
		t.Error("there is a configuration for http")
	}
}
