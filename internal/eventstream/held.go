package eventstream

// held is a value that borrows the chunk being decoded until own moves it to
// memory that the decoder keeps and uses again.
type held struct {
	b        []byte
	buf      []byte
	borrowed bool
}

func (h *held) borrow(b []byte) { h.b, h.borrowed = b, true }

func (h *held) clear() { h.b, h.borrowed = nil, false }

func (h *held) own() {
	if h.borrowed {
		h.buf = append(h.buf[:0], h.b...)
		h.b, h.borrowed = h.buf, false
	}
}

// appendLine appends an LF and b to what is held.
func (h *held) appendLine(b []byte) {
	h.own()
	h.buf = append(append(h.buf, '\n'), b...)
	h.b = h.buf
}
