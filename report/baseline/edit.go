package baseline

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// head begins a new file.
const head = "# What is known of the target: see ssegauge check --baseline.\n" +
	"# Give each entry a reason that a reader can check.\n"

// pages is the text of a file by lines, each with its end.
type pages struct {
	lines   []string
	newline string
}

func newPages(text []byte) *pages {
	p := &pages{newline: "\n"}
	if bytes.Contains(text, []byte("\r\n")) {
		p.newline = "\r\n"
	}
	if len(text) == 0 {
		text = []byte(head)
	}
	for line := range bytes.Lines(text) {
		p.lines = append(p.lines, string(line))
	}
	if last := len(p.lines) - 1; !strings.HasSuffix(p.lines[last], "\n") {
		p.lines[last] += p.newline
	}
	return p
}

// edit returns the text without the entries that are gone and with the fresh ones.
// Lines are edited rather than the syntax tree, so that everything else stays as
// its author wrote it.
func (p *pages) edit(r *reader, gone map[string]bool, fresh []Entry) []byte {
	at, indent := p.insertion(r)
	var drop [][2]int // lines from, to; found before anything moves
	for i, entry := range r.expected.entries {
		if gone[entry.ID] {
			drop = append(drop, [2]int{p.start(entry), p.end(r, i)})
		}
	}
	var added []string
	for _, e := range fresh {
		added = append(added,
			fmt.Sprintf("%s- %s: %s%s", indent, keyID, e.ID, p.newline),
			fmt.Sprintf("%s  %s: %s%s", indent, keyReason, e.Reason, p.newline))
	}
	p.lines = slices.Insert(p.lines, at, added...)
	for _, lines := range slices.Backward(drop) {
		p.lines = slices.Delete(p.lines, lines[0], lines[1])
	}
	return []byte(strings.Join(p.lines, ""))
}

// insertion returns before which line, from 0, fresh entries go and how far they
// are indented. It makes a list where there is none.
func (p *pages) insertion(r *reader) (at int, indent string) {
	l := &r.expected
	if n := len(l.entries); n > 0 {
		return p.end(r, n-1), strings.Repeat(" ", max(0, l.entries[n-1].dashColumn-1))
	}
	if l.line == 0 {
		p.lines = append(p.lines, keyExpected+":"+p.newline)
		return len(p.lines), "  "
	}
	key := &p.lines[l.line-1]
	*key = regexp.MustCompile(`:[ \t]*(\[[ \t]*\]|null|~)`).ReplaceAllString(*key, ":")
	return l.line, "  "
}

// start returns the line, from 0, on which an entry begins: that of its dash, or of
// the comment right above it.
func (p *pages) start(entry placed) int {
	at := max(0, entry.dashLine-1)
	for at > 0 && strings.TrimSpace(p.lines[at-1]) != "" && p.between(at-1, entry.dashColumn) {
		at--
	}
	return at
}

// end returns the line, from 0, after the last one of the i-th expected entry. What
// stands between it and the next thing, blank lines and comments that are not
// indented more than its dash, is not its own.
func (p *pages) end(r *reader, i int) int {
	entry := r.expected.entries[i]
	begin := entry.dashLine
	next := len(p.lines)
	if i+1 < len(r.expected.entries) {
		next = min(next, r.expected.entries[i+1].dashLine-1)
	}
	for _, key := range r.keys {
		if key > begin {
			next = min(next, key-1)
		}
	}
	for at := begin; at < next; at++ {
		if strings.HasPrefix(p.lines[at], "---") || strings.HasPrefix(p.lines[at], "...") {
			next = at
		}
	}
	for next > begin && p.between(next-1, entry.dashColumn) {
		next--
	}
	return next
}

// between reports whether line at, from 0, is blank or a comment that is not
// indented more than a dash in that column.
func (p *pages) between(at, column int) bool {
	text := strings.TrimSpace(p.lines[at])
	indent := len(p.lines[at]) - len(strings.TrimLeft(p.lines[at], " "))
	return text == "" || strings.HasPrefix(text, "#") && indent < column
}
