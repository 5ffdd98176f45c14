package report

import (
	"strings"
	"unicode/utf8"
)

// columnsOf returns how many columns of a terminal s takes at most.
func columnsOf(s string) int {
	n := 0
	for _, r := range s {
		n += columnsOfRune(r)
	}
	return n
}

// columnsOfRune returns 2 for East Asian wide characters and emoji, else 1.
// See https://www.unicode.org/reports/tr11/.
func columnsOfRune(r rune) int {
	if r < 0x1100 {
		return 1
	}
	for _, wide := range [...][2]rune{
		{0x1100, 0x115f},
		{0x231a, 0x231b},
		{0x2329, 0x232a},
		{0x23e9, 0x23f3},
		{0x25fd, 0x25fe},
		{0x2614, 0x2615},
		{0x2630, 0x2637},
		{0x2648, 0x2653},
		{0x267f, 0x26ff},
		{0x2705, 0x2705},
		{0x270a, 0x270b},
		{0x2728, 0x2728},
		{0x274c, 0x274e},
		{0x2753, 0x2757},
		{0x2795, 0x2797},
		{0x27b0, 0x27bf},
		{0x2b1b, 0x2b1c},
		{0x2b50, 0x2b55},
		{0x2e80, 0x303e},
		{0x3041, 0xa4cf},
		{0xa960, 0xa97f},
		{0xac00, 0xd7a3},
		{0xf900, 0xfaff},
		{0xfe10, 0xfe19},
		{0xfe30, 0xfe6f},
		{0xff01, 0xff60},
		{0xffe0, 0xffe6},
		{0x16fe0, 0x18dff},
		{0x1aff0, 0x1b2ff},
		{0x1d300, 0x1d37f},
		{0x1f000, 0x1faff},
		{0x20000, 0x3fffd},
	} {
		if r <= wide[1] {
			if r >= wide[0] {
				return 2
			}
			return 1
		}
	}
	return 1
}

// clip returns s made visible in at most columns columns, with an ellipsis when it was cut.
func clip(s string, columns int) string {
	if limit := (columns + 1) * utf8.UTFMax; len(s) > limit {
		s = s[:limit]
	}
	s = clean(s)
	if columnsOf(s) <= columns {
		return s
	}
	return s[:fit(s, columns-1)] + elision
}

// wrap breaks s, which must be clean, into lines of at most columns columns and
// at most limit lines (0 for any number); a cut is marked by an ellipsis. Spaces
// inside a line are kept, a visible escape is not broken.
func wrap(s string, columns, limit int) []string {
	var lines []string
	for {
		n := fit(s, columns)
		if n == len(s) {
			return append(lines, s)
		}
		if limit > 0 && len(lines) == limit-1 {
			return append(lines, strings.TrimRight(s[:fit(s, columns-1)], " ")+elision)
		}
		n = breakAt(s, n)
		lines = append(lines, strings.TrimRight(s[:n], " "))
		s = strings.TrimLeft(s[n:], " ")
	}
}

// fit returns how many bytes of s, in whole atoms, take at most columns columns.
// It returns at least the first atom.
func fit(s string, columns int) int {
	used, end := 0, 0
	for end < len(s) {
		n := atom(s[end:])
		used += columnsOf(s[end : end+n])
		if used > columns && end > 0 {
			return end
		}
		end += n
	}
	return end
}

// atom returns the length of the piece at the start of s that must not be broken:
// an escape as Excerpt writes it, or one character.
func atom(s string) int {
	if s[0] != '\\' || len(s) == 1 {
		_, n := utf8.DecodeRuneInString(s)
		return n
	}
	length := 1
	switch s[1] {
	case '\\', 'n', 'r', 't':
		length = 2
	case 'x':
		length = 4
	case 'u':
		length = 6
	case 'U':
		length = 10
	}
	if length > len(s) || !ascii(s[:length]) {
		return 1
	}
	return length
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// breakAt returns where to end a line of which s[:n] would fit: after a space, or
// in a long link before its fragment or query, in a long list after a comma if it
// quotes nothing, or else at n.
func breakAt(s string, n int) int {
	if s[n] == ' ' {
		return n
	}
	if i := strings.LastIndexByte(s[:n], ' '); strings.TrimSpace(s[:i+1]) != "" {
		return i
	}
	if i := strings.LastIndexAny(s[:n], "#?&"); i > n/3 && strings.Contains(s[:n], "://") {
		return i
	}
	if i := strings.LastIndexByte(s[:n], ','); i > n/2 && !strings.Contains(s, `"`) {
		return i + 1
	}
	return n
}
