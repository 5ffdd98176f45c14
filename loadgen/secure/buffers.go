package secure

import (
	"bytes"
	"crypto/tls"
	"reflect"
	"unsafe"
)

// buffers are the two buffers in which a tls.Conn gathers records and messages. It keeps them for good, as large as they
// ever were: twice the server's certificates, and 16 KiB more after one full record.
type buffers struct {
	raw, hand uintptr // offsets in a tls.Conn; 0 where it has no such buffer
}

// findBuffers finds the buffers among the fields of a tls.Conn. Where they are not as they were, sessions work all the same,
// but need more memory.
func findBuffers() buffers {
	conn := reflect.TypeFor[tls.Conn]()
	offset := func(name string) uintptr {
		if f, ok := conn.FieldByName(name); ok && f.Type == reflect.TypeFor[bytes.Buffer]() {
			return f.Offset
		}
		return 0
	}
	return buffers{raw: offset("rawInput"), hand: offset("hand")}
}

// at returns the buffer at an offset, or nil.
func at(c *tls.Conn, offset uintptr) *bytes.Buffer {
	if offset == 0 {
		return nil
	}
	return (*bytes.Buffer)(unsafe.Add(unsafe.Pointer(c), offset))
}

// lend has c gather records in space. Until it is taken back, nobody else may use it.
func (b buffers) lend(c *tls.Conn, space []byte) {
	if raw := at(c, b.raw); raw != nil && raw.Len() <= len(space) {
		n := copy(space, raw.Bytes())
		*raw = *bytes.NewBuffer(space[:n])
	}
}

// takeBack leaves c with no more memory than what it has begun to gather. Its Read must have said that it
// wants more: only then nothing else of c refers to the space.
func (b buffers) takeBack(c *tls.Conn) {
	if raw := at(c, b.raw); raw != nil {
		*raw = *bytes.NewBuffer(bytes.Clone(raw.Bytes()))
	}
	if hand := at(c, b.hand); hand != nil && hand.Len() == 0 {
		*hand = bytes.Buffer{}
	}
}

// drop leaves c, which is not read any more, with no memory for what it gathers.
func (b buffers) drop(c *tls.Conn) {
	for _, offset := range []uintptr{b.raw, b.hand} {
		if buf := at(c, offset); buf != nil {
			*buf = bytes.Buffer{}
		}
	}
}
