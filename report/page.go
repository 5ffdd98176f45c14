package report

import "strings"

// minWidth is the narrowest page that can be laid out, in columns.
const minWidth = 40

// ink is the parameters of an SGR sequence (ECMA-48, 8.3.117).
type ink string

const (
	plain   ink = ""
	bold    ink = "1"
	dim     ink = "2"
	red     ink = "31"
	green   ink = "32"
	yellow  ink = "33"
	magenta ink = "35"
)

// span is text in one ink.
type span struct {
	text string
	ink  ink
}

// page lays out lines of at most width columns.
type page struct {
	b     strings.Builder
	width int
	color bool
}

func newPage(o TextOptions) *page {
	width := o.Width
	if width <= 0 {
		width = 80
	}
	return &page{width: max(width, minWidth), color: o.Color}
}

// hang writes body, wrapped into at most limit lines (0 for any number), to the
// right of head, which stands on the first line only and must be clean and leave
// room for the body.
func (p *page) hang(limit int, body span, head ...span) {
	indent := 0
	for _, h := range head {
		indent += columnsOf(h.text)
	}
	for i, line := range wrap(body.text, p.width-indent, limit) {
		if i > 0 {
			head = []span{{strings.Repeat(" ", indent), plain}}
		}
		for _, h := range head {
			p.put(h)
		}
		p.put(span{line, body.ink})
		p.blank()
	}
}

func (p *page) blank() { p.b.WriteByte('\n') }

// put writes s; its ink begins and ends on this line.
func (p *page) put(s span) {
	if !p.color || s.ink == plain || strings.TrimSpace(s.text) == "" {
		p.b.WriteString(s.text)
		return
	}
	p.b.WriteString("\x1b[" + string(s.ink) + "m" + s.text + "\x1b[0m")
}

func inkOf(v Verdict) ink {
	switch v {
	case Pass:
		return green
	case Skip:
		return dim
	case Warn:
		return yellow
	case Fail:
		return red
	default:
		return magenta
	}
}

// pad returns s with spaces up to the given number of columns.
func pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(0, columns-columnsOf(s)))
}
