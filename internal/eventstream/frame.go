package eventstream

import (
	"bytes"
	"slices"
)

// LineKind says which production of the grammar a line is.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
type LineKind int

// The kinds of line.
const (
	KindBlank LineKind = iota
	KindComment
	KindField
)

// String returns "blank", "comment" or "field".
func (k LineKind) String() string {
	return [...]string{"blank", "comment", "field"}[k]
}

// Line is one line of a frame as it stood on the wire.
type Line struct {
	// Offset is the place in the stream of Raw's first byte.
	Offset int64
	// Raw is the line with its line end, and with the byte order mark if the line
	// is the stream's first.
	Raw []byte
	// Kind tells a blank line, a comment and a field apart.
	Kind LineKind
	// Name and Value are a field's, decoded as UTF-8 with the first space of the
	// value removed; a comment's text is its Value.
	Name, Value string
	// EOL is "\n", "\r\n" or "\r", and "" where end of file cut the line short.
	EOL string
}

// Frame is the production "event" of the grammar: lines up to a blank line. The
// Raw bytes of all lines of all frames, joined, are the stream.
type Frame struct {
	// Offset is the place in the stream of the first line.
	Offset int64
	// Lines holds the lines in order, the blank line that ends the frame included.
	Lines []Line
	// Complete is unset when the stream ended before the blank line: a client
	// discards such a frame.
	Complete bool
}

// End returns the place in the stream just past the frame.
func (f Frame) End() int64 {
	if len(f.Lines) == 0 {
		return f.Offset
	}
	last := f.Lines[len(f.Lines)-1]
	return last.Offset + int64(len(last.Raw))
}

// Field returns the value of the last field with that name and whether the
// frame has one.
func (f Frame) Field(name string) (value string, ok bool) {
	for _, l := range slices.Backward(f.Lines) {
		if l.Kind == KindField && l.Name == name {
			return l.Value, true
		}
	}
	return "", false
}

// parseLine splits a line, without its line end and byte order mark, into the
// kind, name and value that Line holds.
func parseLine(text []byte) (kind LineKind, name, value string) {
	if len(text) == 0 {
		return KindBlank, "", ""
	}
	before, after, _ := bytes.Cut(text, []byte(":"))
	if len(before) > 0 {
		after = bytes.TrimPrefix(after, []byte(" "))
		return KindField, decodeText(before), decodeText(after)
	}
	return KindComment, "", decodeText(after)
}

func decodeText(b []byte) string { return string(appendUTF8(nil, b)) }
