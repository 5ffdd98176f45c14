package eventstream

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// Decoders differ in how many U+FFFD they give. The Encoding Standard wants one
// for each maximal subpart. https://encoding.spec.whatwg.org/#utf-8-decoder
func TestAppendUTF8(t *testing.T) {
	const r = "\uFFFD"
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"ASCII", "a\x00\x7F", "a\x00\x7F"},
		{"two bytes", "\u0080é\u07FF", "\u0080é\u07FF"},
		{"three bytes", "\u0800€\uD7FF\uE000\uFFFF", "\u0800€\uD7FF\uE000\uFFFF"},
		{"four bytes", "\U00010000𝄞\U0010FFFF", "\U00010000𝄞\U0010FFFF"},
		{"noncharacters", "\uFFFE\uFDD0", "\uFFFE\uFDD0"},
		{"replacement character itself", "a\uFFFDb", "a\uFFFDb"},
		{"byte order mark is kept", "\uFEFFa", "\uFEFFa"},
		{"lone continuations", "\x80\xBF", r + r},
		{"FF and FE", "a\xFF\xFEb", "a" + r + r + "b"},
		{"overlong slash", "\xC0\xAF", r + r},
		{"overlong in three", "\xE0\x80\xAF", r + r + r},
		{"overlong in three, just below", "\xE0\x9F\xBF", r + r + r},
		{"overlong in four", "\xF0\x80\x80\xAF", r + r + r + r},
		{"overlong in four, just below", "\xF0\x8F\xBF\xBF", r + r + r + r},
		{"surrogate", "\xED\xA0\x80", r + r + r},
		{"surrogate pair", "\xED\xA0\xBD\xED\xB2\xA9", r + r + r + r + r + r},
		{"just below the surrogates", "\xED\x9F\xBF", "\uD7FF"},
		{"above 10FFFF", "\xF4\x90\x80\x80", r + r + r + r},
		{"F5", "\xF5\x80\x80\x80", r + r + r + r},
		{"five bytes", "\xF8\x88\x80\x80\x80", r + r + r + r + r},
		{"two of three", "\xE2\x82", r},
		{"one of three", "\xE2", r},
		{"three of four", "\xF0\x9F\x92", r},
		{"two of four", "\xF0\x9F", r},
		{"one of two", "\xC3", r},
		{"two of three, then ASCII", "\xE2\x82a", r + "a"},
		{"two of three, then a character", "\xE2\x82€", r + "€"},
		{"two of three twice", "\xE2\x82\xE2\x82", r + r},
		{"three of four, then a lead", "\xF0\x9F\x92\xC3\xA9", r + "é"},
		{"first of four, then wrong", "\xF1\x7F\x80", r + "\x7F" + r},
		{"between ASCII", "a\xE2b\x82c", "a" + r + "b" + r + "c"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(appendUTF8([]byte("x"), []byte(tt.in))); got != "x"+tt.want {
				t.Errorf("appendUTF8(%q) = %q, want %q", tt.in, got[1:], tt.want)
			}
		})
	}
}

// Every pair, and every lead with each two bytes at a border, as the library has it.
func TestAppendUTF8AtTheBorders(t *testing.T) {
	borders := []byte{0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xF0, 0xF4, 0xF5, 0xFF}
	for lead := range 256 {
		for second := range 256 {
			requireAsLibrary(t, []byte{byte(lead), byte(second)})
		}
		for _, b := range borders {
			for _, c := range borders {
				for _, d := range borders {
					requireAsLibrary(t, []byte{byte(lead), b, c, d})
				}
			}
		}
	}
}

func FuzzAppendUTF8(f *testing.F) {
	for _, s := range []string{"", "a", "é€𝄞", "\xE2\x82", "\xF0\x9F\x92a", "\xED\xA0\x80\xC0\xAF", "\xF4\x90\x80\x80\xFF", "\uFEFF\xEF\xBB"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		requireAsLibrary(t, b)
	})
}

func requireAsLibrary(t *testing.T, b []byte) {
	t.Helper()
	want, err := unicode.UTF8.NewDecoder().Bytes(b)
	if err != nil {
		t.Fatal(err)
	}
	if got := appendUTF8(nil, b); !bytes.Equal(got, want) {
		t.Errorf("appendUTF8(%q) = %q, want %q", b, got, want)
	}
}

// cutShort must find what a chunk that was cut inside of a character lacks: the
// rest is well-formed, and more bytes can complete what was cut off.
func TestCutShort(t *testing.T) {
	for _, text := range []string{"a", "é", "€", "𝄞", "a€", "€𝄞", "𝄞é"} {
		for n := range len(text) + 1 {
			head := []byte(text[:n])
			whole := validPrefix(head)
			if got := cutShort(head); got != n-whole {
				t.Errorf("cutShort(%q) = %d, want %d", head, got, n-whole)
			}
		}
	}
	for _, tt := range []struct {
		name, in string
	}{
		{"empty", ""},
		{"lone continuation", "\x80"},
		{"three continuations", "\x80\x80\x80"},
		{"a continuation too many", "é\x80"},
		{"no lead", "\xFF"},
		{"overlong lead", "\xC0"},
		{"overlong", "\xE0\x80"},
		{"surrogate", "\xED\xA0"},
		{"above 10FFFF", "\xF4\x90"},
	} {
		if got := cutShort([]byte(tt.in)); got != 0 {
			t.Errorf("%s: cutShort(%q) = %d, want 0", tt.name, tt.in, got)
		}
	}
}

func TestTrimByteOrderMark(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"\uFEFF", ""},
		{"\uFEFF\uFEFFa", "\uFEFFa"},
		{"a\uFEFF", "a\uFEFF"},
		{"\xEF\xBB", "\xEF\xBB"},
		{"\xFE\xFFa", "\xFE\xFFa"},
	} {
		if got := string(trimByteOrderMark([]byte(tt.in))); got != tt.want {
			t.Errorf("trimByteOrderMark(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// The survey of a chunk may only vouch for lines that are well-formed and hold
// no NUL: it is what lets interpret skip both searches.
func TestSurvey(t *testing.T) {
	for _, tt := range []struct {
		name, chunk        string
		hasNUL, wellFormed bool
	}{
		{"ASCII", "data: a\n\n", false, true},
		{"NUL", "data: a\n\x00", true, true},
		{"cut inside of a character", "data: a\n\xF0\x9F\x92", false, true},
		{"ill-formed before", "data: \xFF\n\xF0\x9F\x92", false, false},
		{"ill-formed at the end", "data: a\n\xC0", false, false},
		{"cut short by a line end", "data: \xE2\x82\n", false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := NewDecoder(Options{})
			d.survey([]byte(tt.chunk))
			if d.hasNUL != tt.hasNUL || d.wellFormed != tt.wellFormed {
				t.Errorf("hasNUL, wellFormed = %t, %t, want %t, %t", d.hasNUL, d.wellFormed, tt.hasNUL, tt.wellFormed)
			}
			if lines := tt.chunk[:strings.LastIndexByte(tt.chunk, '\n')+1]; d.wellFormed && !utf8.ValidString(lines) {
				t.Errorf("vouched for %q", lines)
			}
		})
	}
}
