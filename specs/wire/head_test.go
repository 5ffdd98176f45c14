package wire

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// marked returns a text without its marks ‸ and their offsets.
func marked(s string) (text string, offsets []int64) {
	var b strings.Builder
	for i, part := range strings.Split(s, "‸") {
		if i > 0 {
			offsets = append(offsets, int64(b.Len()))
		}
		b.WriteString(part)
	}
	return b.String(), offsets
}

func offsetsOf(problems []Problem) []int64 {
	var offsets []int64
	for _, p := range problems {
		offsets = append(offsets, p.Offset)
	}
	return offsets
}

func TestParseHead(t *testing.T) {
	tests := []struct {
		name     string
		head     string // ‸ marks the line of each problem
		proto    string
		status   int
		reason   string
		fields   []Field
		problems []string
	}{
		{"plain", "HTTP/1.1 200 OK\r\nA: b\r\nC:d \t\r\n\r\n", "HTTP/1.1", 200, "OK", []Field{{"A", "b"}, {"C", "d"}}, nil},
		{"no fields", "HTTP/1.0 404 Not Found\r\n\r\n", "HTTP/1.0", 404, "Not Found", nil, nil},
		{"empty reason", "HTTP/1.1 200 \r\n\r\n", "HTTP/1.1", 200, "", nil, nil},
		{"empty value", "HTTP/1.1 200 OK\r\nA:\r\n\r\n", "HTTP/1.1", 200, "OK", []Field{{"A", ""}}, nil},
		{"bytes above ASCII", "HTTP/1.1 200 Ü\r\nA: \xff\r\n\r\n", "HTTP/1.1", 200, "Ü", []Field{{"A", "\xff"}}, nil},
		{"no space after status", "‸HTTP/1.1 200\r\n\r\n", "HTTP/1.1", 200, "", nil, []string{"lacks the space"}},
		{"status above 599", "‸HTTP/1.1 999 No\r\n\r\n", "HTTP/1.1", 999, "No", nil, []string{"999 is above 599"}},
		{"control in reason", "‸HTTP/1.1 200 O\x01K\r\n\r\n", "HTTP/1.1", 200, "O\x01K", nil, []string{"reason phrase holds the byte 0x01"}},
		{
			"bare LF", "‸HTTP/1.1 200 OK\n‸A: b\n‸\n", "HTTP/1.1", 200, "OK",
			[]Field{{"A", "b"}},
			[]string{"bare LF", "bare LF", "bare LF"},
		},
		{
			"CR inside", "HTTP/1.1 200 OK\r\n‸A: b\rC: d\r\n\r\n", "HTTP/1.1", 200, "OK",
			[]Field{{"A", "b\rC: d"}},
			[]string{"value of A holds the byte 0x0d"},
		},
		{
			"NUL", "HTTP/1.1 200 OK\r\n‸A: \x00b\r\n\r\n", "HTTP/1.1", 200, "OK",
			[]Field{{"A", "\x00b"}},
			[]string{"value of A holds the byte 0x00"},
		},
		{
			"space before colon", "HTTP/1.1 200 OK\r\n‸A : b\r\n\r\n", "HTTP/1.1", 200, "OK",
			[]Field{{"A", "b"}},
			[]string{`before the colon of "A"`},
		},
		{
			"name not a token", "HTTP/1.1 200 OK\r\n‸A(b): c\r\n\r\n", "HTTP/1.1", 200, "OK",
			[]Field{{"A(b)", "c"}},
			[]string{`"A(b)" is not a token`},
		},
		{
			"no colon", "HTTP/1.1 200 OK\r\n‸nonsense\r\nA: b\r\n\r\n", "HTTP/1.1", 200, "OK",
			[]Field{{"A", "b"}},
			[]string{`line "nonsense" has no colon`},
		},
		{"no name", "HTTP/1.1 200 OK\r\n‸: b\r\n\r\n", "HTTP/1.1", 200, "OK", nil, []string{`field name "" is not a token`}},
		{
			"folded", "HTTP/1.1 200 OK\r\nA: b\r\n‸ \tc \r\nD: e\r\n\r\n", "HTTP/1.1", 200, "OK",
			[]Field{{"A", "b c"}, {"D", "e"}},
			[]string{"value of A is folded"},
		},
		{
			"folded onto nothing", "HTTP/1.1 200 OK\r\n‸ x\r\nA: b\r\n\r\n", "HTTP/1.1", 200, "OK",
			[]Field{{"A", "b"}},
			[]string{"begins with white space"},
		},
		{
			"folded control", "HTTP/1.1 200 OK\r\nA: b\r\n‸‸ \x7f\r\n\r\n", "HTTP/1.1", 200, "OK",
			[]Field{{"A", "b \x7f"}},
			[]string{"is folded", "holds the byte 0x7f"},
		},
		{
			"Content-Length twice", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n‸content-length: 1\r\n\r\n", "HTTP/1.1", 200, "OK",
			[]Field{{"Content-Length", "1"}, {"content-length", "1"}},
			[]string{"Content-Length stands here again"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text, offsets := marked(tt.head)
			h, err := parseHead([]byte(text), 0)
			if err != nil {
				t.Fatal(err)
			}
			if h.Proto != tt.proto || h.Status != tt.status || h.Reason != tt.reason || string(h.Raw) != text {
				t.Errorf("got %q %d %q, raw %q", h.Proto, h.Status, h.Reason, h.Raw)
			}
			if diff := cmp.Diff(tt.fields, h.Fields); diff != "" {
				t.Errorf("fields (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(offsets, offsetsOf(h.Problems)); diff != "" {
				t.Errorf("places of problems (-want +got):\n%s%v", diff, h.Problems)
			}
			for i, want := range tt.problems {
				if !strings.Contains(h.Problems[i].Message, want) {
					t.Errorf("problem %d: got %q, want … %s …", i, h.Problems[i].Message, want)
				}
			}
		})
	}
}

func TestMalformedStatusLines(t *testing.T) {
	for _, line := range []string{
		"HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1 20", "HTTP/1.1 2000 OK", "HTTP/1.1 abc", "HTTP/1.1  200 OK",
		"HTTP/1.1 +20 OK", "HTTP/1.1 099 Low", "HTTP/1.x 200 OK", "HTTP/1.10 200 OK", "HTTP/1. 200 OK",
	} {
		if _, err := parseHead([]byte(line+"\r\n\r\n"), 0); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("status line %q is malformed", line)) {
			t.Errorf("%q: got %v", line, err)
		}
	}
}

func TestHeadFields(t *testing.T) {
	h, err := parseHead([]byte("HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\na: 3\r\n\r\n"), 1000)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := h.Get("a"); got != "1" || !ok {
		t.Errorf("Get: got %q, %v", got, ok)
	}
	if got, ok := h.Get("c"); got != "" || ok {
		t.Errorf("Get of nothing: got %q, %v", got, ok)
	}
	if diff := cmp.Diff([]string{"1", "3"}, h.Values("A")); diff != "" {
		t.Errorf("Values (-want +got):\n%s", diff)
	}
	if got := h.OffsetOf("b"); got != 1000+23 {
		t.Errorf("OffsetOf: got %d", got)
	}
	if got := h.OffsetOf("a"); got != 1000+17 {
		t.Errorf("OffsetOf the first: got %d", got)
	}
	if got := h.OffsetOf("c"); got != 1000 {
		t.Errorf("OffsetOf nothing: got %d", got)
	}
}

func TestProblemsAreBounded(t *testing.T) {
	h, err := parseHead([]byte("HTTP/1.1 200 OK\n"+strings.Repeat("A: b\n", 1000)+"\n"), 0)
	if err != nil || len(h.Problems) != maxProblems || len(h.Fields) != 1000 {
		t.Errorf("got %d problems, %d fields, %v", len(h.Problems), len(h.Fields), err)
	}
}

func TestMediaType(t *testing.T) {
	params := func(kv ...string) map[string]string {
		m := map[string]string{}
		for i := 0; i < len(kv); i += 2 {
			m[kv[i]] = kv[i+1]
		}
		return m
	}
	tests := []struct {
		name    string
		values  []string
		essence string
		params  map[string]string
	}{
		{"plain", []string{"text/event-stream"}, "text/event-stream", params()},
		{"case", []string{"Text/Event-Stream"}, "text/event-stream", params()},
		{"bare semicolon", []string{"text/event-stream;"}, "text/event-stream", params()},
		{"charset", []string{"text/event-stream;charset=UTF-8"}, "text/event-stream", params("charset", "UTF-8")},
		{"spaces", []string{"text/event-stream ; Charset=utf-8 ;x=y"}, "text/event-stream", params("charset", "utf-8", "x", "y")},
		{"quoted", []string{`text/event-stream; charset="utf\-8"; a="b;c,d"`}, "text/event-stream", params("charset", "utf-8", "a", "b;c,d")},
		{"empty quoted", []string{`text/event-stream; charset=""`}, "text/event-stream", params("charset", "")},
		{"unclosed quote", []string{`text/event-stream; charset="utf-8`}, "text/event-stream", params("charset", "utf-8")},
		{"quote ends in a backslash", []string{`text/event-stream; charset="utf\`}, "text/event-stream", params("charset", `utf\`)},
		{"bad parameters", []string{"text/event-stream; charset; =x; a=; b c=d; e=\x01"}, "text/event-stream", params()},
		{"parameter twice", []string{"text/event-stream;a=1;A=2"}, "text/event-stream", params("a", "1")},
		{"another type", []string{"text/event-streamx"}, "text/event-streamx", params()},
		{"last valid one", []string{"text/html", "text/event-stream", "nonsense", "*/*"}, "text/event-stream", params()},
		{"list", []string{"text/html, text/event-stream"}, "text/event-stream", params()},
		{"none", nil, "", nil},
		{"empty", []string{""}, "", nil},
		{"no slash", []string{"event-stream"}, "", nil},
		{"no subtype", []string{"text/"}, "", nil},
		{"space inside", []string{"text /event-stream"}, "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := &Head{}
			for _, v := range tt.values {
				h.Fields = append(h.Fields, Field{"Content-Type", v})
			}
			essence, params, err := h.MediaType()
			if essence != tt.essence || (err != nil) != (tt.essence == "") {
				t.Errorf("got %q, %v", essence, err)
			}
			if diff := cmp.Diff(tt.params, params); diff != "" {
				t.Errorf("parameters (-want +got):\n%s", diff)
			}
		})
	}
}
