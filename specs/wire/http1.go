package wire

import (
	"errors"
	"fmt"
)

// http1 is the protocol HTTP/1.1, and 1.0, as a client reads it.
// https://www.rfc-editor.org/rfc/rfc9112
type http1 struct {
	limits Limits
	method string // of the request
	raw    int64  // the place of the next byte
	reader headReader
	body   bodyReader // nil until the head is complete
	limit  int64      // the place that the body may not pass
	end    EndKind
	err    error
	excess bool // bytes after the end have been reported
}

// bodyReader takes a message body out of its framing.
type bodyReader interface {
	// feed takes bytes, of which the first is at the place off, and returns how
	// many of them belong to the body and whether they complete it.
	feed(p []byte, off int64, to sink) (n int, done bool, err error)
	// closed says what it means that the connection ends here: nil, or an error
	// that says what is missing.
	closed() error
}

func newHTTP1(limits Limits, method string) *http1 {
	return &http1{limits: limits, method: method, reader: headReader{max: limits.HeadBytes}}
}

func (h *http1) state() (EndKind, error) { return h.end, h.err }

func (h *http1) closed() (EndKind, error) {
	if h.body == nil {
		return EndTruncated, h.reader.closed()
	}
	if err := h.body.closed(); err != nil {
		return EndTruncated, err
	}
	return EndComplete, nil
}

func (h *http1) feed(p []byte, to sink) {
	for len(p) > 0 {
		n := h.step(p, to)
		h.raw += int64(n)
		p = p[n:]
	}
}

// step takes some of p and returns how many bytes.
func (h *http1) step(p []byte, to sink) int {
	switch {
	case h.end == EndComplete && !h.excess:
		h.excess = true
		to.problem(Problem{h.raw, "bytes follow the end of the response"})
		return len(p)
	case h.end != EndOpen:
		return len(p)
	case h.body == nil:
		return h.readHead(p, to)
	default:
		return h.readBody(p, to)
	}
}

func (h *http1) readHead(p []byte, to sink) int {
	n, done, err := h.reader.feed(p)
	if err != nil {
		h.fail(err)
		return n
	}
	if !done {
		return n
	}
	head, err := parseHead(h.reader.take())
	switch {
	case err != nil:
		h.fail(err)
	case isInterim(head.Status):
		to.interim(head)
	default:
		h.begin(head, h.raw+int64(n), to)
	}
	return n
}

// isInterim reports whether another response follows. One with status 101 is
// the last in HTTP: what follows is a protocol that nobody asked for.
func isInterim(status int) bool { return status >= 100 && status < 200 && status != 101 }

// begin starts the body, whose first byte is at the place start.
func (h *http1) begin(head *Head, start int64, to sink) {
	framing, err := framingOf(head, h.method)
	to.head(head, framing)
	h.limit = start + int64(h.limits.BodyBytes)
	switch framing.Kind {
	case FramingNone:
		h.body = &lengthBody{}
	case FramingLength:
		h.body = &lengthBody{left: framing.Length, total: framing.Length}
	case FramingChunked:
		h.body = &chunkedBody{maxLine: h.limits.HeadBytes}
	default:
		h.body = untilCloseBody{}
	}
	if err != nil {
		h.fail(err)
	} else if framing.Kind == FramingNone || framing.Kind == FramingLength && framing.Length == 0 {
		h.end = EndComplete
	}
}

func (h *http1) readBody(p []byte, to sink) int {
	room := h.limit - h.raw
	if room == 0 {
		h.fail(&LimitError{Limit: "BodyBytes", Max: h.limits.BodyBytes})
		return len(p)
	}
	n, done, err := h.body.feed(p[:min(int64(len(p)), room)], h.raw, to)
	if err != nil {
		h.fail(err)
	} else if done {
		h.end = EndComplete
	}
	return n
}

// fail ends the response: nothing after this place is understood.
func (h *http1) fail(err error) {
	h.end, h.err = EndMalformed, err
	if limit := (*LimitError)(nil); errors.As(err, &limit) {
		h.end = EndLimit
	}
}

// lengthBody is a body of a known number of bytes.
type lengthBody struct{ left, total int64 }

func (b *lengthBody) feed(p []byte, _ int64, to sink) (n int, done bool, err error) {
	n = int(min(int64(len(p)), b.left))
	to.body(p[:n])
	b.left -= int64(n)
	return n, b.left == 0, nil
}

func (b *lengthBody) closed() error {
	if b.left == 0 {
		return nil
	}
	return fmt.Errorf("read body: closed after %d of %d bytes", b.total-b.left, b.total)
}

// untilCloseBody is a body that lasts until the connection is closed.
type untilCloseBody struct{}

func (untilCloseBody) feed(p []byte, _ int64, to sink) (n int, done bool, err error) {
	to.body(p)
	return len(p), false, nil
}

func (untilCloseBody) closed() error { return nil }
