package wire

// readBuffer hands out memory for reads. Several small reads share a block, so
// that a slow stream does not cost a block for each of them; the first block is
// small, so that very many streams with little to say do not cost much either.
type readBuffer struct {
	free []byte
	size int // of the block at hand, in bytes
}

const (
	readBlock = 32 << 10 // bytes that are allocated at once, after smaller ones
	readSpace = 4 << 10  // bytes that a read is offered at least
)

// space returns the memory for the next read.
func (b *readBuffer) space() []byte {
	if len(b.free) < readSpace {
		b.size = min(max(2*b.size, readSpace), readBlock)
		b.free = make([]byte, b.size)
	}
	return b.free
}

// take returns the first n bytes of space, which are not handed out again.
func (b *readBuffer) take(n int) []byte {
	taken := b.free[:n:n]
	b.free = b.free[n:]
	return taken
}
