package coding

// maxCodeBits is the longest code of DEFLATE.
const maxCodeBits = 15

// huffman is a canonical Huffman code.
// https://www.rfc-editor.org/rfc/rfc1951#section-3.2.2
type huffman struct {
	count   [maxCodeBits + 1]int // how many codes have that length
	symbols []int                // in the order of their codes
}

// newHuffman returns the code whose symbols have these lengths, or nil where there
// are more than the lengths leave room for.
func newHuffman(lengths []int) *huffman {
	h := &huffman{symbols: make([]int, len(lengths))}
	for _, n := range lengths {
		h.count[n]++
	}
	left := 1
	for _, count := range h.count[1:] {
		if left = left<<1 - count; left < 0 {
			return nil
		}
	}
	var offsets [maxCodeBits + 2]int
	for n := 1; n <= maxCodeBits; n++ {
		offsets[n+1] = offsets[n] + h.count[n]
	}
	for symbol, n := range lengths {
		if n > 0 {
			h.symbols[offsets[n]] = symbol
			offsets[n]++
		}
	}
	h.count[0] = 0
	return h
}

// fixedCodes returns the codes of literals and distances that need no description.
// https://www.rfc-editor.org/rfc/rfc1951#section-3.2.6
func fixedCodes() (literals, distances *huffman) {
	lengths := make([]int, 288)
	for i := range lengths {
		switch {
		case i < 144:
			lengths[i] = 8
		case i < 256:
			lengths[i] = 9
		case i < 280:
			lengths[i] = 7
		default:
			lengths[i] = 8
		}
	}
	fives := make([]int, 30)
	for i := range fives {
		fives[i] = 5
	}
	return newHuffman(lengths), newHuffman(fives)
}

// dynamicCodes reads the codes that a block describes.
// https://www.rfc-editor.org/rfc/rfc1951#section-3.2.7
func (d *inflater) dynamicCodes() (literals, distances *huffman) {
	nLiterals, nDistances, nLengths := d.take(5)+257, d.take(5)+1, d.take(4)+4
	order := [...]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
	lengths := make([]int, len(order))
	for _, at := range order[:nLengths] {
		lengths[at] = d.take(3)
	}
	all := d.lengths(newHuffman(lengths), nLiterals+nDistances)
	if d.err != nil {
		return nil, nil
	}
	literals, distances = newHuffman(all[:nLiterals]), newHuffman(all[nLiterals:])
	if literals == nil || distances == nil {
		d.fail()
	}
	return literals, distances
}

// lengths reads n lengths of codes, which are in a code themselves.
func (d *inflater) lengths(h *huffman, n int) []int {
	if h == nil {
		d.fail()
	}
	var all []int
	for len(all) < n && d.err == nil {
		symbol := d.symbol(h)
		value, times := symbol, 1
		switch symbol {
		case 16:
			if len(all) == 0 {
				d.fail()
				return nil
			}
			value, times = all[len(all)-1], 3+d.take(2)
		case 17:
			value, times = 0, 3+d.take(3)
		case 18:
			value, times = 0, 11+d.take(7)
		}
		for range times {
			all = append(all, value)
		}
	}
	if len(all) != n {
		d.fail()
	}
	return all
}

// lengthCodes returns the lengths that the symbols from 257 on stand for, and how
// many bits are added to each.
func lengthCodes() (base []int, extra []uint) {
	return []int{3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258},
		[]uint{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0}
}

// distanceCodes returns the same for distances.
func distanceCodes() (base []int, extra []uint) {
	return []int{1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577},
		[]uint{0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13}
}
