package http1

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// Head is the head of a response, as far as a client of event streams looks at it. Its
// slices lie in what was parsed. The last field line of a name counts, but for those that
// say how the body is framed.
type Head struct {
	Status                                             int
	ContentType, ContentEncoding, RetryAfter, Location []byte
	Body                                               Body

	length  []byte
	chunked bool
}

// ParseHead parses the head at the beginning of p, after any informational ones (RFC
// 9110 section 15.2). Size is the number of its bytes; 0 says that p does not hold all of
// it. An error names what is wrong, and stands for good.
func ParseHead(p []byte) (h Head, size int, err error) {
	for {
		n := headLength(p[size:])
		if n == 0 {
			return Head{}, 0, startsWrong(p[size:])
		}
		if h, err = parse(p[size : size+n]); err != nil {
			return Head{}, 0, err
		}
		size += n
		if h.Status >= 200 || h.Status == 101 {
			return h, size, nil
		}
	}
}

// headLength returns the length of the head with its blank line, 0 if that is not there.
func headLength(p []byte) int {
	for at := 0; ; {
		i := bytes.IndexByte(p[at:], '\n')
		if i < 0 {
			return 0
		}
		at += i + 1
		if rest := p[at:]; len(rest) > 0 && rest[0] == '\n' {
			return at + 1
		} else if len(rest) > 1 && rest[0] == '\r' && rest[1] == '\n' {
			return at + 2
		}
	}
}

// startsWrong reports that p is no beginning of a response.
func startsWrong(p []byte) error {
	const start = "HTTP/1."
	if n := min(len(p), len(start)); string(p[:n]) != start[:n] {
		return fmt.Errorf("read head: %.20q is no status line of HTTP/1", p)
	}
	return nil
}

func parse(head []byte) (Head, error) {
	line, rest := cutLine(head)
	h := Head{}
	if len(line) < 12 || string(line[:7]) != "HTTP/1." || line[8] != ' ' || len(line) > 12 && line[12] != ' ' {
		return h, fmt.Errorf("read head: %.40q is no status line of HTTP/1", line)
	}
	status, err := strconv.Atoi(string(line[9:12]))
	if err != nil || status < 100 {
		return h, fmt.Errorf("read head: %.40q has no status", line)
	}
	h.Status = status
	for line, rest = cutLine(rest); len(line) > 0; line, rest = cutLine(rest) {
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok || len(name) == 0 {
			return h, fmt.Errorf("read head: %.40q is no field", line)
		}
		if err := h.field(name, bytes.Trim(value, " \t")); err != nil {
			return h, err
		}
	}
	return h, h.frame()
}

// cutLine cuts off the first line, without its line end.
func cutLine(p []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(p, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), rest
}

// field takes what matters. Comparing lengths first spares nearly all comparisons.
func (h *Head) field(name, value []byte) error {
	switch {
	case is(name, "content-type"):
		h.ContentType = value
	case is(name, "content-encoding"):
		h.ContentEncoding = value
	case is(name, "retry-after"):
		h.RetryAfter = value
	case is(name, "location"):
		h.Location = value
	case is(name, "transfer-encoding"):
		if !is(value, "chunked") {
			return fmt.Errorf("read head: transfer coding %.40q was not asked for", value)
		}
		h.chunked = true
	case is(name, "content-length"):
		if h.length != nil && !bytes.Equal(h.length, value) {
			return fmt.Errorf("read head: two lengths of the body, %.20q and %.20q", h.length, value)
		}
		h.length = value
	}
	return nil
}

// is compares without regard to case.
func is(p []byte, name string) bool {
	return len(p) == len(name) && bytes.EqualFold(p, []byte(name))
}

// frame decides how the body ends: https://www.rfc-editor.org/rfc/rfc9112#section-6.3
func (h *Head) frame() error {
	switch {
	case h.Status < 200 || h.Status == 204 || h.Status == 304:
		h.Body = Body{state: ended}
	case h.chunked:
		h.Body = Body{state: size}
	case h.length != nil:
		n, err := strconv.ParseUint(string(h.length), 10, 62)
		if err != nil {
			return fmt.Errorf("read head: %.20q is no length of a body", h.length)
		}
		h.Body = Body{state: sized, left: int64(n)}
		if n == 0 {
			h.Body.state = ended
		}
	default:
		h.Body = Body{state: untilClose}
	}
	return nil
}

// errChunk is the beginning of all that can be wrong with chunks.
var errChunk = errors.New("read chunk")
