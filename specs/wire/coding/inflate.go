package coding

import (
	"errors"
	"time"
)

// errDeflate is what is wrong where bits are no DEFLATE data.
var errDeflate = errors.New("no DEFLATE data")

// inflater decodes DEFLATE and asks for no bit before it needs it.
// https://www.rfc-editor.org/rfc/rfc1951
type inflater struct {
	f    *feeder
	to   *collector
	out  []byte // the text of this member
	sent int    // how much of it has been handed on
	hold uint32 // bits that have been read and not used
	bits uint
	err  error // the first one; what comes after it means nothing
}

// flush hands on the text so far.
func (d *inflater) flush(at time.Duration) {
	if err := d.to.add(at, d.out[d.sent:]); err != nil && d.err == nil {
		d.err = err
	}
	d.sent = len(d.out)
}

// next returns the next byte of the body. Before it comes to one that arrived
// later, it hands on what did not need it.
func (d *inflater) next() byte {
	if d.err != nil {
		return 0
	}
	if d.f.pos > 0 && (d.f.ended() || d.f.t.TimeOf(d.f.pos) != d.f.at()) || len(d.out)-d.sent > MaxBytes {
		d.flush(d.f.at())
	}
	b, err := d.f.ReadByte()
	if err != nil && d.err == nil {
		d.err = err
	}
	return b
}

// take returns the next n bits, the first of which is the lowest.
func (d *inflater) take(n uint) int {
	for d.bits < n {
		d.hold |= uint32(d.next()) << d.bits
		d.bits += 8
	}
	value := d.hold & (1<<n - 1)
	d.hold >>= n
	d.bits -= n
	return int(value)
}

// run decodes blocks up to the last one.
func (d *inflater) run() error {
	for last := false; !last && d.err == nil; {
		last = d.take(1) == 1
		switch d.take(2) {
		case 0:
			d.stored()
		case 1:
			d.codes(fixedCodes())
		case 2:
			d.codes(d.dynamicCodes())
		default:
			d.fail()
		}
	}
	d.hold, d.bits = 0, 0
	if d.f.pos > 0 {
		d.flush(d.f.at())
	}
	return d.err
}

func (d *inflater) fail() {
	if d.err == nil {
		d.err = errDeflate
	}
}

// stored copies a block that is not compressed.
func (d *inflater) stored() {
	d.hold, d.bits = 0, 0
	size := d.take(16)
	if inverse := d.take(16); d.err == nil && size != ^inverse&0xffff {
		d.fail()
	}
	for ; size > 0 && d.err == nil; size-- {
		if b := d.next(); d.err == nil {
			d.out = append(d.out, b)
		}
	}
}

// codes decodes a block in these codes.
func (d *inflater) codes(literals, distances *huffman) {
	for d.err == nil {
		switch symbol := d.symbol(literals); {
		case d.err != nil || symbol == 256:
			return
		case symbol < 256:
			d.out = append(d.out, byte(symbol))
		default:
			d.copyBack(symbol, distances)
		}
		if len(d.out) > MaxBytes {
			d.flush(d.f.at())
		}
	}
}

// copyBack repeats text. https://www.rfc-editor.org/rfc/rfc1951#section-3.2.5
func (d *inflater) copyBack(symbol int, distances *huffman) {
	lengths, extra := lengthCodes()
	if symbol -= 257; symbol >= len(lengths) {
		d.fail()
		return
	}
	length := lengths[symbol] + d.take(extra[symbol])
	bases, extra := distanceCodes()
	symbol = d.symbol(distances)
	if symbol >= len(bases) {
		d.fail()
		return
	}
	distance := bases[symbol] + d.take(extra[symbol])
	if distance > len(d.out) {
		d.fail()
	}
	for ; length > 0 && d.err == nil; length-- {
		d.out = append(d.out, d.out[len(d.out)-distance])
	}
}

// symbol decodes the next symbol, bit by bit.
func (d *inflater) symbol(h *huffman) int {
	code, first, index := 0, 0, 0
	for _, count := range h.count[1:] {
		code |= d.take(1)
		if d.err != nil {
			return 0
		}
		if code-count < first {
			return h.symbols[index+code-first]
		}
		index, first, code = index+count, (first+count)<<1, code<<1
	}
	d.fail()
	return 0
}
