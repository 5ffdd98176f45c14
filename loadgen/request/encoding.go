package request

import (
	"strings"

	"golang.org/x/net/http/httpguts"
)

// encoding says how a value is written into a text.
type encoding uint8

const (
	plain   encoding = iota
	percent          // all but unreserved characters are percent-encoded
	quoted           // a JSON string, with its quotes
)

type namedEncoding struct {
	name     string
	encoding encoding
}

// encodings are the words that may precede a name in a gap.
func encodings() []namedEncoding {
	return []namedEncoding{{"raw", plain}, {"url", percent}, {"json", quoted}}
}

const hexDigits = "0123456789ABCDEF"

func (e encoding) append(dst []byte, value []byte) []byte {
	switch e {
	case percent:
		return appendPercent(dst, value)
	case quoted:
		return appendQuoted(dst, value)
	case plain:
	}
	return append(dst, value...)
}

// appendPercent leaves only unreserved characters, so that the value is right in a
// segment of a path and in a query.
// https://www.rfc-editor.org/rfc/rfc3986#section-2.3
func appendPercent(dst, value []byte) []byte {
	for _, b := range value {
		if 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || strings.IndexByte("-._~", b) >= 0 {
			dst = append(dst, b)
		} else {
			dst = append(dst, '%', hexDigits[b>>4], hexDigits[b&15])
		}
	}
	return dst
}

// appendQuoted writes a JSON string. The value is UTF-8.
// https://www.rfc-editor.org/rfc/rfc8259#section-7
func appendQuoted(dst, value []byte) []byte {
	dst = append(dst, '"')
	for _, b := range value {
		switch {
		case b == '"' || b == '\\':
			dst = append(dst, '\\', b)
		case b < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[b>>4], hexDigits[b&15])
		default:
			dst = append(dst, b)
		}
	}
	return append(dst, '"')
}

// refusal says what a value must not hold.
type refusal uint8

const (
	refuseControls   refusal = 1 << iota // in a header field
	refuseSeparators                     // in a cookie
	refuseNonURL                         // in a request target
)

// check returns what is wrong with a value, "" if nothing is.
// https://www.rfc-editor.org/rfc/rfc9110#section-5.5
func (r refusal) check(value string) string {
	switch {
	case r&refuseControls != 0 && !httpguts.ValidHeaderFieldValue(value):
		return "a control character cannot stand in a header field"
	case r&refuseSeparators != 0 && strings.ContainsAny(value, "; "):
		return "a semicolon or space cannot stand in a cookie"
	case r&refuseNonURL != 0 && !isURLText(value):
		return "this cannot stand in a URL without percent-encoding"
	}
	return ""
}

// isURLText reports whether s holds only what can stand in the path or query of a URL.
// https://www.rfc-editor.org/rfc/rfc3986#section-2
func isURLText(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"<>\\^`{|}#", r) }) < 0
}
