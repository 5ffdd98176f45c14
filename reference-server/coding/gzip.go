package coding

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"

	"github.com/klauspost/compress/flate"
)

const (
	dictionaryBytes = 4 << 10  // text that is kept for what follows it
	pendingBytes    = 16 << 10 // text that waits for a flush, at most
)

// gzipEncoder writes one gzip member. Each flush is one deflate block, which may
// refer to the text before it, and an empty stored one, which ends at a byte.
// https://www.rfc-editor.org/rfc/rfc1952#section-2.3
type gzipEncoder struct {
	w       io.Writer
	text    []byte // the dictionary, then what is pending
	encoded int    // bytes of text that are encoded: the dictionary
	begun   bool   // the member's header is written
	crc     uint32
	size    uint32 // modulo 2^32
}

// Write implements io.Writer.
func (e *gzipEncoder) Write(p []byte) (int, error) {
	written := 0
	for len(p) > 0 {
		if len(e.text)-e.encoded == pendingBytes {
			if err := e.Flush(); err != nil {
				return written, err
			}
		}
		n := min(len(p), pendingBytes-(len(e.text)-e.encoded))
		e.text = append(e.text, p[:n]...)
		p, written = p[n:], written+n
	}
	return written, nil
}

// Flush implements Encoder.
func (e *gzipEncoder) Flush() error {
	var out bytes.Buffer
	if err := e.encode(&out); err != nil || out.Len() == 0 {
		return err
	}
	_, err := e.w.Write(out.Bytes())
	return err
}

// Close implements Encoder.
func (e *gzipEncoder) Close() error {
	var out bytes.Buffer
	if err := e.encode(&out); err != nil {
		return err
	}
	if err := flate.StatelessDeflate(&out, nil, true, nil); err != nil {
		return err
	}
	trailer := binary.LittleEndian.AppendUint32(nil, e.crc)
	out.Write(binary.LittleEndian.AppendUint32(trailer, e.size))
	_, err := e.w.Write(out.Bytes())
	return err
}

// encode appends what is pending to out, and the header before it if need be.
func (e *gzipEncoder) encode(out *bytes.Buffer) error {
	const unknownSystem = 255
	if !e.begun {
		e.begun = true
		out.Write([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, unknownSystem})
	}
	pending := e.text[e.encoded:]
	if len(pending) == 0 {
		return nil
	}
	e.crc = crc32.Update(e.crc, crc32.IEEETable, pending)
	e.size += uint32(len(pending)) //nolint:gosec // at most pendingBytes
	// The tables lie on the stack. A goroutine of its own takes them away with it, where
	// that of the stream would stay large.
	failed := make(chan error, 1)
	go func() { failed <- flate.StatelessDeflate(out, pending, false, e.text[:e.encoded]) }()
	if err := <-failed; err != nil {
		return err
	}
	e.remember()
	return nil
}

// remember keeps the end of the text as the dictionary, and gives back the memory
// of a large event.
func (e *gzipEncoder) remember() {
	last := e.text[max(0, len(e.text)-dictionaryBytes):]
	if cap(e.text) > 2*dictionaryBytes {
		e.text = bytes.Clone(last)
	} else {
		e.text = e.text[:copy(e.text, last)]
	}
	e.encoded = len(e.text)
}
