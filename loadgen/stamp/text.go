package stamp

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// isName reports whether a string as written in JSON is this name.
func isName(raw []byte, name string) bool {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw) == name
	}
	for len(raw) > 0 {
		var piece [utf8.UTFMax]byte
		n, rest := unescape(piece[:], raw)
		if len(name) < n || name[:n] != string(piece[:n]) {
			return false
		}
		raw, name = rest, name[n:]
	}
	return name == ""
}

// unescaped returns the text of a string. It may be in x's room.
func (x *Extractor) unescaped(s scalar) []byte {
	if !s.escaped {
		return slices.Clip(s.raw)
	}
	x.topic = x.topic[:0]
	for raw := s.raw; len(raw) > 0; {
		var piece [utf8.UTFMax]byte
		n, rest := unescape(piece[:], raw)
		x.topic, raw = append(x.topic, piece[:n]...), rest
	}
	return x.topic
}

// unescape writes the first character of raw, which is not empty, or the first byte of
// it, and returns what follows.
// https://www.rfc-editor.org/rfc/rfc8259#section-7
func unescape(dst, raw []byte) (n int, rest []byte) {
	if raw[0] != '\\' || len(raw) == 1 {
		dst[0] = raw[0]
		return 1, raw[1:]
	}
	if raw[1] == 'u' {
		r, rest := unit(raw)
		if utf16.IsSurrogate(r) {
			low, after := unit(rest)
			if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
				rest = after
			}
		}
		return utf8.EncodeRune(dst, r), rest
	}
	dst[0] = raw[1]
	if i := strings.IndexByte("bfnrt", raw[1]); i >= 0 {
		dst[0] = "\b\f\n\r\t"[i]
	}
	return 1, raw[2:]
}

// unit reads "\uXXXX"; what is none is U+FFFD, and nothing follows it.
func unit(raw []byte) (rune, []byte) {
	const length = len(`\uXXXX`)
	if len(raw) < length || raw[0] != '\\' || raw[1] != 'u' {
		return utf8.RuneError, nil
	}
	var r rune
	for _, b := range raw[2:length] {
		digit := strings.IndexByte("0123456789abcdef", b|0x20)
		if digit < 0 || b < '0' {
			return utf8.RuneError, nil
		}
		r = r<<4 | rune(digit)
	}
	return r, raw[length:]
}
