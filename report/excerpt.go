package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ExcerptColumns is the length of an Excerpt when none is asked for. It fits on one
// line of a page of 80 columns.
const ExcerptColumns = 60

const elision = "…"

// Excerpt renders the bytes of body around the offset at as one line of at most
// limit columns (ExcerptColumns when limit is not positive, and never under 16).
//
// Line ends, control characters and bytes that are no UTF-8 appear as \r, \n, \t,
// \x00 or \u2028, a backslash as \\; printable text stays as it is. An ellipsis
// stands for what was left out. When bytes are left out in front, the excerpt
// starts at the beginning of a line if one begins shortly before the offset.
func Excerpt(body []byte, at, limit int) string {
	if limit <= 0 {
		limit = ExcerptColumns
	}
	limit = max(limit, 16)
	at = min(max(at, 0), len(body))
	start := excerptStart(body, at, limit)
	if start == 0 {
		return excerptFrom("", body, limit)
	}
	return excerptFrom(elision, body[start:], limit)
}

// excerptFrom renders the beginning of body after lead, in at most limit columns.
func excerptFrom(lead string, body []byte, limit int) string {
	text := []byte(lead)
	columns, cut := columnsOf(lead), len(lead)
	var prev rune
	for len(body) > 0 {
		r, n := utf8.DecodeRune(body)
		shown := visible(prev, r, body[:n], true)
		columns += columnsOf(shown)
		if columns > limit {
			return string(text[:cut]) + elision
		}
		text = append(text, shown...)
		if columns < limit {
			cut = len(text)
		}
		prev, body = r, body[n:]
	}
	return string(text)
}

// excerptStart returns where an excerpt begins: as far before at as the columns
// allow that the bytes from at on do not need, and those need at most two thirds.
func excerptStart(body []byte, at, columns int) int {
	need := 0
	for i := at; i < len(body) && need < columns*2/3; {
		r, n := utf8.DecodeRune(body[i:])
		need += columnsOf(visible(0, r, body[i:i+n], true))
		i += n
	}
	room := columns - min(need, columns*2/3) - columnsOf(elision)
	start := at
	for start > 0 {
		r, n := utf8.DecodeLastRune(body[:start])
		room -= columnsOf(visible(0, r, body[start-n:start], true))
		if room < 0 {
			return lineStart(body, start, min(at, start+columns/4))
		}
		start -= n
	}
	return 0
}

// lineStart returns where the first line begins after start and not after end, or
// start when none does.
func lineStart(body []byte, start, end int) int {
	for i := start; i < end; i++ {
		ended := body[i] == '\n' || (body[i] == '\r' && i+1 < len(body) && body[i+1] != '\n')
		if ended {
			return i + 1
		}
	}
	return start
}

// visible renders one rune, decoded from raw, so that a reader sees it and a
// terminal does not obey it. prev is the rune before it.
func visible(prev, r rune, raw []byte, backslash bool) string {
	switch {
	case r == utf8.RuneError && len(raw) == 1:
		return fmt.Sprintf(`\x%02x`, raw[0])
	case r == '\\' && backslash:
		return `\\`
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case unicode.IsPrint(r), joins(prev, r):
		return string(raw)
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	default:
		return fmt.Sprintf(`\U%08x`, r)
	}
}

// joins reports whether r is a joiner inside text that needs it, as emoji and
// Indic scripts do.
func joins(prev, r rune) bool {
	return (r == '\u200c' || r == '\u200d') && prev > 0x80 && unicode.IsPrint(prev)
}

// clean makes every character of s visible. Backslashes stay as they are: s may
// hold an Excerpt.
func clean(s string) string {
	var b strings.Builder
	var prev rune
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		b.WriteString(visible(prev, r, []byte(s[:n]), false))
		prev, s = r, s[n:]
	}
	return b.String()
}
