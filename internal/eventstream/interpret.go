package eventstream

import (
	"bytes"
	"math"
	"unicode/utf8"
)

// interpret processes one line that is not empty. The usual spelling of the
// frequent fields comes first, as comparisons that the compiler can unroll.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
func (d *Decoder) interpret(line []byte) {
	switch {
	case begins(line, "data: "):
		d.addData(line[len("data: "):])
	case begins(line, "event: "):
		d.setType(line[len("event: "):])
	case begins(line, "id: "):
		d.setID(line[len("id: "):])
	default:
		d.processField(splitField(line))
	}
}

func begins(line []byte, prefix string) bool {
	return len(line) >= len(prefix) && string(line[:len(prefix)]) == prefix
}

// splitField splits a line at its first colon, after which one space is not
// part of the value. A line without a colon has an empty value; that of a
// comment has an empty name.
func splitField(line []byte) (name, value []byte) {
	name, value, _ = bytes.Cut(line, []byte(":"))
	return name, bytes.TrimPrefix(value, []byte(" "))
}

// processField compares names literally and ignores unknown ones.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#processField
func (d *Decoder) processField(name, value []byte) {
	switch string(name) {
	case "data":
		d.addData(value)
	case "event":
		d.setType(value)
	case "id":
		d.setID(value)
	case "retry":
		d.setRetry(value)
	}
}

func (d *Decoder) setType(v []byte) {
	d.typ.borrow(d.text(v))
	d.hasType = true
}

func (d *Decoder) addData(v []byte) {
	v = d.text(v)
	if !d.hasData && len(v) <= d.opts.MaxEventBytes {
		d.data.borrow(v)
		d.hasData = true
		return
	}
	if len(d.data.b)+len(v) >= d.opts.MaxEventBytes {
		d.fail("event", d.opts.MaxEventBytes, d.start)
		return
	}
	d.data.appendLine(v)
}

func (d *Decoder) setID(v []byte) {
	v = d.text(v)
	if len(v) > d.opts.MaxIDBytes {
		d.fail("id", d.opts.MaxIDBytes, d.scan.lineStart())
		return
	}
	if d.hasNUL && bytes.IndexByte(v, 0) >= 0 {
		return
	}
	d.ids[1-d.last].borrow(v)
	d.hasID = true
}

func (d *Decoder) setRetry(v []byte) {
	if len(v) == 0 {
		return
	}
	ms := int64(0)
	for _, c := range v {
		if c < '0' || c > '9' {
			return
		}
		digit := int64(c - '0')
		if ms > (math.MaxInt64-digit)/10 {
			ms = math.MaxInt64
			continue
		}
		ms = ms*10 + digit
	}
	d.retry, d.hasRetry = ms, true
}

// text returns v decoded as UTF-8: v itself where it is well-formed.
func (d *Decoder) text(v []byte) []byte {
	if d.wellFormed || utf8.Valid(v) {
		return v
	}
	return appendUTF8(nil, v)
}
