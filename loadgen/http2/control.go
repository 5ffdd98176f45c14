package http2

import "encoding/binary"

// onPriority ignores a frame that has no meaning any more; but its size must be right.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-6.3
func (c *Conn) onPriority(payload []byte) {
	const text = "PRIORITY has not 5 bytes"
	if c.frame.id == 0 {
		c.fail(ProtocolError, "PRIORITY is about stream 0")
		return
	}
	if len(payload) == 5 {
		return
	}
	if st := c.streams[c.frame.id]; st != nil {
		c.breach(st, FrameSizeError, text)
		return
	}
	c.fail(FrameSizeError, text)
}

// onReset ends a stream.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-6.4
func (c *Conn) onReset(payload []byte) {
	if !c.ofStream() || !c.sized(payload, 4, "RST_STREAM has not 4 bytes") {
		return
	}
	if st := c.streams[c.frame.id]; st != nil {
		c.drop(st)
		st.h.End(&StreamError{Code: ErrCode(binary.BigEndian.Uint32(payload))})
	}
}

// onPing answers, or hears an answer.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-6.7
func (c *Conn) onPing(payload []byte) {
	if !c.ofConn("PING is about a stream") || !c.sized(payload, 8, "PING has not 8 bytes") {
		return
	}
	data := binary.BigEndian.Uint64(payload)
	switch {
	case c.frame.flags&flagAck == 0:
		c.pingFrame(flagAck, data)
	case c.options.Pong != nil:
		c.options.Pong(data)
	}
}

// onGoAway ends the streams that the server has not processed. The others go on.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-6.8
func (c *Conn) onGoAway(payload []byte) {
	if !c.ofConn("GOAWAY is about a stream") {
		return
	}
	if len(payload) < 8 {
		c.fail(FrameSizeError, "GOAWAY has less than 8 bytes")
		return
	}
	away := &GoAwayError{
		LastID: binary.BigEndian.Uint32(payload) & maxWindow,
		Code:   ErrCode(binary.BigEndian.Uint32(payload[4:])),
		Debug:  string(payload[8:min(len(payload), 8+256)]),
	}
	if c.away != nil && away.LastID > c.away.LastID {
		c.fail(ProtocolError, "GOAWAY names a later stream than the GOAWAY before")
		return
	}
	c.away = away
	for _, id := range c.ids() {
		if st := c.streams[id]; st != nil && id > away.LastID {
			c.drop(st)
			st.h.End(away)
		}
	}
}

// onWindowUpdate lets more of the requests' content go.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-6.9
func (c *Conn) onWindowUpdate(payload []byte) {
	if !c.sized(payload, 4, "WINDOW_UPDATE has not 4 bytes") || c.frame.id != 0 && !c.ofStream() {
		return
	}
	more := int64(binary.BigEndian.Uint32(payload) & maxWindow)
	if c.frame.id == 0 {
		c.widenConn(more)
		return
	}
	st := c.streams[c.frame.id]
	switch {
	case st == nil: // an update may cross with the end
	case more == 0:
		c.breach(st, ProtocolError, "WINDOW_UPDATE adds nothing to a stream's window")
	case int64(st.sendWindow)+more > maxWindow:
		c.breach(st, FlowControlError, "WINDOW_UPDATE makes a stream's window too large")
	default:
		st.sendWindow += int32(more)
		c.sendBody(st)
	}
}

// widenConn widens the connection's window.
func (c *Conn) widenConn(more int64) {
	switch {
	case more == 0:
		c.fail(ProtocolError, "WINDOW_UPDATE adds nothing to the connection's window")
	case int64(c.sendWindow)+more > maxWindow:
		c.fail(FlowControlError, "WINDOW_UPDATE makes the connection's window too large")
	default:
		c.sendWindow += int32(more)
		c.sendBodies()
	}
}

// sendBodies goes on with the content of all requests.
func (c *Conn) sendBodies() {
	if c.bodies == 0 {
		return
	}
	for _, id := range c.ids() {
		if st := c.streams[id]; st != nil && st.body != nil {
			c.sendBody(st)
		}
	}
}
