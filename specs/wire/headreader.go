package wire

import (
	"bytes"
	"errors"
	"fmt"
)

// headReader collects bytes until they are a whole response head. It reads one
// head after the other, as interim responses need it, and bounds their sum.
type headReader struct {
	max   int
	used  int    // bytes of all heads so far
	head  []byte // the one being collected
	line  int    // where its last line begins
	start int64  // the place of its first byte among all bytes
}

// errNotHTTP says that the bytes do not begin as a response does.
var errNotHTTP = errors.New("read response: the bytes are not an HTTP/1 response")

// feed takes bytes and returns how many of them belong to the head and whether
// they complete it: then take must follow.
func (r *headReader) feed(p []byte) (n int, done bool, err error) {
	for n < len(p) {
		line := p[n:]
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		}
		room := r.max - r.used
		if room == 0 {
			return n, false, &LimitError{Limit: "HeadBytes", Max: r.max}
		}
		line = line[:min(len(line), room)]
		r.head = append(r.head, line...)
		r.used += len(line)
		n += len(line)
		if err := r.check(); err != nil {
			return n, false, err
		}
		if done = r.endLine(); done {
			return n, true, nil
		}
	}
	return n, false, nil
}

// check refuses a head as soon as it cannot become one.
func (r *headReader) check() error {
	const version = "HTTP/1."
	if k := min(len(r.head), len(version)); string(r.head[:k]) != version[:k] {
		return errNotHTTP
	}
	return nil
}

// endLine begins a new line if the last one is whole, and reports whether that
// one was blank: the end of the head.
func (r *headReader) endLine() bool {
	if r.head[len(r.head)-1] != '\n' {
		return false
	}
	text, _ := cutEOL(r.head[r.line:])
	r.line = len(r.head)
	return len(text) == 0
}

// take returns the head and its place, and makes way for the next.
func (r *headReader) take() (raw []byte, start int64) {
	raw, start = r.head, r.start
	r.start += int64(len(raw))
	r.head, r.line = nil, 0
	return raw, start
}

// closed says what is missing.
func (r *headReader) closed() error {
	switch {
	case r.used == 0:
		return errors.New("read response: closed before its first byte")
	case len(r.head) == 0:
		return errors.New("read response: closed after an interim response")
	default:
		return fmt.Errorf("read response: closed after %d bytes of its head", len(r.head))
	}
}

// cutEOL cuts the line end off a line. A line that ends in a bare LF is
// understood, too. https://www.rfc-editor.org/rfc/rfc9112#section-2.2
func cutEOL(line []byte) (text []byte, eol string) {
	text, found := bytes.CutSuffix(line, []byte("\n"))
	if !found {
		return line, ""
	}
	if text, found = bytes.CutSuffix(text, []byte("\r")); found {
		return text, "\r\n"
	}
	return text, "\n"
}
