package http1

import (
	"bytes"
	"fmt"
	"io"
)

// state says what is to come of a body.
type state uint8

const (
	untilClose state = iota // bytes until the connection ends
	sized                   // left bytes
	size                    // a chunk's size, of which left has been read
	begun                   // the rest of a size: it has had a digit
	extension               // the rest of the line of a size
	chunk                   // left bytes of a chunk
	chunkEnd                // the line end after a chunk
	trailer                 // a line after the last chunk
	ended
)

// maxExtra bounds the bytes of a chunk extension, and of a line of the trailer.
const maxExtra = 8 << 10

// Body is what a client remembers of the framing of a response's body. Its zero value
// lasts until the connection ends.
type Body struct {
	left  int64
	extra uint16 // bytes of an extension or of a line of the trailer
	state state
}

// Ended reports whether the whole body has been read.
func (b *Body) Ended() bool { return b.state == ended }

// Close says that the connection has ended. It returns io.ErrUnexpectedEOF if the body had
// not.
func (b *Body) Close() error {
	if b.state == untilClose || b.state == ended {
		b.state = ended
		return nil
	}
	return io.ErrUnexpectedEOF
}

// Next returns the next bytes of the body in p, and what follows them in p. It is to be
// called until rest is empty or the body has ended. Data may be empty. What is wrong with
// the framing is an error, after which the body cannot be read on.
// https://www.rfc-editor.org/rfc/rfc9112#section-7.1
func (b *Body) Next(p []byte) (data, rest []byte, err error) {
	for len(p) > 0 {
		switch b.state {
		case untilClose:
			return p, nil, nil
		case sized:
			data, p = b.take(p, ended)
			return data, p, nil
		case chunk:
			data, p = b.take(p, chunkEnd)
			return data, p, nil
		case ended:
			return nil, p, nil
		default:
			if p, err = b.framing(p); err != nil {
				return nil, nil, err
			}
		}
	}
	return nil, nil, nil
}

// take takes what is there of the bytes left, after which comes next.
func (b *Body) take(p []byte, next state) (data, rest []byte) {
	n := min(int64(len(p)), b.left)
	if b.left -= n; b.left == 0 {
		b.state = next
	}
	return p[:n], p[n:]
}

// framing reads bytes that are not the body's own.
func (b *Body) framing(p []byte) (rest []byte, err error) {
	switch b.state {
	case size, begun:
		return b.digits(p)
	case extension:
		return b.line(p, b.sizeRead)
	case trailer:
		return b.line(p, b.trailerRead)
	default:
		return b.lineEnd(p)
	}
}

// digits reads the size of a chunk.
func (b *Body) digits(p []byte) ([]byte, error) {
	for i, c := range p {
		d, ok := digit(c)
		if !ok {
			if b.state == size {
				return nil, fmt.Errorf("%w: %.20q is no size", errChunk, p[i:])
			}
			b.state = extension
			return p[i:], nil
		}
		if b.left >= 1<<56 {
			return nil, fmt.Errorf("%w: its size has too many digits", errChunk)
		}
		b.state, b.left = begun, b.left<<4|int64(d)
	}
	return nil, nil
}

func digit(c byte) (value byte, ok bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// line reads up to a line feed. What stands before it is passed over, but for whether
// there is anything.
func (b *Body) line(p []byte, done func(empty bool)) ([]byte, error) {
	line, rest, whole := bytes.Cut(p, []byte("\n"))
	length := int(b.extra) + len(line) - bytes.Count(line, []byte("\r"))
	if length > maxExtra {
		return nil, fmt.Errorf("%w: more than %d bytes beside the body", errChunk, maxExtra)
	}
	if !whole {
		b.extra = uint16(length)
		return nil, nil
	}
	b.extra = 0
	done(length == 0)
	return rest, nil
}

// sizeRead is called after the line that began with a chunk's size.
func (b *Body) sizeRead(bool) {
	b.state = chunk
	if b.left == 0 {
		b.state = trailer
	}
}

// trailerRead is called after each line behind the last chunk: an empty one ends the body.
func (b *Body) trailerRead(empty bool) {
	if empty {
		b.state = ended
	}
}

// lineEnd reads the line end after a chunk.
func (b *Body) lineEnd(p []byte) ([]byte, error) {
	switch {
	case p[0] == '\r' && b.extra == 0:
		b.extra = 1
	case p[0] == '\n':
		b.extra, b.state = 0, size
	default:
		return nil, fmt.Errorf("%w: %.20q follows where it should end", errChunk, p)
	}
	return p[1:], nil
}
