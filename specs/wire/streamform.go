package wire

import (
	"encoding/binary"

	"golang.org/x/net/http2"
)

// The Chunks of a Transcript in HTTP/2 hold frames: the DATA and RST_STREAM
// frames of its stream and the GOAWAY frames of the connection as they were, and
// each field block as one HEADERS frame whose fields are literals, as
// FieldsFrame writes it. On the wire a field block depends on all those before
// it on the connection; in this form a stream can be read on its own.

// FieldsFrame returns a HEADERS frame for the Text of a Piece, with END_STREAM
// if last. The status is a field, ":status".
func FieldsFrame(last bool, fields ...Field) string { return fieldsFrame(1, last, fields) }

func fieldsFrame(stream uint32, last bool, fields []Field) string {
	var payload []byte
	for _, f := range fields {
		payload = append(payload, literalField)
		payload = appendLiteral(payload, f.Name)
		payload = appendLiteral(payload, f.Value)
	}
	flags := http2.FlagHeadersEndHeaders
	if last {
		flags |= http2.FlagHeadersEndStream
	}
	return frame(http2.FrameHeaders, flags, stream, payload)
}

// DataFrame returns a DATA frame for the Text of a Piece, with END_STREAM if
// last.
func DataFrame(last bool, data string) string {
	flags := http2.Flags(0)
	if last {
		flags = http2.FlagDataEndStream
	}
	return frame(http2.FrameData, flags, 1, []byte(data))
}

// ResetFrame returns a RST_STREAM frame for the Text of a Piece.
func ResetFrame(code http2.ErrCode) string {
	return frame(http2.FrameRSTStream, 0, 1, binary.BigEndian.AppendUint32(nil, uint32(code)))
}

// GoAwayFrame returns a GOAWAY frame for the Text of a Piece.
func GoAwayFrame(g GoAway) string {
	payload := binary.BigEndian.AppendUint32(nil, g.LastStream)
	return frame(http2.FrameGoAway, 0, 0, binary.BigEndian.AppendUint32(payload, uint32(g.Code)))
}

func frame(kind http2.FrameType, flags http2.Flags, stream uint32, payload []byte) string {
	n := len(payload)
	head := []byte{byte(n >> 16), byte(n >> 8), byte(n), byte(kind), byte(flags)}
	return string(binary.BigEndian.AppendUint32(head, stream)) + string(payload)
}

// literalField begins a field that no table of HPACK knows or keeps.
// https://www.rfc-editor.org/rfc/rfc7541#section-6.2.3
const literalField = 0x10

// appendLiteral writes a string without Huffman coding.
// https://www.rfc-editor.org/rfc/rfc7541#section-5.2
func appendLiteral(dst []byte, s string) []byte {
	const prefix = 1<<7 - 1
	if len(s) < prefix {
		dst = append(dst, byte(len(s)))
	} else {
		dst = binary.AppendUvarint(append(dst, prefix), uint64(len(s)-prefix))
	}
	return append(dst, s...)
}

// cutLiteral reads what appendLiteral wrote.
func cutLiteral(p []byte) (s string, rest []byte, ok bool) {
	const prefix = 1<<7 - 1
	if len(p) == 0 || p[0] > prefix {
		return "", nil, false
	}
	size, p := uint64(p[0]), p[1:]
	if size == prefix {
		more, n := binary.Uvarint(p)
		if n <= 0 || more > uint64(len(p)) {
			return "", nil, false
		}
		size, p = size+more, p[n:]
	}
	if size > uint64(len(p)) {
		return "", nil, false
	}
	return string(p[:size]), p[size:], true
}

// cutFields reads the payload of FieldsFrame, whose first byte is at the place
// start, and returns the place of each field.
func cutFields(p []byte, start int64) (fields []Field, offsets []int64, ok bool) {
	for whole := int64(len(p)); len(p) > 0; {
		offset := start + whole - int64(len(p))
		if p[0] != literalField {
			return nil, nil, false
		}
		name, rest, ok := cutLiteral(p[1:])
		if !ok {
			return nil, nil, false
		}
		value, rest, ok := cutLiteral(rest)
		if !ok {
			return nil, nil, false
		}
		fields, offsets, p = append(fields, Field{name, value}), append(offsets, offset), rest
	}
	return fields, offsets, true
}
