package coding

import (
	"encoding/binary"
	"errors"
	"hash/adler32"
	"hash/crc32"
)

// The flags of a gzip header. https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1
const (
	flagCRC     = 1 << 1
	flagExtra   = 1 << 2
	flagName    = 1 << 3
	flagComment = 1 << 4
)

// gunzip decodes the members of a gzip file.
func gunzip(f *feeder, text *collector) error {
	for {
		d := &inflater{f: f, to: text}
		if err := d.gzipHeader(); err != nil {
			return err
		}
		if err := d.run(); err != nil {
			return err
		}
		trailer := d.raw(8)
		switch {
		case d.err != nil:
			return d.err
		case binary.LittleEndian.Uint32(trailer) != crc32.ChecksumIEEE(d.out),
			binary.LittleEndian.Uint32(trailer[4:]) != uint32(len(d.out)):
			return errors.New("the checksum of gzip does not fit")
		case f.ended():
			return nil
		}
	}
}

func (d *inflater) gzipHeader() error {
	for _, want := range []byte{0x1f, 0x8b, 8} {
		if got := d.next(); d.err == nil && got != want {
			return errors.New("no gzip header")
		}
	}
	flags := d.raw(7)[0]
	if flags&flagExtra != 0 {
		d.raw(int(binary.LittleEndian.Uint16(d.raw(2))))
	}
	for _, flag := range []byte{flagName, flagComment} {
		for flags&flag != 0 && d.err == nil && d.next() != 0 {
			continue
		}
	}
	if flags&flagCRC != 0 {
		d.raw(2)
	}
	return d.err
}

// raw returns the next n bytes, zeros where there are none.
func (d *inflater) raw(n int) []byte {
	bytes := make([]byte, n)
	for i := range bytes {
		bytes[i] = d.next()
	}
	return bytes
}

// inflateZlib decodes the zlib format, or DEFLATE without it.
func inflateZlib(f *feeder, text *collector) error {
	if isText(f.t.Body) {
		return errors.New("the body is text")
	}
	d := &inflater{f: f, to: text}
	head := d.raw(2)
	if d.err != nil {
		return d.err
	}
	if head[0]&0x0f != 8 || (uint(head[0])<<8|uint(head[1]))%31 != 0 {
		d.hold, d.bits = uint32(head[0])|uint32(head[1])<<8, 16
		return d.run()
	}
	if err := d.run(); err != nil {
		return err
	}
	if sum := d.raw(4); d.err == nil && binary.BigEndian.Uint32(sum) != adler32.Checksum(d.out) {
		return errors.New("the checksum of zlib does not fit")
	}
	return d.err
}

// isText reports whether body begins like a text, which is unlikely to be DEFLATE
// as well: by chance, one in two thousand is.
func isText(body []byte) bool {
	const enough = 8
	if len(body) < enough {
		return false
	}
	for _, c := range body[:enough] {
		if (c < ' ' || c > '~') && c != '\n' && c != '\r' {
			return false
		}
	}
	return true
}
