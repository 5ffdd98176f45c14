package report

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestExcerpt(t *testing.T) {
	tests := []struct {
		name  string
		body  string
		at    int
		limit int
		want  string
	}{
		{"nothing", "", 0, 0, ""},
		{"line ends", "data: a\r\ndata: b\n\n\r", 0, 0, `data: a\r\ndata: b\n\n\r`},
		{"control characters", "a\x00b\tc\x1b[31m\x7f", 0, 0, `a\x00b\tc\x1b[31m\x7f`},
		{"C1 and separators", "a\u0085b\u2028c\u00a0d", 0, 0, `a\u0085b\u2028c\u00a0d`},
		{"byte order mark", "\ufeffdata: a", 0, 0, `\ufeffdata: a`},
		{"direction override", "\u202edata", 0, 0, `\u202edata`},
		{"beyond the basic plane", "\U000e0001", 0, 0, `\U000e0001`},
		{"no UTF-8", "a\xff\xe2\x82b", 0, 0, `a\xff\xe2\x82b`},
		{"replacement character", "a\ufffdb", 0, 0, "a\ufffdb"},
		{"backslash", `{"p":"C:\n"}`, 0, 0, `{"p":"C:\\n"}`},
		{"printable", "data: 价格 📈 é €", 0, 0, "data: 价格 📈 é €"},
		{"family of emoji", "👩‍👩‍👧", 0, 0, "👩‍👩‍👧"},
		{"joiner alone", "a\u200db", 0, 0, `a\u200db`},
		{"cut behind", strings.Repeat("x", 50), 0, 20, "xxxxxxxxxxxxxxxxxxx…"},
		{"cut before", strings.Repeat("x", 50), 50, 20, "…xxxxxxxxxxxxxxxxxxx"},
		{"cut on both sides", strings.Repeat("x", 50) + "!" + strings.Repeat("y", 50), 50, 20, "…xxxxxx!yyyyyyyyyyy…"},
		{"exact fit", strings.Repeat("x", 20), 0, 20, strings.Repeat("x", 20)},
		{"wide characters", strings.Repeat("价", 20), 0, 20, strings.Repeat("价", 9) + "…"},
		{"an escape is not cut", strings.Repeat("x", 17) + "\x00\x00", 0, 20, strings.Repeat("x", 17) + "…"},
		{"starts with a line", "data: first\n\ndata: second\n\n", 14, 20, `…\ndata: second\n\n`},
		{"offset before the body", "data", -5, 0, "data"},
		{"offset past the body", "data", 99, 0, "data"},
		{"offset inside a character", "价格", 1, 0, "价格"},
		{"limit too small", "data: a\n\ndata: b\n", 0, 1, `data: a\n\ndata…`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Excerpt([]byte(tt.body), tt.at, tt.limit); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestExcerptHoldsTheByteAtTheOffset(t *testing.T) {
	body := []byte(strings.Repeat("data: price\n\n", 30))
	for at := range body {
		marked := append([]byte{}, body...)
		marked[at] = '@'
		got := Excerpt(marked, at, 30)
		if !strings.Contains(got, "@") {
			t.Fatalf("offset %d is not in %s", at, got)
		}
	}
}

func FuzzExcerpt(f *testing.F) {
	f.Add([]byte("data: a\r\n\xff\x00价📈\\"), 3, 20)
	f.Add([]byte("\xe2\x82\xac\xe2\x82"), 1, 0)
	f.Add([]byte("a\u0301\u0301\u0301\u200d\u200d"), 2, 16)
	f.Fuzz(func(t *testing.T, body []byte, at, limit int) {
		limit %= 1000
		got := Excerpt(body, at, limit)
		want := max(limit, 16)
		if limit <= 0 {
			want = ExcerptColumns
		}
		if n := columnsOf(got); n > want {
			t.Errorf("%d columns, want at most %d: %s", n, want, got)
		}
		if !utf8.ValidString(got) {
			t.Errorf("no UTF-8: %q", got)
		}
		if strings.ContainsFunc(got, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Errorf("control character in %q", got)
		}
	})
}

func BenchmarkExcerpt(b *testing.B) {
	body := make([]byte, 1<<20)
	for i := range body {
		body[i] = byte(rand.IntN(256))
	}
	b.ReportAllocs()
	for b.Loop() {
		Excerpt(body, len(body)/2, 0)
	}
}
