package http2

import "encoding/binary"

// frame is the head of a frame.
type frame struct {
	length      int
	kind, flags byte
	id          uint32
}

// Feed takes bytes that the server has sent, and calls the handlers of the streams that they are about.
// An error is why the connection is over: a *ConnError after which GOAWAY has been sent and every stream
// has ended, or what Lost was given. Feed must not be called by a handler.
func (c *Conn) Feed(p []byte) error {
	c.held++
	for c.err == nil {
		if !c.inFrame && !c.readHead(&p) {
			break
		}
		if c.err != nil || !c.readPayload(&p) {
			break
		}
		c.inFrame = false
	}
	c.held--
	c.flush()
	return c.err
}

// take removes the first n bytes of what is left to read.
func (c *Conn) take(p *[]byte, n int) []byte {
	taken := (*p)[:n]
	*p = (*p)[n:]
	c.offset += int64(n)
	return taken
}

// readHead reads the head of a frame, or as much of it as there is.
func (c *Conn) readHead(p *[]byte) (done bool) {
	if c.partials == 0 {
		c.start = c.offset
	}
	var head []byte
	if c.partials == 0 && len(*p) >= frameHead {
		head = c.take(p, frameHead)
	} else {
		n := copy(c.partial[c.partials:], *p)
		c.take(p, n)
		if c.partials += n; c.partials < frameHead {
			return false
		}
		head, c.partials = c.partial[:], 0
	}
	c.frame = frame{
		length: int(head[0])<<16 | int(head[1])<<8 | int(head[2]),
		kind:   head[3],
		flags:  head[4],
		id:     binary.BigEndian.Uint32(head[5:]) & maxWindow,
	}
	c.inFrame = true
	c.begin()
	return true
}

// http1Length is what stands in the place of the length where an answer begins with "HTTP/1".
const http1Length = 'H'<<16 | 'T'<<8 | 'T'

// begin judges a frame by its head.
func (c *Conn) begin() {
	f := c.frame
	switch {
	case !c.ready && f.length == http1Length && f.kind == 'P':
		c.fail(ProtocolError, "the server answers in HTTP/1")
	case f.length > maxFrameBytes:
		c.fail(FrameSizeError, "a frame is larger than SETTINGS_MAX_FRAME_SIZE allows")
	case !c.ready && (f.kind != frameSettings || f.flags&flagAck != 0):
		// https://www.rfc-editor.org/rfc/rfc9113#section-3.4-6
		c.fail(ProtocolError, "the first frame is not SETTINGS")
	case c.block.open && (f.kind != frameContinuation || f.id != c.block.id):
		// https://www.rfc-editor.org/rfc/rfc9113#section-4.3-5
		c.fail(ProtocolError, "a head is interrupted by another frame")
	case f.kind == frameData:
		c.beginData()
	}
}

// readPayload reads the payload of a frame, or as much of it as there is. DATA is handed on in pieces; other frames
// are small, and complete when they are looked at.
func (c *Conn) readPayload(p *[]byte) (done bool) {
	if c.frame.kind == frameData {
		return c.readData(p)
	}
	left := c.frame.length - len(c.payload)
	if len(c.payload) == 0 && len(*p) >= left {
		c.finished(c.take(p, left))
		return true
	}
	part := c.take(p, min(left, len(*p)))
	c.payload = append(c.payload, part...)
	if len(part) < left {
		return false
	}
	whole := c.payload
	c.payload = nil
	c.finished(whole)
	return true
}

// finished obeys a frame that is complete.
func (c *Conn) finished(payload []byte) {
	switch c.frame.kind {
	case frameHeaders:
		c.onHeaders(payload)
	case framePriority:
		c.onPriority(payload)
	case frameRSTStream:
		c.onReset(payload)
	case frameSettings:
		c.onSettings(payload)
	case framePushPromise:
		// https://www.rfc-editor.org/rfc/rfc9113#section-6.6-9
		c.fail(ProtocolError, "PUSH_PROMISE although SETTINGS_ENABLE_PUSH is 0")
	case framePing:
		c.onPing(payload)
	case frameGoAway:
		c.onGoAway(payload)
	case frameWindowUpdate:
		c.onWindowUpdate(payload)
	case frameContinuation:
		c.onContinuation(payload)
	}
}

// sized tells whether a frame whose payload must have want bytes has them, and fails the connection if not.
func (c *Conn) sized(payload []byte, want int, text string) bool {
	if len(payload) != want {
		c.fail(FrameSizeError, text)
	}
	return len(payload) == want
}

// ofConn tells whether a frame that must be about the connection is, and fails the connection if not.
func (c *Conn) ofConn(text string) bool {
	if c.frame.id != 0 {
		c.fail(ProtocolError, text)
	}
	return c.frame.id == 0
}

// ofStream tells whether a frame is about a stream that this side has opened at some time, and fails the
// connection if not: a server that may not push opens none.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-5.1.1
func (c *Conn) ofStream() bool {
	id := c.frame.id
	switch {
	case id == 0:
		c.fail(ProtocolError, "a frame that must be about a stream is about stream 0")
	case id%2 == 0 || id >= c.nextID:
		c.fail(ProtocolError, "a frame is about a stream that nobody has opened")
	default:
		return true
	}
	return false
}

// endedStream tells whether the frame is about a stream that the server itself has ended of late, and fails the
// connection if so.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-5.1-7.14.1
func (c *Conn) endedStream() bool {
	for _, id := range c.ended {
		if id == c.frame.id {
			c.fail(StreamClosed, "the server goes on with a stream that it has ended")
			return true
		}
	}
	return false
}
