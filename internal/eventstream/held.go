package eventstream

// held is a value that borrows the chunk being decoded until own moves it to
// memory that the decoder keeps and uses again.
type held struct {
	b        []byte
	buf      []byte
	borrowed bool
}

func (h *held) borrow(b []byte) { h.b, h.borrowed = b, true }

// own ends the borrowing. A value that is not in use is let go of.
func (h *held) own(inUse bool) {
	switch {
	case !inUse:
		h.b, h.borrowed = nil, false
	case h.borrowed:
		h.buf = append(h.buf[:0], h.b...)
		h.b, h.borrowed = h.buf, false
	}
}

// appendLine appends an LF and b to what is held.
func (h *held) appendLine(b []byte) {
	h.own(true)
	h.buf = append(append(h.buf, '\n'), b...)
	h.b = h.buf
}
