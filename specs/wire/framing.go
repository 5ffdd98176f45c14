package wire

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/http2"
)

// FramingKind says how a message body is delimited.
// https://www.rfc-editor.org/rfc/rfc9112#section-6.3
type FramingKind int

// The ways to delimit a body.
const (
	// FramingUnknown: there is no head yet, or it contradicts itself.
	FramingUnknown FramingKind = iota
	// FramingNone: there is no body, by the method HEAD or the status.
	FramingNone
	// FramingLength: the body has as many bytes as Content-Length says.
	FramingLength
	// FramingChunked: the body is in the chunked transfer coding.
	FramingChunked
	// FramingUntilClose: the body lasts until the connection is closed.
	FramingUntilClose
	// FramingStream: the body lasts until the stream of HTTP/2 ends (END_STREAM).
	FramingStream
)

// String returns the kind as a word.
func (k FramingKind) String() string {
	return [...]string{"unknown", "none", "length", "chunked", "until-close", "stream"}[k]
}

// Framing is how the body of a response is delimited, and what is wrong with
// that.
type Framing struct {
	Kind FramingKind
	// Length is the value of Content-Length if Kind is FramingLength.
	Length int64
	// HTTPChunks holds the chunks of the chunked coding in their order, the final
	// one of size 0 included.
	HTTPChunks []HTTPChunk
	// Trailer holds the fields after the final chunk, or after the DATA frames.
	Trailer []Field
	// Reset is the code of the RST_STREAM frame with which the target ended the
	// stream; nil without one.
	Reset *http2.ErrCode
	// GoAway is the last GOAWAY that arrived while the stream was open; nil
	// without one.
	GoAway *GoAway
	// Problems says where the framing breaks the grammar, at most 100 times.
	Problems []Problem
}

// HTTPChunk is a chunk of the chunked transfer coding; a Chunk is something
// else. https://www.rfc-editor.org/rfc/rfc9112#section-7.1
type HTTPChunk struct {
	// Offset is the place of its size line among the raw bytes of the response.
	Offset int64
	// BodyOffset is the place of its data in the body.
	BodyOffset int64
	// Size is how many bytes of data its size line announces.
	Size int64
	// Extension is what follows the size, from the semicolon on.
	Extension string
}

// framingOf decides how the body after h, a response to method, is delimited.
// The error says that nobody can tell.
// https://www.rfc-editor.org/rfc/rfc9112#section-6.3
func framingOf(h *Head, method string) (Framing, error) {
	f := Framing{}
	codings, coded := listOf(h, "Transfer-Encoding")
	lengths, measured := listOf(h, "Content-Length")
	if method == "HEAD" || h.Status == 204 || h.Status == 304 {
		f.Kind = FramingNone
		if h.Status == 204 && (coded || measured) {
			f.note(h.Offset, "a response with status 204 announces a body")
		}
		return f, nil
	}
	if coded {
		f.byCoding(h, codings, measured)
		return f, nil
	}
	if !measured {
		f.Kind = FramingUntilClose
		return f, nil
	}
	length, err := parseLengths(lengths)
	if err != nil {
		return f, err
	}
	f.Kind, f.Length = FramingLength, length
	return f, nil
}

func (f *Framing) note(offset int64, message string) {
	f.Problems = addProblem(f.Problems, Problem{offset, message})
}

// byCoding decides by Transfer-Encoding, which overrides Content-Length.
// https://www.rfc-editor.org/rfc/rfc9112#section-6.1
func (f *Framing) byCoding(h *Head, codings []string, measured bool) {
	offset := h.OffsetOf("Transfer-Encoding")
	if measured {
		f.note(offset, "both Transfer-Encoding and Content-Length are present")
	}
	if h.Proto == "HTTP/1.0" {
		f.note(offset, "a response in HTTP/1.0 has a Transfer-Encoding")
	}
	last := len(codings) - 1
	for i, coding := range codings {
		switch {
		case coding != "chunked":
			f.note(offset, fmt.Sprintf("transfer coding %.80q is not undone", coding))
		case i != last:
			f.note(offset, "chunked is not the last transfer coding, or stands there twice")
		}
	}
	f.Kind = FramingUntilClose
	if last >= 0 && codings[last] == "chunked" {
		f.Kind = FramingChunked
	}
}

// listOf returns the elements of a field that is a list, in lower case, and
// whether the field is there.
func listOf(h *Head, name string) (elements []string, ok bool) {
	values := h.Values(name)
	for _, value := range values {
		for element := range strings.SplitSeq(value, ",") {
			elements = append(elements, strings.ToLower(trimSpace(element)))
		}
	}
	return elements, len(values) > 0
}

// parseLengths returns what all values of Content-Length agree on.
func parseLengths(values []string) (int64, error) {
	length := int64(-1)
	for _, value := range values {
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil || !isDigits(value) {
			return 0, fmt.Errorf("read body: Content-Length %.80q is not a number of bytes", value)
		}
		if length >= 0 && n != length {
			return 0, fmt.Errorf("read body: Content-Length is both %d and %d", length, n)
		}
		length = n
	}
	return length, nil
}
