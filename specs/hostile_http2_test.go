package specs

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"strings"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// hostileHTTP2 serve a stream over HTTP/1.1 and mean no good over HTTP/2.
func hostileHTTP2() []hostile {
	const given, like = "gave up on the (HTTP/2 connection|exchange) .*", "http2-like-http1: over HTTP/2"
	const strange = "http2-stays-up: the connection was given up"
	settings := frames(func(f *http2.Framer) error { return f.WriteSettings() })
	after := func(text string) handler { return trunked(func(c net.Conn) { flood(c, settings, text) }) }
	then := func(text string) handler {
		return trunked(func(c net.Conn) { _, _ = io.WriteString(c, settings+text); mute(c) })
	}
	return []hostile{
		{name: "HTTP/2 without SETTINGS", serve: trunked(mute), kind: judged, says: "does not speak HTTP/2 here"},
		{name: "HTTP/2 of garbage", serve: trunked(func(c net.Conn) { flood(c, "", "\xff\x00\xa5") }), kind: judged, says: "does not speak HTTP/2 here"},
		{name: "HTTP/2 that never answers", serve: then(""), kind: judged, says: like},
		{name: "HTTP/2 of garbage after SETTINGS", serve: after("\xff\x00\xa5"), kind: judged, says: strange},
		{name: "endless SETTINGS", serve: after(settings), kind: unreachable, says: given},
		{name: "endless PINGs", serve: after(frames(func(f *http2.Framer) error { return f.WritePing(false, [8]byte{1}) })), kind: unreachable, says: given},
		{name: "endless WINDOW_UPDATEs", serve: after(frames(func(f *http2.Framer) error { return f.WriteWindowUpdate(1, 1) })), kind: unreachable, says: given},
		{name: "endless GOAWAYs", serve: after(frames(func(f *http2.Framer) error { return f.WriteGoAway(0, http2.ErrCodeNo, make([]byte, 100)) })), kind: unreachable, says: given},
		{name: "endless frames that nobody knows", serve: after(frames(func(f *http2.Framer) error { return f.WriteRawFrame(0xfa, 0, 0, make([]byte, 1000)) })), kind: unreachable, says: given},
		{name: "endless RST_STREAMs", serve: after(frames(func(f *http2.Framer) error { return f.WriteRSTStream(1, http2.ErrCodeCancel) })), kind: unreachable, says: given},
		{name: "endless empty DATA", serve: after(frames(func(f *http2.Framer) error { return f.WriteData(1, false, nil) })), kind: unreachable, says: given},
		{name: "DATA that no window allows", serve: after(frames(func(f *http2.Framer) error { return f.WriteData(1, false, make([]byte, 16<<10)) })), kind: unreachable, says: given},
		{name: "endless CONTINUATIONs", serve: trunked(func(c net.Conn) {
			flood(c, settings+heads(false, ":status", "200"), frames(func(f *http2.Framer) error { return f.WriteContinuation(1, false, nil) }))
		}), kind: unreachable, says: given + "its head is longer"},
		{name: "an HPACK bomb", serve: then(hpackBomb()), kind: unreachable, says: given + "its head is longer"},
		{name: "a frame of 16 MiB", serve: trunked(func(c net.Conn) { flood(c, settings+"\xff\xff\xff\x00\x00\x00\x00\x00\x01", "x") }), kind: judged, says: strange},
	}
}

// trunked leaves connections of HTTP/2 to attack. Over HTTP/1.1 it serves a
// stream without events.
func trunked(attack handler) handler {
	return func(c net.Conn) {
		read := bufio.NewReader(c)
		if begin, _ := read.Peek(3); string(begin) == "PRI" {
			attack(c)
			return
		}
		answers(streamHead + "retry: 1000\n\n")(peeked{c, read})
	}
}

// peeked is a connection of which some bytes were read already.
type peeked struct {
	net.Conn
	read *bufio.Reader
}

func (p peeked) Read(b []byte) (int, error) { return p.read.Read(b) }

// frames returns what write writes.
func frames(write func(*http2.Framer) error) string {
	var text bytes.Buffer
	f := http2.NewFramer(&text, nil)
	f.AllowIllegalWrites = true
	if err := write(f); err != nil {
		return err.Error() // which no row wants
	}
	return text.String()
}

// heads returns a HEADERS frame of the first stream.
func heads(whole bool, fields ...string) string {
	var block bytes.Buffer
	enc := hpack.NewEncoder(&block)
	for i := 0; i < len(fields); i += 2 {
		_ = enc.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]})
	}
	return frames(func(f *http2.Framer) error {
		return f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, EndHeaders: whole, BlockFragment: block.Bytes()})
	})
}

// hpackBomb is a HEADERS frame that says a long field ten thousand times: once
// in full, then by its number.
func hpackBomb() string {
	var block bytes.Buffer
	enc := hpack.NewEncoder(&block)
	_ = enc.WriteField(hpack.HeaderField{Name: ":status", Value: "200"})
	_ = enc.WriteField(hpack.HeaderField{Name: "x", Value: strings.Repeat("?", 4000)})
	block.WriteString(strings.Repeat("\xbe", 10_000))
	return frames(func(f *http2.Framer) error {
		return f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, EndHeaders: true, BlockFragment: block.Bytes()})
	})
}
