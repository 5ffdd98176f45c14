package eventstream

import (
	"bytes"
	"math"
	"unicode/utf8"
)

// interpret processes one line that is not empty. Field names are compared
// literally; comments and unknown fields are ignored.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#processField
func (d *Decoder) interpret(line []byte) {
	switch line[0] {
	case 'd':
		if v, ok := fieldValue(line, "data"); ok {
			d.addData(v)
		}
	case 'e':
		if v, ok := fieldValue(line, "event"); ok {
			d.typ.borrow(d.text(v))
		}
	case 'i':
		if v, ok := fieldValue(line, "id"); ok {
			d.setID(v)
		}
	case 'r':
		if v, ok := fieldValue(line, "retry"); ok {
			d.setRetry(v)
		}
	}
}

// fieldValue returns the value of the field in line, and whether the field is
// the one called name. One space after the colon is not part of the value; a
// line without a colon has an empty value.
func fieldValue(line []byte, name string) (value []byte, ok bool) {
	n := len(name)
	if len(line) < n || string(line[:n]) != name {
		return nil, false
	}
	if len(line) == n {
		return nil, true
	}
	if line[n] != ':' {
		return nil, false
	}
	if len(line) > n+1 && line[n+1] == ' ' {
		n++
	}
	return line[n+1:], true
}

func (d *Decoder) addData(v []byte) {
	v = d.text(v)
	if n := len(d.data.b) + len(v); n >= d.opts.MaxEventBytes && (d.hasData || n > d.opts.MaxEventBytes) {
		d.fail("event", d.opts.MaxEventBytes, d.start)
		return
	}
	if d.hasData {
		d.data.appendLine(v)
		return
	}
	d.data.borrow(v)
	d.hasData = true
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
	d.id.borrow(v)
	d.idSet = true
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
