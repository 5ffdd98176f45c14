package measure

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

const (
	maxGroups   = 64
	maxExamples = 3
	maxFailure  = 512 // bytes of a text
	otherTexts  = "other texts"
)

// Failure is one thing that went wrong for one Subscriber.
type Failure struct {
	Tag        int
	Class      Class
	Text       string // cut after 512 bytes
	Subscriber int
	At         time.Duration // since the run's start
}

// FailureGroup is failures of one Class with the same text but for digits.
type FailureGroup struct {
	Class Class
	// Text is what all of them say, or, where they differ, has # for every run of digits. It
	// is "other texts" for what came when there were 64 groups already.
	Text        string
	Count       int64
	First, Last time.Duration
	// Examples are the first 3.
	Examples []Failure
}

// failureKey is what failures of a group have in common.
type failureKey struct {
	class Class
	text  string
}

// failureLog is failures in groups. Its zero value is empty.
type failureLog struct {
	groups map[failureKey]*FailureGroup
}

func (l *failureLog) add(f Failure) {
	if len(f.Text) > maxFailure {
		f.Text = f.Text[:maxFailure]
	}
	f.Text = strings.ToValidUTF8(f.Text, "")
	group := l.group(f.Class, withoutDigits(f.Text))
	group.merge(&FailureGroup{Text: f.Text, Count: 1, First: f.At, Last: f.At, Examples: []Failure{f}})
}

// group returns the group of a text, or the one of its Class for texts that are too many.
func (l *failureLog) group(class Class, text string) *FailureGroup {
	key := failureKey{class, text}
	if l.groups[key] == nil && len(l.groups) >= maxGroups {
		key.text = otherTexts
	}
	group := l.groups[key]
	if group == nil {
		group = &FailureGroup{Class: class, Text: key.text}
		if l.groups == nil {
			l.groups = make(map[failureKey]*FailureGroup)
		}
		l.groups[key] = group
	}
	return group
}

func (g *FailureGroup) merge(o *FailureGroup) {
	if g.Count == 0 {
		g.First, g.Last = o.First, o.Last
	}
	switch {
	case g.Text == otherTexts:
	case g.Count == 0:
		g.Text = o.Text
	case g.Text != o.Text:
		g.Text = withoutDigits(g.Text)
	}
	g.Count += o.Count
	g.First = min(g.First, o.First)
	g.Last = max(g.Last, o.Last)
	if len(g.Examples) == maxExamples && !earlier(o.Examples[0], g.Examples[maxExamples-1]) {
		return
	}
	all := slices.Concat(g.Examples, o.Examples)
	slices.SortFunc(all, byTime)
	g.Examples = all[:min(len(all), maxExamples)]
}

func earlier(a, b Failure) bool { return byTime(a, b) < 0 }

func byTime(a, b Failure) int {
	return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Subscriber, b.Subscriber),
		cmp.Compare(a.Tag, b.Tag), cmp.Compare(a.Text, b.Text))
}

func (l *failureLog) merge(o *failureLog) {
	for _, group := range o.sorted() {
		l.group(group.Class, withoutDigits(group.Text)).merge(&group)
	}
}

// sorted returns copies of the groups, those with most failures first.
func (l *failureLog) sorted() []FailureGroup {
	all := make([]FailureGroup, 0, len(l.groups))
	for _, group := range l.groups {
		copied := *group
		copied.Examples = slices.Clone(group.Examples)
		all = append(all, copied)
	}
	slices.SortFunc(all, func(a, b FailureGroup) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Class, b.Class),
			cmp.Compare(a.Text, b.Text))
	})
	return all
}

// withoutDigits returns text with # for every run of digits, so that addresses, ports and
// numbers do not make like texts differ.
func withoutDigits(text string) string {
	var b strings.Builder
	inRun := false
	for i := range len(text) {
		digit := '0' <= text[i] && text[i] <= '9'
		switch {
		case !digit:
			b.WriteByte(text[i])
		case !inRun:
			b.WriteByte('#')
		}
		inRun = digit
	}
	return b.String()
}
