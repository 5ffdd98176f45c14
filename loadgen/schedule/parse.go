package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ParseError is a text that is not what a parser wants.
type ParseError struct {
	// Offset is where the mistake starts, in bytes from the start of the text.
	Offset int
	// Problem says what is wrong there.
	Problem string
	// Want shows the right form.
	Want string
}

// Error returns the place, what is wrong there, and the right form; not the
// text, which the caller knows.
func (e *ParseError) Error() string {
	return fmt.Sprintf("at character %d: %s; want %s", e.Offset+1, e.Problem, e.Want)
}

// piece is a part of a text with its place.
type piece struct {
	text string
	at   int
}

// cut splits p at the first separator, and takes away blanks.
func (p piece) cut(separator string) (before, after piece, found bool) {
	first, rest, found := strings.Cut(p.text, separator)
	before = piece{first, p.at}.trim()
	if found {
		after = piece{rest, p.at + len(first) + len(separator)}.trim()
	}
	return before, after, found
}

func (p piece) trim() piece {
	left := strings.TrimLeft(p.text, " \t")
	return piece{strings.TrimRight(left, " \t"), p.at + len(p.text) - len(left)}
}

// wrong is the error that p is not a thing of a kind, as in "number of streams".
func (p piece) wrong(kind, want string) error {
	if p.text == "" {
		return p.bad("the "+kind+" is missing", want)
	}
	return p.bad(fmt.Sprintf("%.40q is not a %s", p.text, kind), want)
}

func (p piece) bad(text, want string) error {
	return &ParseError{Offset: p.at, Problem: text, Want: want}
}

// duration reads a time that is not negative.
func (p piece) duration(want string) (time.Duration, error) {
	d, err := time.ParseDuration(p.text)
	switch {
	case err == nil && d < 0:
		return 0, p.bad(fmt.Sprintf("%q is negative", p.text), want)
	case err == nil:
		return d, nil
	}
	if _, err := strconv.ParseFloat(p.text, 64); err == nil {
		return 0, p.bad(fmt.Sprintf("%q has no unit, such as s or ms", p.text), want)
	}
	return 0, p.wrong("duration", want)
}

// percent reads a share in percent; what is above 0 and at most limit is one.
func (p piece) percent(limit float64, want string) (float64, error) {
	number, signed := strings.CutSuffix(p.text, "%")
	n, err := strconv.ParseFloat(number, 64)
	switch {
	case err != nil:
		return 0, p.wrong("share in percent", want)
	case !signed:
		return 0, p.bad(fmt.Sprintf("%q has no %%", p.text), want)
	case !(n > 0 && n <= 100*limit):
		return 0, p.bad(fmt.Sprintf("%q is not more than 0%% and at most %v%%", p.text, 100*limit), want)
	}
	return n / 100, nil
}

// perSecond reads "/s", "/m" or "/h" as a part of a second; no unit is a second.
func (p piece) perSecond(want string) (float64, error) {
	switch p.text {
	case "s":
		return 1, nil
	case "m":
		return 60, nil
	case "h":
		return 3600, nil
	}
	return 0, p.wrong("unit of s, m or h", want)
}
