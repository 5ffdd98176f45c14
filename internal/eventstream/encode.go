package eventstream

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// FieldError says that a value cannot be written as a field, because a client
// would read it as something else.
type FieldError struct {
	// Field is the field's name on the wire, such as "id".
	Field string
	// Index is the place of the offending byte in the value, in bytes.
	Index int
	// Char is that byte: CR, LF or NUL.
	Char byte
}

// Error names the field, the character and its place.
func (e *FieldError) Error() string {
	name := map[byte]string{'\r': "CR", '\n': "LF", 0: "NUL"}[e.Char]
	return fmt.Sprintf("write field %s: %s at byte %d is not allowed", e.Field, name, e.Index)
}

// AppendEvent appends the whole frame of e: an id line unless LastEventID is
// empty, an event line unless Type is empty or DefaultType, the data lines and
// the blank line. On a *FieldError dst is returned as it was.
func AppendEvent(dst []byte, e Event) ([]byte, error) {
	var err error
	out := dst
	if e.LastEventID != "" {
		if out, err = AppendID(out, e.LastEventID); err != nil {
			return dst, err
		}
	}
	if e.Type != "" && e.Type != DefaultType {
		if out, err = AppendType(out, e.Type); err != nil {
			return dst, err
		}
	}
	return AppendEnd(AppendData(out, e.Data)), nil
}

// AppendID appends an id line. An empty id resets the client's last event ID.
// CR and LF would end the line and forge fields, and a client ignores an id
// that holds NUL: the three are refused with a *FieldError.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
func AppendID(dst []byte, id string) ([]byte, error) {
	return appendLine(dst, "id", id, "\r\n\x00")
}

// AppendType appends an event line. CR and LF are refused with a *FieldError.
func AppendType(dst []byte, typ string) ([]byte, error) {
	return appendLine(dst, "event", typ, "\r\n")
}

// AppendData appends one data line for each line of data, which may be ended
// by CRLF, CR or LF: a client joins them with LF, whatever they were.
func AppendData(dst []byte, data string) []byte {
	return appendLines(dst, "data: ", data)
}

// AppendComment appends one comment line for each line of text.
func AppendComment(dst []byte, text string) []byte {
	return appendLines(dst, ": ", text)
}

// AppendRetry appends a retry line, in whole milliseconds. A negative delay is
// written as 0.
func AppendRetry(dst []byte, delay time.Duration) []byte {
	dst = append(dst, "retry: "...)
	dst = strconv.AppendInt(dst, max(0, delay.Milliseconds()), 10)
	return append(dst, '\n')
}

// AppendEnd appends the blank line that ends a frame.
func AppendEnd(dst []byte) []byte {
	return append(dst, '\n')
}

func appendLine(dst []byte, field, value, refused string) ([]byte, error) {
	if i := strings.IndexAny(value, refused); i >= 0 {
		return dst, &FieldError{Field: field, Index: i, Char: value[i]}
	}
	dst = append(append(dst, field...), ": "...)
	return append(appendString(dst, value), '\n'), nil
}

func appendLines(dst []byte, prefix, text string) []byte {
	for {
		i := strings.IndexAny(text, "\r\n")
		if i < 0 {
			return append(appendString(append(dst, prefix...), text), '\n')
		}
		dst = append(appendString(append(dst, prefix...), text[:i]), '\n')
		if strings.HasPrefix(text[i:], "\r\n") {
			i++
		}
		text = text[i+1:]
	}
}

// appendString appends s, with U+FFFD for what is not UTF-8: "Event streams in
// this format must always be encoded as UTF-8".
// https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
func appendString(dst []byte, s string) []byte {
	if utf8.ValidString(s) {
		return append(dst, s...)
	}
	return appendUTF8(dst, []byte(s))
}
