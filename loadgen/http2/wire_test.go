package http2_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"golang.org/x/net/http2/hpack"

	"github.com/ssegauge/ssegauge/loadgen/http2"
)

// Frame types.
const (
	data = iota
	headers
	priority
	rstStream
	settings
	pushPromise
	ping
	goAway
	windowUpdate
	continuation
)

// Flags.
const (
	ack         = 0x1
	endStream   = 0x1
	endHeaders  = 0x4
	padded      = 0x8
	prioritised = 0x20
)

// fr is a frame as bytes.
func fr(kind, flags byte, id uint32, payload ...[]byte) []byte {
	p := bytes.Join(payload, nil)
	out := []byte{byte(len(p) >> 16), byte(len(p) >> 8), byte(len(p)), kind, flags}
	return append(binary.BigEndian.AppendUint32(out, id), p...)
}

// u32 is numbers of 32 bits.
func u32(values ...uint32) []byte {
	var out []byte
	for _, v := range values {
		out = binary.BigEndian.AppendUint32(out, v)
	}
	return out
}

// set is one of the SETTINGS.
func set(id uint16, value uint32) []byte {
	return append(binary.BigEndian.AppendUint16(nil, id), u32(value)...)
}

// block is compressed fields, without the tables.
func block(fields ...string) []byte {
	var out bytes.Buffer
	e := hpack.NewEncoder(&out)
	e.SetMaxDynamicTableSizeLimit(0)
	for i := 0; i < len(fields); i += 2 {
		if err := e.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1], Sensitive: true}); err != nil {
			panic(err)
		}
	}
	return out.Bytes()
}

// ok is the head of a response.
func ok(id uint32, fields ...string) []byte {
	return fr(headers, endHeaders, id, block(append([]string{":status", "200"}, fields...)...))
}

// sent is the frames that a Conn has sent.
type sent []sentFrame

type sentFrame struct {
	kind, flags byte
	id          uint32
	payload     []byte
}

// frames splits what a Conn has sent, after its preface.
func frames(tb testing.TB, out []byte) sent {
	tb.Helper()
	out, found := bytes.CutPrefix(out, []byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
	if !found {
		tb.Fatal("no preface")
	}
	var all sent
	for len(out) > 0 {
		n := 9 + (int(out[0])<<16 | int(out[1])<<8 | int(out[2]))
		all = append(all, sentFrame{kind: out[3], flags: out[4], id: binary.BigEndian.Uint32(out[5:]), payload: out[9:n]})
		out = out[n:]
	}
	return all
}

// find returns the payloads of a stream's frames of one kind.
func (s sent) find(kind byte, id uint32) [][]byte {
	var all [][]byte
	for _, f := range s {
		if f.kind == kind && f.id == id {
			all = append(all, f.payload)
		}
	}
	return all
}

// talk is a Conn with streams 1 and 3, whose server is the test.
type talk struct {
	c   *http2.Conn
	out bytes.Buffer
	one heard
	two heard
}

func begin(tb testing.TB, o http2.Options) *talk {
	tb.Helper()
	k := &talk{}
	k.c = http2.New(o, func(p []byte) { k.out.Write(p) })
	for _, h := range []*heard{&k.one, &k.two} {
		if _, err := k.c.Open(h, ask("GET", "/", nil)); err != nil {
			tb.Fatal(err)
		}
	}
	return k
}
