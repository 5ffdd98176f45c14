package threshold

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SyntaxError says what is wrong with the text of a threshold, and where.
type SyntaxError struct {
	// Text is the whole threshold.
	Text string
	// Offset is the place of what is wrong, in bytes from 0 to the length of Text.
	Offset int
	// Problem says what is wrong, in one line.
	Problem string
	// Hint says what was probably meant, or what is possible; it may be empty.
	Hint string
}

// Error returns the problem after the text, in one line.
func (e *SyntaxError) Error() string {
	const most = 60
	return fmt.Sprintf("read threshold %q: %s", cut(e.Text, most), e.Problem)
}

// Mark returns two lines without a last line break: the text, and a caret under the
// place. Of a long text they have what is around the place, in at most 72 columns.
func (e *SyntaxError) Mark() string {
	const wide, after = 72, 20
	text := []rune(strings.Map(visible, strings.ToValidUTF8(e.Text, "\uFFFD")))
	column := min(utf8.RuneCountInString(strings.ToValidUTF8(e.Text[:e.Offset], "\uFFFD")), len(text))
	from := max(0, min(column+after, len(text))-wide)
	return string(text[from:min(len(text), from+wide)]) + "\n" + strings.Repeat(" ", column-from) + "^"
}

// visible maps what would move the columns to a space.
func visible(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return ' '
}

// cut returns at most n bytes of text, and says that it was cut.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n], "") + "…"
}
