package request

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// template is a text with gaps, ready to be filled in. Its zero value is empty.
type template struct{ parts []part }

// part is a literal text, or says what fills a gap.
type part struct {
	kind      kind
	encoding  encoding
	text      string // of a literal
	feed, col int    // of a column: the place of the Feed, and of the column among those used
	low, span uint64 // of a random number: low, low+1 … low+span
	draw      uint64 // tells the random numbers of one Subscriber apart
}

type kind uint8

const (
	literal kind = iota
	sequence
	unique
	random
	column
)

// literalText returns a template without gaps.
func literalText(text string) template {
	if text == "" {
		return template{}
	}
	return template{[]part{{text: text}}}
}

// fixed returns the whole text if the template has no gap.
func (t template) fixed() (string, bool) {
	switch {
	case len(t.parts) == 0:
		return "", true
	case len(t.parts) == 1 && t.parts[0].kind == literal:
		return t.parts[0].text, true
	}
	return "", false
}

// join returns one template of several, with as few parts as can be.
func join(all ...template) template {
	var parts []part
	for _, t := range all {
		for _, p := range t.parts {
			if n := len(parts); n > 0 && p.kind == literal && parts[n-1].kind == literal {
				parts[n-1].text += p.text
				continue
			}
			parts = append(parts, p)
		}
	}
	return template{parts}
}

// place says where a template stands, which decides how its values are written, and
// which of them are refused.
type place struct {
	encoding encoding
	refuse   refusal
}

// parse compiles a text. The error begins with the position in it.
func (n *names) parse(text string, at place) (template, error) {
	var t template
	for rest := text; rest != ""; {
		before, after, found := strings.Cut(rest, "{{")
		t = join(t, literalText(before))
		if !found {
			break
		}
		pos := len(text) - len(after) - len("{{")
		gap, after, found := strings.Cut(after, "}}")
		if !found {
			return template{}, fmt.Errorf("at byte %d: {{ without }}", pos)
		}
		p, err := n.parseGap(strings.TrimSpace(gap), at)
		if err != nil {
			return template{}, fmt.Errorf("at byte %d: {{%s}}: %w", pos, gap, err)
		}
		t = join(t, template{[]part{p}})
		rest = after
	}
	return t, nil
}

func (n *names) parseGap(gap string, at place) (part, error) {
	if strings.HasPrefix(gap, `"`) {
		text, err := strconv.Unquote(gap)
		if err != nil {
			return part{}, errors.New(`want a quoted text such as {{"{{"}}`)
		}
		return part{text: text}, nil
	}
	p := part{encoding: at.encoding}
	if how, rest, found := strings.Cut(gap, ":"); found {
		for _, known := range encodings() {
			if how == known.name {
				p.encoding, gap = known.encoding, strings.TrimSpace(rest)
			}
		}
	}
	bounds, isRandom := strings.CutPrefix(gap, "rand:")
	switch {
	case gap == "seq":
		p.kind = sequence
	case gap == "uuid":
		p.kind = unique
	case isRandom:
		return n.parseRandom(p, bounds)
	default:
		return n.parseColumn(p, gap, at)
	}
	return p, nil
}

func (n *names) parseRandom(p part, bounds string) (part, error) {
	first, last, _ := strings.Cut(bounds, "-")
	low, err := strconv.ParseUint(strings.TrimSpace(first), 10, 63)
	high, err2 := strconv.ParseUint(strings.TrimSpace(last), 10, 63)
	if err != nil || err2 != nil || low > high {
		return part{}, errors.New("want two whole numbers, the smaller one first, as in {{rand:1-100}}")
	}
	p.kind, p.low, p.span, p.draw = random, low, high-low, n.draws
	n.draws++
	return p, nil
}
