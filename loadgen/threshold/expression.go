package threshold

import (
	"strconv"
	"strings"
)

// expression is one side of a comparison, or a part of it.
type expression interface {
	// sort says what kind of figure it gives.
	sort() sort
	// value returns the figure, or why there is none.
	value(Source) (float64, string)
	// bounds returns between what the figure must end, whatever is still to come.
	bounds(Source) interval
	// selections adds what the figures are selected by.
	selections([]Selector) []Selector
	// metrics adds the names of the metrics.
	metrics([]string) []string
	String() string
}

// constant is a figure of the text.
type constant struct {
	text   string // as it was written, without spaces
	figure float64
	is     sort
}

func (c constant) sort() sort                           { return c.is }
func (c constant) value(Source) (float64, string)       { return c.figure, "" }
func (c constant) selections(all []Selector) []Selector { return all }
func (c constant) metrics(all []string) []string        { return all }
func (c constant) String() string                       { return c.text }

// figure is a figure of a metric.
type figure struct {
	metric    Metric
	selector  Selector
	statistic statistic
}

// binary is a sum, difference, product or quotient.
type binary struct {
	operator    byte // + - * /
	left, right expression
	is          sort
}

func (b *binary) sort() sort { return b.is }

func (b *binary) selections(all []Selector) []Selector {
	return b.right.selections(b.left.selections(all))
}

func (b *binary) metrics(all []string) []string {
	return b.right.metrics(b.left.metrics(all))
}

// String has the parentheses that are needed.
func (b *binary) String() string {
	left, right := b.left.String(), b.right.String()
	if l, ok := b.left.(*binary); ok && l.binds() < b.binds() {
		left = "(" + left + ")"
	}
	if r, ok := b.right.(*binary); ok && r.binds() <= b.binds() {
		right = "(" + right + ")"
	}
	return left + " " + string(b.operator) + " " + right
}

// binds is more for what is worked out first.
func (b *binary) binds() int {
	if b.operator == '*' || b.operator == '/' {
		return 1
	}
	return 0
}

// Selector is the part of a run that a figure is about; its zero value is all of it.
type Selector struct {
	// Stage, Tag and Class are names of the [Catalogue], or empty for all.
	Stage, Tag, Class string
}

// String returns the selector as it is written, empty for all.
func (s Selector) String() string {
	var pairs []string
	for _, pair := range []struct{ key, value string }{{"stage", s.Stage}, {"tag", s.Tag}, {"class", s.Class}} {
		if pair.value != "" {
			pairs = append(pairs, pair.key+"="+quoted(pair.value))
		}
	}
	if len(pairs) == 0 {
		return ""
	}
	return "{" + strings.Join(pairs, ", ") + "}"
}

// quoted puts a value in quotes if it needs them.
func quoted(value string) string {
	for i := range len(value) {
		if !bare(value[i]) {
			return strconv.Quote(value)
		}
	}
	return value
}

// bare reports whether a value may have a byte without quotes.
func bare(c byte) bool { return wordByte(c) || c == '-' || c == '.' || c == '/' }
