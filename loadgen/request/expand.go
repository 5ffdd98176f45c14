package request

import (
	"encoding/hex"
	"math/bits"
	"strconv"
)

// expand appends a template with its gaps filled in for a Subscriber.
func (m *Maker) expand(dst []byte, t template, subscriber int) []byte {
	for i := range t.parts {
		p := &t.parts[i]
		switch p.kind {
		case literal:
			dst = append(dst, p.text...)
		case column:
			dst = p.encoding.append(dst, m.tables[p.feed].value(m.row(p.feed, subscriber), p.col))
		case sequence, unique, random:
			var room [40]byte
			dst = p.encoding.append(dst, m.appendNumber(room[:0], p, subscriber))
		}
	}
	return dst
}

func (m *Maker) appendNumber(dst []byte, p *part, subscriber int) []byte {
	switch p.kind {
	case sequence:
		return strconv.AppendInt(dst, int64(subscriber), 10)
	case unique:
		return m.appendUUID(dst, subscriber)
	case random:
		return strconv.AppendUint(dst, p.low+below(m.draw(subscriber, p.draw), p.span+1), 10)
	case literal, column:
	}
	return dst
}

// appendUUID writes a UUID of version 4, its random bits being the Subscriber's.
// https://www.rfc-editor.org/rfc/rfc9562#section-5.4
func (m *Maker) appendUUID(dst []byte, subscriber int) []byte {
	var id [16]byte
	high, low := m.draw(subscriber, drawUUIDHigh), m.draw(subscriber, drawUUIDLow)
	for i := range 8 {
		id[i], id[8+i] = byte(high>>(56-8*i)), byte(low>>(56-8*i))
	}
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	for i, end := range []int{4, 6, 8, 10, 16} {
		begin := []int{0, 4, 6, 8, 10}[i]
		if i > 0 {
			dst = append(dst, '-')
		}
		dst = hex.AppendEncode(dst, id[begin:end])
	}
	return dst
}

// row returns the row of a Feed that a Subscriber has.
func (m *Maker) row(feed, subscriber int) int {
	rows := m.tables[feed].rows
	if m.spec.Feeds[feed].Order == Random {
		return int(below(m.draw(subscriber, drawRows+uint64(feed)), uint64(rows)))
	}
	return subscriber % rows
}

// What is drawn for a Subscriber, apart from the numbers of templates.
const (
	drawUUIDHigh = 1<<40 + iota
	drawUUIDLow
	drawRows
)

// draw returns 64 random bits that depend on the seed, the Subscriber and what they
// are for.
func (m *Maker) draw(subscriber int, what uint64) uint64 {
	return mix(mix(mix(m.spec.Seed)^uint64(subscriber)) ^ what)
}

// mix is a step of SplitMix64.
// https://doi.org/10.1145/2714064.2660195
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// below maps random bits to 0 … n-1.
func below(bits64, n uint64) uint64 {
	high, _ := bits.Mul64(bits64, n)
	return high
}
