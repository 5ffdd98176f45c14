package report

import (
	"fmt"
	"slices"
	"strings"
)

// Verdict says how a Requirement or a whole Run came out. Verdicts are ordered:
// Pass < Skip < Warn < Fail < Error.
type Verdict int

// The Verdicts, best first.
const (
	Pass  Verdict = iota // judged and kept
	Skip                 // not judged; a SkipCause says why
	Warn                 // a SHOULD is broken
	Fail                 // a MUST is broken
	Error                // we could not judge; says nothing about the Target
)

// Level says how binding a Requirement is, in the words of RFC 2119.
type Level int

// The Levels, most binding first.
const (
	Must Level = iota
	Should
	May
)

// Broken returns the Verdict of a broken Requirement of Level l: Fail for a Must,
// Warn for a Should, Pass for a May, which needs not be kept.
func (l Level) Broken() Verdict {
	switch l {
	case Must:
		return Fail
	case Should:
		return Warn
	case May:
		return Pass
	}
	return Error
}

// SkipCause says why a Requirement was skipped. It is empty unless the Verdict is Skip.
type SkipCause string

// The causes of a skip.
const (
	SkipNotApplicable SkipCause = "not applicable" // the Target does not do what the Requirement speaks of
	SkipUntestable    SkipCause = "untestable"     // the tier that the Requirement needs is missing
	SkipInconclusive  SkipCause = "inconclusive"   // too little was seen to tell
)

// Worst returns the worse of v and o.
func (v Verdict) Worst(o Verdict) Verdict { return max(v, o) }

// String returns the word that stands for v in every format, such as "fail".
func (v Verdict) String() string { return wordOf("verdict", verdictWords(), int(v)) }

// MarshalText returns the word for v, or an error when v is not a Verdict.
func (v Verdict) MarshalText() ([]byte, error) { return textOf("verdict", verdictWords(), int(v)) }

// UnmarshalText sets v from its word and refuses any other text.
func (v *Verdict) UnmarshalText(text []byte) error {
	i, err := indexOf("verdict", verdictWords(), string(text))
	if err == nil {
		*v = Verdict(i)
	}
	return err
}

// String returns the word that stands for l in every format, such as "must".
func (l Level) String() string { return wordOf("level", levelWords(), int(l)) }

// MarshalText returns the word for l, or an error when l is not a Level.
func (l Level) MarshalText() ([]byte, error) { return textOf("level", levelWords(), int(l)) }

// UnmarshalText sets l from its word and refuses any other text.
func (l *Level) UnmarshalText(text []byte) error {
	i, err := indexOf("level", levelWords(), string(text))
	if err == nil {
		*l = Level(i)
	}
	return err
}

func verdictWords() []string { return []string{"pass", "skip", "warn", "fail", "error"} }

func levelWords() []string { return []string{"must", "should", "may"} }

func wordOf(kind string, words []string, i int) string {
	if i < 0 || i >= len(words) {
		return fmt.Sprintf("%s(%d)", kind, i)
	}
	return words[i]
}

func textOf(kind string, words []string, i int) ([]byte, error) {
	if i < 0 || i >= len(words) {
		return nil, fmt.Errorf("write %s: no word for %d", kind, i)
	}
	return []byte(words[i]), nil
}

func indexOf(kind string, words []string, text string) (int, error) {
	i := slices.Index(words, text)
	if i < 0 {
		return 0, fmt.Errorf("parse %s: %q is none of %s", kind, text, strings.Join(words, ", "))
	}
	return i, nil
}
