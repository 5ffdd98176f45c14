package threshold

import (
	"fmt"
	"time"
	"unicode/utf8"
)

// maxBytes bounds the text of a threshold, and with it the depth of its parentheses.
const maxBytes = 512

// Parse reads a threshold:
//
//	threshold  = sum compare sum [ "abort" [ "after" duration ] ]
//	compare    = "<" | "<=" | ">" | ">=" | "==" | "!="
//	sum        = product { ( "+" | "-" ) product }
//	product    = operand { ( "*" | "/" ) operand }
//	operand    = [ "-" ] number | figure | "(" sum ")"
//	figure     = metric [ selector ] [ "." statistic ]
//	metric     = letter { letter | digit | "_" }
//	selector   = "{" key "=" value { "," key "=" value } "}"
//	key        = "stage" | "tag" | "class"
//	value      = { letter | digit | "_" | "-" | "." | "/" } | Go string in double quotes
//	statistic  = "p" percent | "min" | "max" | "mean" | "count" (of a timing)
//	           | "rate" (of a count)
//	percent    = 1*3digit [ "." 1*6digit ]
//	number     = digits [ "." digits ] [ unit ] [ "/s" ] | duration
//	unit       = "%" | "k" | "M" | "B" | "KB" | "MB" | "GB" | "KiB" | "MiB" | "GiB"
//	duration   = { digits [ "." digits ] ( "ns" | "us" | "ms" | "s" | "m" | "h" ) }
//
// Spaces may stand between any two of these, but not within a figure or a number. At
// least one side names a figure, both are of one kind (see the package), and the text
// has at most 512 bytes. Errors are of type [*SyntaxError].
func Parse(text string, known Catalogue) (Threshold, error) {
	p := parser{text: text, known: &known}
	t, err := p.threshold()
	if err != nil {
		return Threshold{}, err
	}
	return t, nil
}

// parser is a place in a text.
type parser struct {
	text  string
	at    int
	known *Catalogue
}

// wrong returns an error at a place of the text.
func (p *parser) wrong(offset int, hint, format string, args ...any) error {
	return &SyntaxError{Text: p.text, Offset: offset, Problem: fmt.Sprintf(format, args...), Hint: hint}
}

// example is the hint where nothing is known of what was meant.
const example = "a threshold is such as lag.p99 < 250ms, or lost == 0"

// threshold parses all of the text.
func (p *parser) threshold() (Threshold, error) {
	if len(p.text) > maxBytes {
		return Threshold{}, p.wrong(maxBytes, "write several thresholds", "it is longer than %d bytes", maxBytes)
	}
	t, err := p.comparison()
	if err != nil {
		return t, err
	}
	if p.word() == "abort" {
		p.at += len("abort")
		t.Abort = true
		if t.After, err = p.after(); err != nil {
			return t, err
		}
	}
	if p.skip(); p.at < len(p.text) {
		return t, p.wrong(p.at, endHint(p.rest()), "nothing is expected here, there is %s", p.found())
	}
	return t, nil
}

// after parses how long the abort of a threshold waits.
func (p *parser) after() (time.Duration, error) {
	if p.word() != "after" {
		return 0, nil
	}
	p.at += len("after")
	p.skip()
	start := p.at
	token := p.token()
	d, err := time.ParseDuration(token)
	if err != nil || d <= 0 {
		return 0, p.wrong(start, "abort after 10s", "want a duration of more than 0, there is %s", p.describe(start))
	}
	return d, nil
}

// endHint guesses what the rest after a threshold was meant to be.
func endHint(rest string) string {
	switch {
	case hasWord(rest, "and"), rest[0] == '&', rest[0] == ',', rest[0] == ';', rest[0] == '<', rest[0] == '>', rest[0] == '=':
		return "one comparison is one threshold: write two"
	case hasWord(rest, "for"), hasWord(rest, "during"), hasWord(rest, "in"):
		return "select a stage as in lag{stage=peak}.p99"
	}
	return "after the comparison there may be abort, or abort after 10s"
}

// skip goes to the next byte that is no space.
func (p *parser) skip() {
	for p.at < len(p.text) && (p.text[p.at] == ' ' || p.text[p.at] == '\t') {
		p.at++
	}
}

// rest returns the text that is left.
func (p *parser) rest() string { return p.text[p.at:] }

// peek returns the next byte, 0 at the end.
func (p *parser) peek() byte {
	if p.at == len(p.text) {
		return 0
	}
	return p.text[p.at]
}

// word returns the word that is next after spaces, and goes to its start.
func (p *parser) word() string {
	p.skip()
	end := p.at
	for end < len(p.text) && wordByte(p.text[end]) {
		end++
	}
	return p.text[p.at:end]
}

// hasWord reports whether text begins with a word.
func hasWord(text, word string) bool {
	return len(text) >= len(word) && text[:len(word)] == word && (len(text) == len(word) || !wordByte(text[len(word)]))
}

// found describes what is next, for people.
func (p *parser) found() string {
	if p.at == len(p.text) {
		return "the end"
	}
	if word := p.word(); word != "" {
		return fmt.Sprintf("%q", word)
	}
	r, size := utf8.DecodeRuneInString(p.rest())
	if r == utf8.RuneError && size <= 1 {
		return fmt.Sprintf("byte 0x%02x", p.peek())
	}
	return fmt.Sprintf("%q", string(r))
}

// describe is found for what has been read since start.
func (p *parser) describe(start int) string {
	if start == p.at {
		return p.found()
	}
	return fmt.Sprintf("%q", p.text[start:p.at])
}

func digit(c byte) bool  { return '0' <= c && c <= '9' }
func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// wordByte reports whether names may have a byte.
func wordByte(c byte) bool { return letter(c) || digit(c) || c == '_' }
