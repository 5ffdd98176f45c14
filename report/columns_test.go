package report

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestColumnsOf(t *testing.T) {
	tests := []struct {
		name string
		give string
		want int
	}{
		{"nothing", "", 0},
		{"letters", "abc", 3},
		{"accents", "éß", 2},
		{"Greek and Cyrillic", "λЖ", 2},
		{"symbols of the page", "✓✗!-?…", 6},
		{"Chinese", "价格", 4},
		{"kana", "アイ", 4},
		{"halfwidth kana", "ｱｲ", 2},
		{"Hangul", "한국", 4},
		{"fullwidth letters", "ＡＢ", 4},
		{"emoji", "📈🚀", 4},
		{"emoji of the basic plane", "⌚⚡✅❌⭐", 10},
		{"last rare ideograph", "\U0003134a", 2},
		{"private use", "\U0010fffd", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := columnsOf(tt.give); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestWideRangesAreSorted(t *testing.T) {
	changes, before := 0, 1
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if n := columnsOfRune(r); n != before {
			changes, before = changes+1, n
		}
	}
	if changes != 64 {
		t.Errorf("%d changes of width, want two for each of 32 ranges", changes)
	}
}

func TestWrap(t *testing.T) {
	tests := []struct {
		name    string
		give    string
		columns int
		limit   int
		want    []string
	}{
		{"nothing", "", 10, 0, []string{""}},
		{"fits", "one two", 7, 0, []string{"one two"}},
		{"at a space", "one two three", 8, 0, []string{"one two", "three"}},
		{"space just past the line", "one two three", 7, 0, []string{"one two", "three"}},
		{"inner spaces stay", "a  b   c", 8, 0, []string{"a  b   c"}},
		{"spaces at a break go", "one     two", 5, 0, []string{"one", "two"}},
		{"leading spaces", "   longerthan", 6, 0, []string{"   lon", "gertha", "n"}},
		{"long word", "abcdefghij", 4, 0, []string{"abcd", "efgh", "ij"}},
		{"escape is whole", `abc\x00def`, 5, 0, []string{"abc", `\x00d`, "ef"}},
		{"double backslash is whole", `abc\\n`, 4, 0, []string{"abc", `\\n`}},
		{"wide characters", "价格价格", 5, 0, []string{"价格", "价格"}},
		{"link before its fragment", "https://h.example/path#anchor", 24, 0, []string{"https://h.example/path", "#anchor"}},
		{"long list after a comma", "1s:1,one=5s:10,2s:20", 17, 0, []string{"1s:1,one=5s:10,", "2s:20"}},
		{"limit", "one two three four", 5, 2, []string{"one", "two…"}},
		{"limit not reached", "one two", 5, 2, []string{"one", "two"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := wrap(tt.give, tt.columns, tt.limit); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestClip(t *testing.T) {
	tests := []struct {
		name string
		give string
		want string
	}{
		{"short", "abc", "abc"},
		{"exact", strings.Repeat("x", 10), strings.Repeat("x", 10)},
		{"long", strings.Repeat("x", 11), strings.Repeat("x", 9) + "…"},
		{"very long", strings.Repeat("x", 1<<20), strings.Repeat("x", 9) + "…"},
		{"narrow characters of four bytes", strings.Repeat("𝐱", 11), strings.Repeat("𝐱", 9) + "…"},
		{"escapes stay whole", "12345678\x00", "12345678…"},
		{"line break", "a\nb", `a\nb`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := clip(tt.give, 10); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("one two  three", 5, 0)
	f.Add(`\x00\U0010ffff价格`, 10, 2)
	f.Fuzz(func(t *testing.T, s string, columns, limit int) {
		s = clean(s)
		columns = 12 + abs(columns)%100
		limit = abs(limit) % 5
		lines := wrap(s, columns, limit)
		if limit > 0 && len(lines) > limit {
			t.Errorf("%d lines, want at most %d", len(lines), limit)
		}
		for _, line := range lines {
			if n := columnsOf(line); n > columns {
				t.Errorf("%d columns, want at most %d: %q", n, columns, line)
			}
		}
		if got := letters(strings.Join(lines, "")); limit == 0 && got != letters(s) {
			t.Errorf("got %q, want %q", got, letters(s))
		}
	})
}

func abs(n int) int { return max(n, -(n + 1)) }

func letters(s string) string { return strings.ReplaceAll(s, " ", "") }
