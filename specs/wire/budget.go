package wire

import (
	"sync/atomic"

	"golang.org/x/net/http2"
)

// What a Transcript holds of a response beside its bytes, in bytes of memory. A
// byte of the body is in a Chunk, in Body, in a Line, in its Value and in an
// Event; a byte that is not ASCII may become a replacement character of three
// bytes there. A line end may stand for a Line, a Frame, an Event or a chunk of
// the chunked coding. TestBudgetCoversTranscripts measures all of them.
const (
	costOfRead    = 96
	costOfByte    = 6
	costOfHigh    = 5 // on top, for a byte that is not ASCII
	costOfLineEnd = 192
	costOfFrame   = 256 // an HTTPFrame without what its fields refer to
)

// Budget bounds the memory that the Transcripts of several Exchanges and Trunks
// take together, finished ones included. An Exchange or a Trunk whose next bytes do not fit
// ends with EndLimit. It is safe for concurrent use. nil bounds nothing.
type Budget struct {
	max  int
	left atomic.Int64
}

// NewBudget returns a Budget of so many bytes of memory. What a Transcript
// takes is estimated by its bytes, and rather too much than too little: six
// times the size of a response with long lines, much more where lines are short.
func NewBudget(memory int) *Budget {
	b := &Budget{max: memory}
	b.left.Store(int64(memory))
	return b
}

// spend takes what a Transcript needs for the bytes of one read. The error, a
// *LimitError, says that it is not there; then nothing is taken.
func (b *Budget) spend(read []byte) error { return b.take(costOf(read)) }

// spendFrame is spend for a frame of a Trunk. DATA is spent by its Exchange.
func (b *Budget) spendFrame(f *HTTPFrame, raw []byte) error {
	cost := int64(costOfFrame)
	if f.Type != http2.FrameData {
		cost += costOf(raw)
	}
	return b.take(cost)
}

func (b *Budget) take(cost int64) error {
	if b == nil {
		return nil
	}
	if b.left.Add(-cost) < 0 {
		b.left.Add(cost)
		return &LimitError{Limit: "Budget", Max: b.max}
	}
	return nil
}

func costOf(read []byte) int64 {
	cost := costOfRead + costOfByte*len(read)
	for _, c := range read {
		switch {
		case c == '\n' || c == '\r':
			cost += costOfLineEnd
		case c >= 0x80:
			cost += costOfHigh
		}
	}
	return int64(cost)
}
