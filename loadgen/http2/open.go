package http2

import (
	"golang.org/x/net/http2/hpack"
)

// Request is what a stream asks for.
type Request struct {
	// Fields yields the request's fields, pseudo-header fields first. Names must be lower case, and nothing in them
	// may be what RFC 9113 forbids: they are sent as they are.
	//
	// https://www.rfc-editor.org/rfc/rfc9113#section-8.2
	Fields func(yield func(name, value string))
	// Body is the request's content. The Conn keeps it, unchanged, until all of it is sent.
	Body []byte
}

// fieldBytes takes what the encoder writes.
type fieldBytes []byte

// Write appends p.
func (b *fieldBytes) Write(p []byte) (int, error) {
	*b = append(*b, p...)
	return len(p), nil
}

// Open opens a stream. The error is one of ErrBusy, ErrGoingAway, ErrExhausted and ErrFieldsTooLarge, or why the
// connection is over; the handler then hears nothing.
func (c *Conn) Open(h Handler, r Request) (id uint32, err error) {
	if err := c.open(); err != nil {
		return 0, err
	}
	if c.listBytes(r) > int64(c.maxList) {
		return 0, ErrFieldsTooLarge
	}
	st := &stream{h: h, id: c.nextID, length: -1, sendWindow: c.firstSend, recvWindow: int32(c.options.StreamWindow)}
	c.nextID += 2
	c.streams[st.id] = st
	r.Fields(func(name, value string) {
		st.headless = st.headless || name == ":method" && value == "HEAD"
		// A table that is full of tokens, each sent once, is of use to nobody.
		once := name == "authorization" || name == "proxy-authorization" || name == "cookie" || name == "last-event-id"
		// Writing to memory cannot go wrong.
		_ = c.encoder.WriteField(hpack.HeaderField{Name: name, Value: value, Sensitive: once})
	})
	c.headersFrames(st.id, len(r.Body) == 0)
	if len(r.Body) > 0 {
		st.body = r.Body
		c.bodies++
		c.sendBody(st)
	}
	c.flush()
	return st.id, nil
}

// open tells whether a stream may be opened.
func (c *Conn) open() error {
	switch {
	case c.err != nil:
		return c.err
	case c.away != nil:
		return ErrGoingAway
	case c.nextID > maxWindow:
		return ErrExhausted
	case int64(len(c.streams)) >= int64(c.maxStreams):
		return ErrBusy
	}
	return nil
}

// listBytes returns the size of the request's fields as SETTINGS_MAX_HEADER_LIST_SIZE counts it.
func (c *Conn) listBytes(r Request) int64 {
	var n int64
	r.Fields(func(name, value string) { n += int64(len(name)) + int64(len(value)) + 32 })
	return n
}

// headersFrames appends the encoded fields as HEADERS and as many CONTINUATION as they need.
func (c *Conn) headersFrames(id uint32, last bool) {
	kind, flags := byte(frameHeaders), byte(0)
	if last {
		flags = flagEndStream
	}
	for rest := c.encoded; ; kind, flags = frameContinuation, 0 {
		part := rest[:min(len(rest), c.maxFrame)]
		rest = rest[len(part):]
		if len(rest) == 0 {
			flags |= flagEndHeaders
		}
		c.head(len(part), kind, flags, id)
		c.out = append(c.out, part...)
		if len(rest) == 0 {
			break
		}
	}
	c.encoded = c.encoded[:0]
	if cap(c.encoded) > keepOut {
		c.encoded = nil
	}
}

// sendBody sends what the windows allow of a request's content.
func (c *Conn) sendBody(st *stream) {
	for len(st.body) > 0 && st.sendWindow > 0 && c.sendWindow > 0 {
		n := min(len(st.body), c.maxFrame, int(st.sendWindow), int(c.sendWindow))
		var flags byte
		if n == len(st.body) {
			flags = flagEndStream
		}
		c.head(n, frameData, flags, st.id)
		c.out = append(c.out, st.body[:n]...)
		st.body = st.body[n:]
		st.sendWindow -= int32(n)
		c.sendWindow -= int32(n)
		if len(c.out) >= pushOut {
			c.push()
		}
	}
	if len(st.body) == 0 && st.body != nil {
		st.body = nil
		c.bodies--
	}
}
