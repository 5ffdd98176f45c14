package http2

import "encoding/binary"

// Frame types and flags.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-6
const (
	frameData         = 0x0
	frameHeaders      = 0x1
	framePriority     = 0x2
	frameRSTStream    = 0x3
	frameSettings     = 0x4
	framePushPromise  = 0x5
	framePing         = 0x6
	frameGoAway       = 0x7
	frameWindowUpdate = 0x8
	frameContinuation = 0x9

	flagAck        = 0x1 // of SETTINGS and PING
	flagEndStream  = 0x1 // of DATA and HEADERS
	flagEndHeaders = 0x4
	flagPadded     = 0x8
	flagPriority   = 0x20

	frameHead = 9
)

// Settings.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-6.5.2
const (
	settingHeaderTable   = 0x1
	settingEnablePush    = 0x2
	settingMaxStreams    = 0x3
	settingInitialWindow = 0x4
	settingMaxFrame      = 0x5
	settingMaxHeaderList = 0x6
)

const (
	// keepOut is the buffer that a Conn keeps for what it sends.
	keepOut = 512
	// pushOut is how much waits for the end of a call before it is sent all the same.
	pushOut = 64 << 10
)

// flush sends what has been written, unless a caller further up will.
func (c *Conn) flush() {
	if c.held == 0 {
		c.push()
	}
}

// push sends what has been written.
func (c *Conn) push() {
	p := c.out
	if len(p) == 0 || c.err != nil {
		return
	}
	c.out = nil
	c.send(p)
	if cap(p) <= keepOut && c.out == nil {
		c.out = p[:0]
	}
}

// head appends the head of a frame with a payload of n bytes.
func (c *Conn) head(n int, kind, flags byte, id uint32) {
	c.out = append(c.out, byte(n>>16), byte(n>>8), byte(n), kind, flags)
	c.out = binary.BigEndian.AppendUint32(c.out, id)
}

// preface appends the first bytes of a client: a fixed text, SETTINGS, and the connection's window.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-3.4
func (c *Conn) preface() {
	c.out = append(c.out, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"...)
	settings := [...]struct {
		id    uint16
		value int
	}{
		{settingHeaderTable, c.options.HeaderTableBytes},
		{settingEnablePush, 0},
		{settingInitialWindow, c.options.StreamWindow},
		{settingMaxHeaderList, c.options.MaxHeaderBytes},
	}
	c.head(6*len(settings), frameSettings, 0, 0)
	for _, s := range settings {
		c.out = binary.BigEndian.AppendUint16(c.out, s.id)
		c.out = binary.BigEndian.AppendUint32(c.out, uint32(s.value))
	}
	if more := c.options.ConnWindow - firstWindow; more > 0 {
		c.windowFrame(0, int32(more))
	}
}

func (c *Conn) windowFrame(id uint32, more int32) {
	c.head(4, frameWindowUpdate, 0, id)
	c.out = binary.BigEndian.AppendUint32(c.out, uint32(more))
}

func (c *Conn) resetFrame(id uint32, code ErrCode) {
	c.head(4, frameRSTStream, 0, id)
	c.out = binary.BigEndian.AppendUint32(c.out, uint32(code))
}

func (c *Conn) pingFrame(flags byte, data uint64) {
	c.head(8, framePing, flags, 0)
	c.out = binary.BigEndian.AppendUint64(c.out, data)
}

// goAway appends GOAWAY. Its last stream is 0: a server that may not push has opened none.
func (c *Conn) goAway(code ErrCode, text string) {
	c.head(8+len(text), frameGoAway, 0, 0)
	c.out = binary.BigEndian.AppendUint32(c.out, 0)
	c.out = binary.BigEndian.AppendUint32(c.out, uint32(code))
	c.out = append(c.out, text...)
}
