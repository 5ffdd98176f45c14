package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/net/http2"
)

// http2Stream is the protocol HTTP/2 as far as it concerns one stream: it reads
// the form that FieldsFrame describes. The connection is for Trunk.
// https://www.rfc-editor.org/rfc/rfc9113#section-8.1
type http2Stream struct {
	limits   Limits
	method   string // of the request
	id       uint32
	rest     []byte // a frame that is not whole yet
	raw      int64  // the place of its first byte
	headUsed int    // bytes of all heads so far
	bodyUsed int    // bytes after the final head
	status   int    // of the final head, 0 without one
	length   int64  // what Content-Length says, or -1
	body     int64  // bytes of the body so far
	away     *GoAway
	end      EndKind
	err      error
	excess   bool // frames after the end have been reported
}

func newHTTP2Stream(limits Limits, method string, id uint32) *http2Stream {
	return &http2Stream{limits: limits, method: method, id: max(id, 1), length: -1}
}

func (h *http2Stream) state() (EndKind, error) { return h.end, h.err }

// closed says that the connection ends before the stream does.
func (h *http2Stream) closed() (EndKind, error) {
	after := ""
	if h.away != nil {
		after = fmt.Sprintf(", after GOAWAY with %s", h.away.Code)
	}
	missing := errors.New("read body: closed before END_STREAM" + after)
	if h.status == 0 {
		missing = errors.New("read response: closed before the response head" + after)
	}
	if h.away != nil && h.away.Code != http2.ErrCodeNo {
		return EndGoAway, missing
	}
	return EndTruncated, missing
}

func (h *http2Stream) feed(p []byte, to sink) {
	h.rest = append(h.rest, p...)
	for h.end == EndOpen || h.end == EndComplete {
		if len(h.rest) < frameHeaderBytes {
			return
		}
		head, _ := http2.ReadFrameHeader(bytes.NewReader(h.rest))
		if most := max(h.limits.HeadBytes, maxFrameBytes); int(head.Length) > most {
			h.fail(EndMalformed, fmt.Errorf("read frame: %s has %d bytes, more than %d", head.Type, head.Length, most))
			return
		}
		size := frameHeaderBytes + int(head.Length)
		if len(h.rest) < size {
			return
		}
		h.frame(head, bytes.Clone(h.rest[:size]), to)
		h.rest = append(h.rest[:0], h.rest[size:]...)
		h.raw += int64(size)
	}
	h.rest = nil
}

func (h *http2Stream) fail(kind EndKind, err error) { h.end, h.err = kind, err }

// frame takes a whole frame.
func (h *http2Stream) frame(f http2.FrameHeader, raw []byte, to sink) {
	payload := raw[frameHeaderBytes:]
	switch {
	case f.Type == http2.FrameGoAway:
		h.goAway(payload, to)
	case h.end == EndComplete:
		h.follow(f, to)
	case f.Type == http2.FrameHeaders && h.status == 0:
		h.readHead(f, raw, to)
	case f.Type == http2.FrameHeaders:
		h.readTrailer(f, payload, to)
	case f.Type == http2.FrameData:
		h.readData(f, payload, to)
	case f.Type == http2.FrameRSTStream && len(payload) == 4:
		code := http2.ErrCode(binary.BigEndian.Uint32(payload))
		to.reset(code)
		h.fail(EndStreamReset, fmt.Errorf("read response: the target reset the stream with %s", code))
	}
}

// follow judges a frame after END_STREAM. RST_STREAM may stand there, to say
// that the rest of the request is not wanted.
func (h *http2Stream) follow(f http2.FrameHeader, to sink) {
	if !h.excess && f.Type != http2.FrameRSTStream {
		h.excess = true
		to.problem(Problem{h.raw, fmt.Sprintf("%s follows END_STREAM", f.Type)})
	}
}

// goAway ends a stream that the target has not worked on.
func (h *http2Stream) goAway(payload []byte, to sink) {
	if len(payload) < 8 || h.end != EndOpen {
		return
	}
	g := GoAway{binary.BigEndian.Uint32(payload) & maxWindow, http2.ErrCode(binary.BigEndian.Uint32(payload[4:]))}
	h.away = &g
	to.goAway(g)
	if h.id > g.LastStream {
		h.fail(EndGoAway, fmt.Errorf("read response: GOAWAY with %s leaves stream %d unanswered: the last one is %d", g.Code, h.id, g.LastStream))
	}
}

func (h *http2Stream) readHead(f http2.FrameHeader, raw []byte, to sink) {
	head, ok := h.fields(raw[frameHeaderBytes:])
	if !ok {
		return
	}
	parsed, err := newHead(head.fields, head.offsets, h.raw, raw)
	last := f.Flags.Has(http2.FlagHeadersEndStream)
	switch {
	case err != nil:
		h.fail(EndMalformed, err)
	case isInterim(parsed.Status):
		to.interim(parsed)
		if last {
			h.fail(EndMalformed, errors.New("read response: END_STREAM follows an interim response"))
		}
	default:
		h.begin(parsed, to)
		h.finishIf(last, to)
	}
}

// block is a decoded field block.
type block struct {
	fields  []Field
	offsets []int64
}

// fields decodes a field block and counts it.
func (h *http2Stream) fields(payload []byte) (b block, ok bool) {
	b.fields, b.offsets, ok = cutFields(payload, h.raw+frameHeaderBytes)
	if !ok {
		h.fail(EndMalformed, errors.New("read response: the field block is not made of literals"))
		return b, false
	}
	for _, f := range b.fields {
		h.headUsed += len(f.Name) + len(f.Value) + fieldBytes
	}
	if h.headUsed > h.limits.HeadBytes {
		h.fail(EndLimit, &LimitError{Limit: "HeadBytes", Max: h.limits.HeadBytes})
	}
	return b, h.end == EndOpen
}

// begin starts the body.
func (h *http2Stream) begin(head *Head, to sink) {
	f := Framing{Kind: FramingStream}
	h.status, h.headUsed = head.Status, 0
	if lengths, measured := listOf(head, "Content-Length"); measured {
		length, err := parseLengths(lengths)
		if err != nil {
			f.note(head.OffsetOf("Content-Length"), err.Error())
		} else if h.method != "HEAD" && head.Status != 304 {
			h.length = length
		}
	}
	to.head(head, f)
}

func (h *http2Stream) readTrailer(f http2.FrameHeader, payload []byte, to sink) {
	b, ok := h.fields(payload)
	if !ok {
		return
	}
	for i, f := range b.fields {
		for _, message := range fieldProblems(f) {
			to.problem(Problem{b.offsets[i], "in the trailer section: " + message})
		}
	}
	to.trailer(b.fields)
	if !f.Flags.Has(http2.FlagHeadersEndStream) {
		to.problem(Problem{h.raw, "HEADERS after the response head lacks END_STREAM"})
	}
	h.finishIf(true, to)
}

func (h *http2Stream) readData(f http2.FrameHeader, payload []byte, to sink) {
	data, ok := unpad(f, payload)
	h.bodyUsed += frameHeaderBytes + len(payload)
	switch {
	case h.status == 0:
		h.fail(EndMalformed, errors.New("read response: DATA before the response head"))
	case !ok:
		h.fail(EndMalformed, errors.New("read body: the padding of DATA is longer than the frame"))
	case h.bodyUsed > h.limits.BodyBytes:
		h.fail(EndLimit, &LimitError{Limit: "BodyBytes", Max: h.limits.BodyBytes})
	default:
		if len(data) > 0 && h.body == 0 && (h.method == "HEAD" || h.status == 204 || h.status == 304) {
			to.problem(Problem{h.raw, "a response that has no body has DATA"})
		}
		h.body += int64(len(data))
		to.body(data)
		h.finishIf(f.Flags.Has(http2.FlagDataEndStream), to)
	}
}

// unpad returns the payload of DATA without padding.
// https://www.rfc-editor.org/rfc/rfc9113#section-6.1
func unpad(f http2.FrameHeader, payload []byte) (data []byte, ok bool) {
	if !f.Flags.Has(http2.FlagDataPadded) {
		return payload, true
	}
	if len(payload) == 0 || int(payload[0]) >= len(payload) {
		return nil, false
	}
	return payload[1 : len(payload)-int(payload[0])], true
}

// finishIf ends the response if the frame at hand has END_STREAM.
// https://www.rfc-editor.org/rfc/rfc9113#section-8.1.1
func (h *http2Stream) finishIf(last bool, to sink) {
	if !last || h.end != EndOpen {
		return
	}
	h.end = EndComplete
	if h.length >= 0 && h.length != h.body {
		to.problem(Problem{h.raw, fmt.Sprintf("END_STREAM after %d bytes, but Content-Length is %d", h.body, h.length)})
	}
}
