package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// jsonLines writes one JSON document to a line. It never holds a document as a
// whole: as JSON, an event may be six times as large as on the wire. The first
// error ends it.
type jsonLines struct {
	out *bufio.Writer
	enc *json.Encoder // of strings, to out
	err error
}

const (
	lineBuffer = 64 << 10 // a document up to this size, in bytes, is one write
	textPiece  = 4 << 10  // bytes of a text that become JSON at once
)

func newJSONLines(w io.Writer) *jsonLines {
	out := bufio.NewWriterSize(w, lineBuffer)
	enc := json.NewEncoder(unquoted{out})
	enc.SetEscapeHTML(false)
	return &jsonLines{out: out, enc: enc}
}

// write writes a document that is not large.
func (l *jsonLines) write(doc any) {
	if l.err != nil {
		return
	}
	enc := json.NewEncoder(l.out)
	enc.SetEscapeHTML(false)
	l.err = enc.Encode(doc)
	l.flush()
}

// event writes an event as {"type":"…","data":"…","lastEventId":"…"}.
func (l *jsonLines) event(e eventstream.Event) {
	l.raw(`{"type":`)
	l.text(e.Type)
	l.raw(`,"data":`)
	l.text(e.Data)
	l.raw(`,"lastEventId":`)
	l.text(e.LastEventID)
	l.end()
}

// state writes what a stream leaves behind. retry is null where it is not set.
func (l *jsonLines) state(lastEventID string, retry int64, hasRetry bool) {
	l.raw(`{"lastEventId":`)
	l.text(lastEventID)
	if hasRetry {
		l.raw(fmt.Sprintf(`,"retry":%d`, retry))
	} else {
		l.raw(`,"retry":null`)
	}
	l.end()
}

// frame writes a frame with its offsets and its lines.
func (l *jsonLines) frame(f eventstream.Frame) {
	l.raw(fmt.Sprintf(`{"offset":%d,"end":%d,"complete":%t,"lines":[`, f.Offset, f.End(), f.Complete))
	for i, line := range f.Lines {
		if i > 0 {
			l.raw(",")
		}
		l.line(line)
	}
	l.raw("]")
	l.end()
}

// line writes a line of a frame: its bytes as raw, or as rawBase64 where they
// are not UTF-8.
func (l *jsonLines) line(line eventstream.Line) {
	l.raw(fmt.Sprintf(`{"offset":%d,"kind":"%s"`, line.Offset, line.Kind))
	if utf8.Valid(line.Raw) {
		l.member("raw", string(line.Raw))
	} else {
		l.raw(`,"rawBase64":"`)
		encoder := base64.NewEncoder(base64.StdEncoding, l.out)
		_, _ = encoder.Write(line.Raw) // the buffer keeps the error for end
		_ = encoder.Close()
		l.raw(`"`)
	}
	l.member("name", line.Name)
	l.member("value", line.Value)
	l.raw("}")
}

// member writes a member of an object that is not its first, unless it is empty.
func (l *jsonLines) member(name, value string) {
	if value != "" {
		l.raw(`,"` + name + `":`)
		l.text(value)
	}
}

// text writes s as a JSON string, piece by piece: what JSON makes of a character
// does not depend on those beside it.
func (l *jsonLines) text(s string) {
	l.raw(`"`)
	if isPlain(s) {
		l.raw(s)
		s = ""
	}
	for len(s) > 0 && l.err == nil {
		n := cutText(s)
		l.err = l.enc.Encode(s[:n])
		s = s[n:]
	}
	l.raw(`"`)
}

// isPlain reports whether s stands in JSON as it is.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// cutText returns how many bytes of s are its next piece: it ends with a
// character.
func cutText(s string) int {
	n := min(len(s), textPiece)
	for n < len(s) && n > textPiece-utf8.UTFMax && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// unquoted passes on JSON strings without their quotes and line ends.
type unquoted struct{ w *bufio.Writer }

func (u unquoted) Write(p []byte) (int, error) {
	_, err := u.w.Write(p[len(`"`) : len(p)-len("\"\n")])
	return len(p), err
}

func (l *jsonLines) raw(s string) {
	if l.err == nil {
		_, l.err = l.out.WriteString(s)
	}
}

// end ends a document that has been begun, and the line.
func (l *jsonLines) end() {
	l.raw("}\n")
	l.flush()
}

func (l *jsonLines) flush() {
	if err := l.out.Flush(); l.err == nil {
		l.err = err
	}
}
