package defects

import (
	"strings"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// frame is a frame that the right server wrote, taken apart.
type frame struct {
	// raw is all of it, the blank line included.
	raw []byte
	// id and typ are the values of its fields; hasID says whether it has an id.
	id, typ string
	hasID   bool
	// data holds the lines of its data, joined by LF; hasData says whether it has
	// any, which is what makes it an event.
	data    string
	hasData bool
	// isComment says that it holds comments and nothing else.
	isComment bool
}

// isReset reports whether f tells a client that events are missing.
func (f frame) isReset() bool { return f.typ == "reset" && f.hasData }

// isPublished reports whether f is an event that somebody has published.
func (f frame) isPublished() bool { return f.hasData && !f.isReset() }

func framed(f eventstream.Frame) frame {
	taken := frame{isComment: true}
	var data []string
	for _, l := range f.Lines {
		taken.raw = append(taken.raw, l.Raw...)
		if l.Kind != eventstream.KindField {
			continue
		}
		taken.isComment = false
		switch l.Name {
		case "id":
			taken.id, taken.hasID = l.Value, true
		case "event":
			taken.typ = l.Value
		case "data":
			data, taken.hasData = append(data, l.Value), true
		}
	}
	taken.data = strings.Join(data, "\n")
	return taken
}

// fields returns the lines of f that are not data.
func (f frame) fields() string {
	lines := ""
	if f.hasID {
		lines += "id: " + f.id + "\n"
	}
	if f.typ != "" {
		lines += "event: " + f.typ + "\n"
	}
	return lines
}

// encode writes f anew, with each line of its data behind prefix.
func (f frame) encode(prefix string) []byte {
	var out strings.Builder
	out.WriteString(f.fields())
	for line := range strings.SplitSeq(f.data, "\n") {
		out.WriteString(prefix + line + "\n")
	}
	return []byte(out.String() + "\n")
}
