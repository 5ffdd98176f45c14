package wire

import (
	"errors"
	"strings"
	"testing"
)

func TestHeadReader(t *testing.T) {
	tests := []struct {
		name  string
		bytes string
		heads []string // that are complete, in their order
		rest  string   // what follows the last of them
	}{
		{"one", "HTTP/1.1 200 OK\r\n\r\nbody", []string{"HTTP/1.1 200 OK\r\n\r\n"}, "body"},
		{"bare LFs", "HTTP/1.1 200 OK\nA: b\n\n\r\n", []string{"HTTP/1.1 200 OK\nA: b\n\n"}, "\r\n"},
		{"mixed line ends", "HTTP/1.1 200 OK\r\nA: b\n\r\nbody", []string{"HTTP/1.1 200 OK\r\nA: b\n\r\n"}, "body"},
		{"CR CR LF ends nothing", "HTTP/1.1 200 OK\r\n\r\r\n\r\nbody", []string{"HTTP/1.1 200 OK\r\n\r\r\n\r\n"}, "body"},
		{"two", "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", []string{"HTTP/1.1 100 C\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"}, ""},
		{"unfinished", "HTTP/1.1 200 OK\r\nA: b\r\n", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := headReader{max: 100}
			rest, place := tt.bytes, int64(0)
			for _, want := range tt.heads {
				n, done, err := r.feed([]byte(rest))
				if err != nil || !done {
					t.Fatalf("got %v, %v after %q", done, err, rest[:n])
				}
				raw, start := r.take()
				if string(raw) != want || start != place || n != len(want) {
					t.Errorf("got %q of %d bytes at %d, want %q at %d", raw, n, start, want, place)
				}
				rest, place = rest[n:], place+int64(n)
			}
			if len(tt.heads) > 0 && rest != tt.rest {
				t.Errorf("rest: got %q, want %q", rest, tt.rest)
			}
		})
	}
}

func TestHeadReaderRefusesEarly(t *testing.T) {
	tests := []struct {
		name, bytes string
		refused     int // after how many bytes
	}{
		{"first byte", "SSH-2.0", 1},
		{"blank line", "\r\nHTTP/1.1 200 OK\r\n", 1},
		{"case", "http/1.1 200 OK\r\n", 1},
		{"another protocol", "HTML", 3},
		{"another version", "HTTP/2 200", 6},
		{"ICY", "ICY 200 OK\r\n", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := headReader{max: 100}
			for i := range tt.bytes {
				_, _, err := r.feed([]byte(tt.bytes[i : i+1]))
				if refused := errors.Is(err, errNotHTTP); refused != (i+1 == tt.refused) {
					t.Fatalf("after %q: got %v", tt.bytes[:i+1], err)
				}
				if err != nil {
					return
				}
			}
		})
	}
}

func TestHeadReaderBoundsAllHeads(t *testing.T) {
	interim := "HTTP/1.1 100 C\r\n\r\n"
	r := headReader{max: 2*len(interim) + 5}
	for range 2 {
		if _, done, err := r.feed([]byte(interim)); !done || err != nil {
			t.Fatal(done, err)
		}
		r.take()
	}
	n, _, err := r.feed([]byte(interim))
	if limit := (*LimitError)(nil); !errors.As(err, &limit) || n != 5 || limit.Max != r.max || limit.Limit != "HeadBytes" {
		t.Errorf("got %d, %v", n, err)
	}
}

func TestHeadReaderClosed(t *testing.T) {
	for bytes, want := range map[string]string{
		"":                         "before its first byte",
		"HTTP":                     "after 4 bytes of its head",
		"HTTP/1.1 100 C\r\n\r\n":   "after an interim response",
		"HTTP/1.1 100 C\r\n\r\nHT": "after 2 bytes of its head",
	} {
		r := headReader{max: 100}
		n, done, err := r.feed([]byte(bytes))
		if err != nil {
			t.Fatal(err)
		}
		if done {
			r.take()
			_, _, _ = r.feed([]byte(bytes[n:]))
		}
		if got := r.closed().Error(); !strings.Contains(got, want) {
			t.Errorf("%q: got %s, want … %s", bytes, got, want)
		}
	}
}

func TestCutEOL(t *testing.T) {
	for line, want := range map[string][2]string{
		"":        {"", ""},
		"a":       {"a", ""},
		"a\n":     {"a", "\n"},
		"a\r\n":   {"a", "\r\n"},
		"a\r\r\n": {"a\r", "\r\n"},
		"a\r":     {"a\r", ""},
		"\n":      {"", "\n"},
	} {
		if text, eol := cutEOL([]byte(line)); string(text) != want[0] || eol != want[1] {
			t.Errorf("%q: got %q, %q", line, text, eol)
		}
	}
}
