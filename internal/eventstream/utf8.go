package eventstream

import (
	"bytes"
	"unicode/utf8"
)

const replacement = "\uFFFD"

// trimByteOrderMark returns the first line of a stream without the one U+FEFF
// that may stand at its start. https://encoding.spec.whatwg.org/#utf-8-decode
func trimByteOrderMark(line []byte) []byte {
	return bytes.TrimPrefix(line, []byte("\xEF\xBB\xBF"))
}

// appendUTF8 appends b decoded as the Encoding Standard's UTF-8 decoder does:
// one U+FFFD for each maximal subpart of an ill-formed sequence. Ranging over
// the bytes would give one for each byte, strings.ToValidUTF8 one for each run.
// https://encoding.spec.whatwg.org/#utf-8-decoder
func appendUTF8(dst, b []byte) []byte {
	if utf8.Valid(b) {
		return append(dst, b...)
	}
	for len(b) > 0 {
		n := validPrefix(b)
		dst, b = append(dst, b[:n]...), b[n:]
		if len(b) == 0 {
			break
		}
		dst, b = append(dst, replacement...), b[subpart(b):]
	}
	return dst
}

// validPrefix returns the length of the longest prefix of b that is UTF-8.
func validPrefix(b []byte) int {
	n := 0
	for n < len(b) {
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		n += size
	}
	return n
}

// subpart returns the length of the maximal subpart at the start of b, which
// does not begin with a well-formed sequence: the bytes that could still have
// become one, and at least one byte.
func subpart(b []byte) int {
	need, lower, upper := lead(b[0])
	n := 1
	for n <= need && n < len(b) && lower <= b[n] && b[n] <= upper {
		lower, upper = 0x80, 0xBF
		n++
	}
	return n
}

// lead says how many continuation bytes follow the lead byte c, and between
// which bounds the first of them lies; none for a byte that leads nothing.
func lead(c byte) (need int, lower, upper byte) {
	switch {
	case c >= 0xC2 && c <= 0xDF:
		return 1, 0x80, 0xBF
	case c == 0xE0:
		return 2, 0xA0, 0xBF
	case c == 0xED:
		return 2, 0x80, 0x9F
	case c >= 0xE1 && c <= 0xEF:
		return 2, 0x80, 0xBF
	case c == 0xF0:
		return 3, 0x90, 0xBF
	case c >= 0xF1 && c <= 0xF3:
		return 3, 0x80, 0xBF
	case c == 0xF4:
		return 3, 0x80, 0x8F
	}
	return 0, 0, 0
}

// cutShort returns the length of the character at the end of b that more bytes
// could complete, 0 to 3.
func cutShort(b []byte) int {
	for n := 1; n <= min(len(b), utf8.UTFMax-1); n++ {
		if tail := b[len(b)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}
