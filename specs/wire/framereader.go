package wire

import (
	"bytes"
	"errors"
	"fmt"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// frameReader takes the bytes that a target sends on an HTTP/2 connection apart
// into frames. It holds at most one unfinished frame and one field block.
type frameReader struct {
	rest    []byte // bytes that are not a whole frame yet
	begun   bool   // the first frame has been seen
	inBlock bool   // CONTINUATION must follow
	in      bytes.Reader
	framer  *http2.Framer
	block   *fieldBlock
}

// received is a frame of the target's with its bytes, which are borrowed.
type received struct {
	HTTPFrame
	raw []byte
	// whole says that a field block ends here, and last that its HEADERS frame has
	// END_STREAM.
	whole, last bool
}

// frameError is a reason to give up a connection, with the code that says so to
// the target.
type frameError struct {
	code http2.ErrCode
	text string
}

func (e *frameError) Error() string { return e.text }

func newFrameReader(maxHead int) *frameReader {
	r := &frameReader{block: newFieldBlock(maxHead)}
	r.framer = http2.NewFramer(nil, &r.in)
	r.framer.SetMaxReadFrameSize(maxFrameBytes)
	return r
}

// feed takes the next bytes and hands out the frames that they complete. An
// error, its own or one of to, is the end.
func (r *frameReader) feed(p []byte, to func(received) error) error {
	r.rest = append(r.rest, p...)
	used := 0
	defer func() { r.rest = append(r.rest[:0], r.rest[used:]...) }()
	for {
		raw, err := r.cut(r.rest[used:])
		if raw == nil || err != nil {
			return err
		}
		f, err := r.parse(raw)
		if err != nil {
			return err
		}
		used += len(raw)
		if err := to(f); err != nil {
			return err
		}
	}
}

// cut returns the first frame of p, nil when it is not whole. It refuses a frame
// by its header, before there is anything to keep.
func (r *frameReader) cut(p []byte) ([]byte, error) {
	if len(p) < frameHeaderBytes {
		return nil, nil
	}
	h, _ := http2.ReadFrameHeader(bytes.NewReader(p))
	switch {
	case !r.begun && (h.Type != http2.FrameSettings || h.Flags.Has(http2.FlagSettingsAck) || h.StreamID != 0 || h.Length > maxFrameBytes):
		return nil, notHTTP2(p)
	case h.Length > maxFrameBytes:
		return nil, &frameError{http2.ErrCodeFrameSize, fmt.Sprintf("read frame: %s of %d bytes exceeds SETTINGS_MAX_FRAME_SIZE, %d", h.Type, h.Length, maxFrameBytes)}
	}
	r.begun = true
	if size := frameHeaderBytes + int(h.Length); len(p) >= size {
		return p[:size], nil
	}
	return nil, nil
}

// notHTTP2 shows what came instead of SETTINGS.
func notHTTP2(p []byte) error {
	const most = 60
	return &frameError{http2.ErrCodeProtocol, fmt.Sprintf("read frame: the bytes are not HTTP/2, which begins with SETTINGS: %q", p[:min(len(p), most)])}
}

// closed says what it means that the connection ends here: nil, or what is
// missing.
func (r *frameReader) closed() error {
	switch {
	case !r.begun && len(r.rest) == 0:
		return errors.New("read frame: closed before the first frame")
	case !r.begun:
		return notHTTP2(r.rest)
	case len(r.rest) > 0:
		return fmt.Errorf("read frame: closed after %d bytes of a frame", len(r.rest))
	case r.inBlock:
		return errors.New("read frame: closed inside a field block")
	}
	return nil
}

// parse takes a whole frame apart.
func (r *frameReader) parse(raw []byte) (received, error) {
	h, _ := http2.ReadFrameHeader(bytes.NewReader(raw))
	f := received{raw: raw, HTTPFrame: HTTPFrame{Type: h.Type, Flags: h.Flags, Stream: h.StreamID, Length: int(h.Length)}}
	r.in.Reset(raw)
	parsed, err := r.framer.ReadFrame()
	if err != nil {
		return f, r.refuse(&f, err)
	}
	switch p := parsed.(type) {
	case *http2.HeadersFrame:
		r.block.begin(p.StreamEnded())
		err = r.blockPart(&f, p.HeaderBlockFragment(), p.HeadersEnded())
	case *http2.ContinuationFrame:
		err = r.blockPart(&f, p.HeaderBlockFragment(), p.HeadersEnded())
	case *http2.PushPromiseFrame:
		err = &frameError{http2.ErrCodeProtocol, "read frame: PUSH_PROMISE although SETTINGS_ENABLE_PUSH is 0"}
	default:
		f.describe(parsed)
	}
	return f, err
}

// refuse makes a Problem of an error that concerns one stream, and else returns
// the reason to give up. HEADERS cannot be skipped: later ones depend on them.
func (r *frameReader) refuse(f *received, err error) error {
	var (
		stream http2.StreamError
		conn   http2.ConnectionError
	)
	if errors.As(err, &stream) && f.Type != http2.FrameHeaders {
		f.Problem = fmt.Sprintf("the frame is malformed: %s", stream.Code)
		return nil
	}
	code, why := http2.ErrCodeProtocol, err
	if errors.As(err, &conn) {
		code = http2.ErrCode(conn)
	}
	if detail := r.framer.ErrorDetail(); detail != nil {
		why = detail
	}
	return &frameError{code, fmt.Sprintf("read frame: %s on stream %d is malformed: %v", f.Type, f.Stream, why)}
}

// blockPart adds a fragment to the field block at hand.
func (r *frameReader) blockPart(f *received, fragment []byte, whole bool) (err error) {
	r.inBlock = !whole
	if err = r.block.write(fragment); err == nil && whole {
		f.Fields, err = r.block.take()
		f.whole, f.last = true, r.block.last
	}
	if limit := (*LimitError)(nil); err == nil || errors.As(err, &limit) {
		return err
	}
	return &frameError{http2.ErrCodeCompression, fmt.Sprintf("read frame: field block on stream %d: %v", f.Stream, err)}
}

// describe fills in what the type of the frame has.
func (f *received) describe(parsed http2.Frame) {
	switch p := parsed.(type) {
	case *http2.SettingsFrame:
		_ = p.ForeachSetting(func(s http2.Setting) error {
			f.Settings = append(f.Settings, s)
			return nil
		})
	case *http2.PingFrame:
		f.Opaque = p.Data
	case *http2.GoAwayFrame:
		f.LastStream, f.Code, f.Debug = p.LastStreamID, p.ErrCode, string(p.DebugData())
	case *http2.RSTStreamFrame:
		f.Code = p.ErrCode
	case *http2.WindowUpdateFrame:
		f.Increment = p.Increment
	}
}

// fieldBlock decodes one field block after the other, and bounds each: its
// bytes, and what they decode to, which can be far more.
type fieldBlock struct {
	max       int
	decoder   *hpack.Decoder
	fields    []Field
	used, raw int
	last      bool
}

func newFieldBlock(maxBytes int) *fieldBlock {
	b := &fieldBlock{max: maxBytes}
	b.decoder = hpack.NewDecoder(4096, b.add)
	b.decoder.SetMaxStringLength(maxBytes)
	return b
}

func (b *fieldBlock) begin(last bool) { b.fields, b.used, b.raw, b.last = nil, 0, 0, last }

// fieldBytes is what a field counts beside its name and value.
// https://www.rfc-editor.org/rfc/rfc9113#section-6.5.2-2.12.1
const fieldBytes = 32

func (b *fieldBlock) add(f hpack.HeaderField) {
	b.used += len(f.Name) + len(f.Value) + fieldBytes
	if b.used > b.max {
		b.decoder.SetEmitEnabled(false)
		return
	}
	b.fields = append(b.fields, Field{f.Name, f.Value})
}

func (b *fieldBlock) write(fragment []byte) error {
	b.raw += frameHeaderBytes + len(fragment)
	if b.raw > b.max {
		return b.limit()
	}
	_, err := b.decoder.Write(fragment)
	if b.used > b.max || errors.Is(err, hpack.ErrStringLength) {
		return b.limit()
	}
	return err
}

func (b *fieldBlock) limit() error { return &LimitError{Limit: "HeadBytes", Max: b.max} }

func (b *fieldBlock) take() ([]Field, error) { return b.fields, b.decoder.Close() }
