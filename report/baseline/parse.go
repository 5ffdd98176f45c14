package baseline

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// The keys of a file and of an entry.
const (
	keyExpected = "expected"
	keyFlaky    = "flaky"
	keyID       = "id"
	keyReason   = "reason"
	keyUntil    = "until"
)

// Lookup reports whether id is a Requirement, and if it is not, which one was
// probably meant, "" if none is near.
type Lookup func(id string) (near string, ok bool)

// Parse reads the text of the file called name. The error holds every problem,
// one to a line, as "name:line:column: …". A nil Lookup knows every ID.
func Parse(name string, text []byte, known Lookup) (*Baseline, error) {
	r, err := read(name, text, known)
	if err != nil {
		return nil, err
	}
	return &Baseline{Name: name, Expected: r.expected.all(), Flaky: r.flaky.all()}, nil
}

// list is a list of entries and where it stands.
type list struct {
	line    int  // of its key, 0 if the file has none
	flow    bool // [a, b]
	entries []placed
}

// placed is an entry and where its dash stands.
type placed struct {
	Entry
	dashLine, dashColumn int
}

func (l *list) all() []Entry {
	var entries []Entry
	for _, p := range l.entries {
		entries = append(entries, p.Entry)
	}
	return entries
}

// reader collects what stands in a file, and what is wrong with it.
type reader struct {
	name            string
	known           Lookup
	expected, flaky list
	keys            []int             // the lines of the top level's keys
	first           map[string]string // where an ID has been seen: "line 3"
	problems        []error
}

func read(name string, text []byte, known Lookup) (*reader, error) {
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("%s: larger than %d MiB", name, MaxBytes>>20)
	}
	r := &reader{name: name, known: known, first: map[string]string{}}
	doc, err := parser.ParseBytes(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), 0) // it counts CRLF as two lines
	if err != nil {
		return nil, r.syntaxError(err)
	}
	bodies := 0
	for _, d := range doc.Docs {
		if d.Body == nil || d.Body.Type() == ast.NullType {
			continue
		}
		if bodies++; bodies > 1 {
			r.fault(d.Body, "want one document")
			break
		}
		r.lists(d.Body)
	}
	if err := errors.Join(r.problems...); err != nil {
		return nil, err
	}
	return r, nil
}

// syntaxError returns the first line of err, with its place in front.
func (r *reader) syntaxError(err error) error {
	first, _, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
	if m := regexp.MustCompile(`^\[(\d+:\d+)\] (.*)`).FindStringSubmatch(first); m != nil {
		return fmt.Errorf("%s:%s: %s", r.name, m[1], m[2])
	}
	return fmt.Errorf("%s: %s", r.name, first)
}

func (r *reader) fault(n ast.Node, format string, args ...any) {
	pos := n.GetToken().Position
	r.problems = append(r.problems, fmt.Errorf("%s:%d:%d: %s", r.name, pos.Line, pos.Column, fmt.Sprintf(format, args...)))
}

// lists reads the top level.
func (r *reader) lists(body ast.Node) {
	entries, ok := pairs(body)
	if !ok {
		r.fault(body, "want the lists %s and %s", keyExpected, keyFlaky)
		return
	}
	for _, pair := range entries {
		token := pair.Key.GetToken()
		r.keys = append(r.keys, token.Position.Line)
		switch token.Value {
		case keyExpected:
			r.list(&r.expected, keyExpected, pair)
		case keyFlaky:
			r.list(&r.flaky, keyFlaky, pair)
		default:
			r.fault(pair.Key, "unknown key %q: want %s or %s", token.Value, keyExpected, keyFlaky)
		}
	}
}

func (r *reader) list(l *list, key string, pair *ast.MappingValueNode) {
	l.line = pair.Key.GetToken().Position.Line
	if pair.Value.Type() == ast.NullType {
		return
	}
	items, ok := pair.Value.(*ast.SequenceNode)
	if !ok {
		r.fault(pair.Value, "%s: want a list of entries, each with %q and %q", key, "- id:", "reason:")
		return
	}
	l.flow = items.IsFlowStyle
	for i, item := range items.Values {
		entry, ok := r.entry(key, item)
		if !ok {
			continue
		}
		p := placed{Entry: entry}
		if !l.flow && i < len(items.Entries) {
			dash := items.Entries[i].Start.Position
			p.dashLine, p.dashColumn = dash.Line, dash.Column
		}
		l.entries = append(l.entries, p)
	}
}

// entry reads one entry, and reports whether there is an ID to remember.
func (r *reader) entry(key string, item ast.Node) (e Entry, ok bool) {
	fields, isMap := pairs(item)
	if !isMap {
		r.fault(item, "%s: want an entry with %q and %q", key, "id:", "reason:")
		return e, false
	}
	var seen []string
	for _, pair := range fields {
		name := pair.Key.GetToken().Value
		seen = append(seen, name)
		switch name {
		case keyID:
			r.id(&e, key, pair.Value)
		case keyReason:
			e.Reason = r.text(name, pair.Value)
		case keyUntil:
			e.Until = r.day(pair.Value)
		default:
			r.fault(pair.Key, "unknown key %q: want %s, %s or %s", name, keyID, keyReason, keyUntil)
		}
	}
	if !slices.Contains(seen, keyID) {
		r.fault(item, "entry without an id")
	}
	if !slices.Contains(seen, keyReason) {
		r.fault(item, "%s: entry without a reason", e.ID)
	}
	return e, e.ID != ""
}

// id reads the ID of an entry and remembers where it stands.
func (r *reader) id(e *Entry, key string, n ast.Node) {
	e.ID = r.text(keyID, n)
	pos := n.GetToken().Position
	e.Line, e.Column = pos.Line, pos.Column
	if e.ID == "" {
		return
	}
	if before, twice := r.first[e.ID]; twice {
		r.fault(n, "%s stands twice, before in %s", e.ID, before)
		return
	}
	r.first[e.ID] = fmt.Sprintf("%s, line %d", key, pos.Line)
	if r.known == nil {
		return
	}
	if near, ok := r.known(e.ID); !ok {
		hint := ""
		if near != "" {
			hint = fmt.Sprintf(": did you mean %q", near)
		}
		r.fault(n, "unknown requirement %q%s", e.ID, hint)
	}
}

// text reads a scalar as one line, which must not be empty.
func (r *reader) text(key string, n ast.Node) string {
	var text string
	switch s := n.(type) {
	case *ast.LiteralNode:
		text = s.Value.Value
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		text = n.GetToken().Value
	case *ast.NullNode:
	default:
		r.fault(n, "%s: want a text; one with a colon needs quotes", key)
		return ""
	}
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		r.fault(n, "%s: it is empty", key)
	}
	return text
}

// day reads a date.
func (r *reader) day(n ast.Node) time.Time {
	day, err := time.Parse(time.DateOnly, n.GetToken().Value)
	if err != nil {
		r.fault(n, "%s: want a day such as 2027-01-31, not %q", keyUntil, n.GetToken().Value)
	}
	return day
}

// pairs returns the entries of a mapping, and whether n is one.
func pairs(n ast.Node) (entries []*ast.MappingValueNode, ok bool) {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}, true
	}
	return nil, false
}
