package refserver

import (
	"strconv"
	"unicode/utf16"
)

// escapeLen is the length of an escape such as \ud83d.
const escapeLen = len(`\uXXXX`)

// loneSurrogate returns the place of the first \u escape in a valid JSON string
// that is half of a surrogate pair without the other half, or -1. JSON allows
// it, but it stands for no character.
// https://www.rfc-editor.org/rfc/rfc8259#section-8.2
func loneSurrogate(value []byte) int {
	for i := 0; i < len(value); {
		switch unit, ok := escapedUnit(value[i:]); {
		case ok && utf16.IsSurrogate(unit):
			low, _ := escapedUnit(value[i+escapeLen:])
			if utf16.DecodeRune(unit, low) == '\uFFFD' {
				return i
			}
			i += 2 * escapeLen
		case value[i] == '\\':
			i += 2
		default:
			i++
		}
	}
	return -1
}

// escapedUnit returns the UTF-16 code unit that a \u escape at the start of b
// stands for.
func escapedUnit(b []byte) (rune, bool) {
	if len(b) < escapeLen || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(b[2:escapeLen]), 16, 16)
	return rune(unit), err == nil
}
