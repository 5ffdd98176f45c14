package http2

// dataFrame is the DATA frame that is being read.
type dataFrame struct {
	st     *stream // nil if it is nobody's any more
	left   int     // bytes of the payload that have not come yet, padding included
	pad    int     // bytes of padding at the end
	padded bool    // the length of the padding has not come yet
}

// beginData judges a DATA frame by its head, and takes it out of the stream's window. The connection's cannot be exceeded:
// what is not given back is less than half of it, and the rest is larger than a frame.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-6.1 and https://www.rfc-editor.org/rfc/rfc9113#section-6.9.1
func (c *Conn) beginData() {
	f := c.frame
	if !c.ofStream() {
		return
	}
	padded := f.flags&flagPadded != 0
	if padded && f.length == 0 {
		c.fail(FrameSizeError, "a padded DATA frame has no room for the length of its padding")
		return
	}
	st := c.streams[f.id]
	if st == nil && c.endedStream() {
		return
	}
	c.data = dataFrame{st: st, left: f.length, padded: padded}
	switch {
	case st == nil: // this side has reset it; what was under way still counts
	case !st.headed:
		c.breach(st, ProtocolError, "DATA comes before the head")
	case f.length > int(st.recvWindow):
		c.breach(st, FlowControlError, "DATA exceeds the stream's flow-control window")
	default:
		st.recvWindow -= int32(f.length)
		if !padded {
			c.count(f.length)
		}
	}
}

// count takes the content of a DATA frame, which is n bytes, out of what content-length has announced.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-8.1.1
func (c *Conn) count(n int) {
	st := c.data.st
	if st == nil || st.gone || st.length < 0 || st.headless {
		return
	}
	if int64(n) > st.length {
		c.breach(st, ProtocolError, "the content is longer than its content-length")
		return
	}
	st.length -= int64(n)
}

// readData hands on what there is of a DATA frame.
func (c *Conn) readData(p *[]byte) (done bool) {
	d := &c.data
	if d.padded && len(*p) > 0 {
		d.padded = false
		d.pad = int(c.take(p, 1)[0])
		if d.left--; d.pad > d.left {
			c.fail(ProtocolError, "the padding of DATA is longer than its payload")
			return false
		}
		c.count(d.left - d.pad)
	}
	if n := min(len(*p), d.left-d.pad); n > 0 && !d.padded {
		d.left -= n
		content := c.take(p, n)
		if d.st != nil && !d.st.gone {
			d.st.h.Data(content)
		}
		if c.err != nil {
			return false
		}
	}
	n := min(len(*p), d.left)
	d.left -= n
	c.take(p, n)
	if d.left > 0 {
		return false
	}
	c.endData()
	return true
}

// endData gives back the windows after a DATA frame, and ends its stream if it was the last.
func (c *Conn) endData() {
	st, n := c.data.st, int32(c.frame.length)
	c.data.st = nil
	if c.owed += n; int(c.owed) >= c.options.ConnWindow/2 {
		c.windowFrame(0, c.owed)
		c.owed = 0
	}
	switch {
	case st == nil || st.gone:
	case c.frame.flags&flagEndStream != 0:
		c.finish(st)
	default:
		st.owed += n
		if !st.paused && int(st.owed) >= (c.options.StreamWindow+1)/2 {
			c.grant(st, st.owed)
		}
	}
}

// grant lets the server send n of the bytes that a stream owes it.
func (c *Conn) grant(st *stream, n int32) {
	c.windowFrame(st.id, n)
	st.recvWindow += n
	st.owed -= n
}

// Pause keeps back the window of a stream, so that the server can send no more than Options.StreamWindow on it. Other
// streams are not slowed down. The handler still gets what comes.
func (c *Conn) Pause(id uint32) {
	if st := c.streams[id]; st != nil {
		st.paused = true
	}
}

// Grant lets the server send at most n more bytes on a paused stream, of those that were kept back, and
// returns how many it lets: less than n if fewer were.
func (c *Conn) Grant(id uint32, n int) int {
	st := c.streams[id]
	if st == nil || n <= 0 || st.owed == 0 {
		return 0
	}
	n = min(n, int(st.owed))
	c.grant(st, int32(n))
	c.flush()
	return n
}

// Resume gives back what Pause has kept back.
func (c *Conn) Resume(id uint32) {
	st := c.streams[id]
	if st == nil || !st.paused {
		return
	}
	st.paused = false
	c.Grant(id, int(st.owed))
}
