package stamp

import "strconv"

// Stamp is what a published event says of itself.
type Stamp struct {
	// Run tells the events of one run from those of others.
	Run string
	// Topic is what Seq counts in.
	Topic string
	// Seq is the event's number.
	Seq int64
	// Due is when the event was to be published, Sent when that was begun, both in
	// nanoseconds since 1970.
	Due, Sent int64
}

// Append appends s as one line of JSON, without an end of line. It is padded to size
// bytes; it is longer if there is no room in them.
func Append(dst []byte, s Stamp, size int) []byte {
	begin := len(dst)
	dst = append(dst, `{"run":`...)
	dst = appendText(dst, s.Run)
	dst = append(dst, `,"topic":`...)
	dst = appendText(dst, s.Topic)
	dst = append(dst, `,"seq":`...)
	dst = strconv.AppendInt(dst, s.Seq, 10)
	dst = append(dst, `,"due":`...)
	dst = strconv.AppendInt(dst, s.Due, 10)
	dst = append(dst, `,"sent":`...)
	dst = strconv.AppendInt(dst, s.Sent, 10)
	return append(appendPad(dst, size-(len(dst)-begin)-len("}")), '}')
}

// appendPad appends n bytes: spaces where there is no room for a member.
func appendPad(dst []byte, n int) []byte {
	const before, after = `,"pad":"`, `"`
	if n < len(before)+len(after) {
		for range max(n, 0) {
			dst = append(dst, ' ')
		}
		return dst
	}
	dst = append(dst, before...)
	for range n - len(before) - len(after) {
		dst = append(dst, 'x')
	}
	return append(dst, after...)
}

// appendText appends a JSON string.
// https://www.rfc-editor.org/rfc/rfc8259#section-7
func appendText(dst []byte, text string) []byte {
	const hexDigits = "0123456789abcdef"
	dst = append(dst, '"')
	for i := range len(text) {
		switch b := text[i]; {
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
