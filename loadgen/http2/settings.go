package http2

import "encoding/binary"

// onSettings obeys what the server asks for, in its order, and says so.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-6.5
func (c *Conn) onSettings(payload []byte) {
	if !c.ofConn("SETTINGS is about a stream") {
		return
	}
	if c.frame.flags&flagAck != 0 {
		if c.sized(payload, 0, "an acknowledgement of SETTINGS has a payload") {
			c.acknowledged()
		}
		return
	}
	if len(payload)%6 != 0 {
		c.fail(FrameSizeError, "the size of SETTINGS is not a multiple of 6")
		return
	}
	for ; len(payload) > 0 && c.err == nil; payload = payload[6:] {
		c.setting(binary.BigEndian.Uint16(payload), binary.BigEndian.Uint32(payload[2:]))
	}
	if c.err != nil {
		return
	}
	if !c.ready {
		c.ready = true
		if c.unlimited {
			c.maxStreams = maxWindow
		}
	}
	c.head(0, frameSettings, flagAck, 0)
	c.sendBodies()
}

// acknowledged is told that the server has obeyed this side's SETTINGS: what it compresses fits the table from now on.
func (c *Conn) acknowledged() {
	c.decoder.SetAllowedMaxDynamicTableSize(uint32(c.options.HeaderTableBytes))
}

// setting obeys one of the server's settings. Those that are not known are ignored.
func (c *Conn) setting(id uint16, value uint32) {
	switch id {
	case settingHeaderTable:
		c.encoder.SetMaxDynamicTableSize(min(value, firstTable))
	case settingEnablePush:
		if value != 0 {
			c.fail(ProtocolError, "a server sets SETTINGS_ENABLE_PUSH to something other than 0")
		}
	case settingMaxStreams:
		c.maxStreams, c.unlimited = value, false
	case settingInitialWindow:
		c.firstWindow(value)
	case settingMaxFrame:
		if value < maxFrameBytes || value > 1<<24-1 {
			c.fail(ProtocolError, "SETTINGS_MAX_FRAME_SIZE is not between 16,384 and 16,777,215")
			return
		}
		// Larger frames would gain nothing here.
		c.maxFrame = maxFrameBytes
	case settingMaxHeaderList:
		c.maxList = value
	}
}

// firstWindow sets the window of new streams, and moves that of the others by the difference.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-6.9.2
func (c *Conn) firstWindow(value uint32) {
	if value > maxWindow {
		c.fail(FlowControlError, "SETTINGS_INITIAL_WINDOW_SIZE is larger than 2^31-1")
		return
	}
	change := int64(value) - int64(c.firstSend)
	c.firstSend = int32(value)
	for _, st := range c.streams {
		wide := int64(st.sendWindow) + change
		if wide > maxWindow {
			c.fail(FlowControlError, "SETTINGS_INITIAL_WINDOW_SIZE makes a stream's window too large")
			return
		}
		st.sendWindow = int32(wide)
	}
}
