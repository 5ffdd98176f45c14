package wire

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// chunkedBody is a body in the chunked transfer coding.
//
//	chunked-body = *chunk last-chunk trailer-section CRLF
//	chunk        = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
//
// https://www.rfc-editor.org/rfc/rfc9112#section-7.1
type chunkedBody struct {
	maxLine int // bytes of a size line; bytes of all trailer lines
	stage   chunkStage
	line    []byte // what has been read of a line
	start   int64  // the place where it begins
	left    int64  // bytes of chunk data still to come
	body    int64  // bytes of the body so far
	trailer []Field
	used    int  // bytes of the trailer section
	afterCR bool // the CR after chunk data has been read
}

// chunkStage is what comes next.
type chunkStage int

const (
	stageSize    chunkStage = iota // a size line
	stageData                      // chunk data
	stageDataEnd                   // the CRLF after it
	stageTrailer                   // a trailer line, or the blank one
)

func (b *chunkedBody) feed(p []byte, off int64, to sink) (n int, done bool, err error) {
	for n < len(p) && !done && err == nil {
		rest, at := p[n:], off+int64(n)
		var k int
		switch b.stage {
		case stageData:
			k = b.data(rest, to)
		case stageDataEnd:
			k, err = 1, b.dataEnd(rest[0], at, to)
		default:
			k, done, err = b.readLine(rest, at, to)
		}
		n += k
	}
	return n, done, err
}

// data hands on chunk data and returns how many bytes.
func (b *chunkedBody) data(p []byte, to sink) int {
	n := int(min(int64(len(p)), b.left))
	to.body(p[:n])
	b.left -= int64(n)
	b.body += int64(n)
	if b.left == 0 {
		b.stage = stageDataEnd
	}
	return n
}

// dataEnd takes a byte of the line end after chunk data.
func (b *chunkedBody) dataEnd(c byte, at int64, to sink) error {
	switch {
	case c == '\r' && !b.afterCR:
		b.afterCR = true
	case c == '\n':
		if !b.afterCR {
			b.bareLF(at, to)
		}
		b.afterCR, b.stage = false, stageSize
	default:
		return fmt.Errorf("read body: chunk data is longer than its size says: %q follows at byte %d", c, at)
	}
	return nil
}

func (b *chunkedBody) bareLF(at int64, to sink) {
	to.problem(Problem{at, "line of the chunked framing ends with a bare LF"})
}

// readLine takes bytes up to an LF and acts on the line once it is whole.
func (b *chunkedBody) readLine(p []byte, at int64, to sink) (n int, done bool, err error) {
	if len(b.line) == 0 {
		b.start = at
	}
	n = bytes.IndexByte(p, '\n') + 1
	whole := n > 0
	if !whole {
		n = len(p)
	}
	if len(b.line)+n > b.maxLine-b.used {
		return n, false, b.tooLong()
	}
	b.line = append(b.line, p[:n]...)
	if !whole {
		return n, false, nil
	}
	text, eol := cutEOL(b.line)
	if eol == "\n" {
		b.bareLF(b.start, to)
	}
	if b.stage == stageTrailer {
		done = b.trailerLine(text, to)
	} else {
		err = b.size(string(text), to)
	}
	b.line = b.line[:0]
	return n, done, err
}

func (b *chunkedBody) tooLong() error {
	if b.stage == stageTrailer {
		return &LimitError{Limit: "TrailerBytes", Max: b.maxLine}
	}
	return &LimitError{Limit: "ChunkLineBytes", Max: b.maxLine}
}

// size begins a chunk.
func (b *chunkedBody) size(text string, to sink) error {
	size, extension, problems, err := parseChunkSize(text)
	if err != nil {
		return err
	}
	for _, message := range problems {
		to.problem(Problem{b.start, message})
	}
	to.chunk(HTTPChunk{Offset: b.start, BodyOffset: b.body, Size: size, Extension: extension})
	b.left, b.stage = size, stageData
	if size == 0 {
		b.stage = stageTrailer
	}
	return nil
}

// parseChunkSize parses a size line without its line end.
func parseChunkSize(text string) (size int64, extension string, problems []string, err error) {
	digits := text
	if i := strings.IndexByte(text, ';'); i >= 0 {
		digits, extension = text[:i], text[i:]
	}
	bare := trimSpace(digits)
	if len(bare) < len(digits) {
		problems = append(problems, "white space stands beside the chunk size")
	}
	if i := badByte([]byte(extension)); i >= 0 {
		problems = append(problems, fmt.Sprintf("chunk extension holds the byte %#02x", extension[i]))
	}
	if bare == "" || strings.Trim(bare, "0123456789abcdefABCDEF") != "" {
		return 0, "", nil, fmt.Errorf("read body: %.80q is not a chunk size", text)
	}
	size, err = strconv.ParseInt(bare, 16, 64)
	if err != nil {
		return 0, "", nil, fmt.Errorf("read body: chunk size %.80q overflows", bare)
	}
	return size, extension, problems, nil
}

// trailerLine takes a line of the trailer section and reports whether it is
// the blank one at its end.
func (b *chunkedBody) trailerLine(text []byte, to sink) (done bool) {
	b.used += len(b.line)
	if len(text) == 0 {
		to.trailer(b.trailer)
		return true
	}
	field, problems := parseField(text)
	for _, message := range problems {
		to.problem(Problem{b.start, "trailer: " + message})
	}
	if field.Name != "" {
		b.trailer = append(b.trailer, field)
	}
	return false
}

func (b *chunkedBody) closed() error {
	switch b.stage {
	case stageTrailer:
		return errors.New("read body: closed in the trailer section, before the blank line that ends the chunked body")
	case stageData:
		return fmt.Errorf("read body: closed inside a chunk, %d bytes before its end", b.left)
	default:
		return errors.New("read body: closed before the final chunk")
	}
}
