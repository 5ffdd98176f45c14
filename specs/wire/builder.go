package wire

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/net/http2"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// builder fills a Transcript from the bytes of its response, each byte once:
// while they arrive and when a saved Transcript is loaded. It is the sink of the
// protocol.
type builder struct {
	t       *Transcript
	proto   protocol
	decoder *eventstream.Decoder
	framer  *eventstream.Framer
	at      time.Duration // of the chunk at hand
	lines   int           // line ends in the body so far
	id      string        // of the latest event
}

// newBuilder empties the derived part of t and returns its builder.
func newBuilder(t *Transcript) *builder {
	t.Limits = t.Limits.withDefaults(&t.Request)
	t.Chunks, t.Interim, t.Head, t.Framing, t.Body = nil, nil, nil, Framing{}, nil
	t.Frames, t.Events, t.Retry, t.StreamErr, t.arrivals = nil, nil, nil, nil, nil
	t.LastEventID = t.Limits.Stream.LastEventID
	return &builder{
		t:       t,
		proto:   newProtocol(t),
		decoder: eventstream.NewDecoder(t.Limits.Stream),
		framer:  eventstream.NewFramer(t.Limits.Stream),
	}
}

func newProtocol(t *Transcript) protocol {
	if t.Request.Proto == HTTP2 {
		return newHTTP2Stream(t.Limits, t.Request.Method, t.Stream)
	}
	return newHTTP1(t.Limits, t.Request.Method)
}

// feed records a chunk and what it holds.
func (b *builder) feed(c Chunk) {
	b.t.Chunks = append(b.t.Chunks, c)
	b.at = c.At
	before := len(b.t.Body)
	b.proto.feed(c.Bytes, b)
	if id := b.decoder.LastEventID(); id != b.t.LastEventID {
		b.t.LastEventID = id
	}
	if n := len(b.t.Body); n > before {
		b.t.arrivals = append(b.t.arrivals, arrival{int64(n), c.At})
	}
}

// state says how the Exchange has ended by the bytes alone, and why.
func (b *builder) state() (EndKind, error) {
	if kind, err := b.proto.state(); kind != EndOpen {
		return kind, b.explain(err)
	}
	if b.t.StreamErr != nil {
		return EndLimit, b.t.StreamErr
	}
	return EndOpen, nil
}

// closed says what it means that the connection ends here.
func (b *builder) closed() (EndKind, error) {
	kind, err := b.proto.closed()
	return kind, b.explain(err)
}

// unnotified says what it means that the connection ends here without
// close_notify.
func (b *builder) unnotified() error {
	if _, reason := b.closed(); reason != nil {
		return fmt.Errorf("%w, and without close_notify", reason)
	}
	return errors.New("read body: closed without close_notify")
}

// explain shows what came instead of a response.
func (b *builder) explain(err error) error {
	if !errors.Is(err, errNotHTTP) {
		return err
	}
	const most = 60
	raw := b.t.Raw()
	if len(raw) > most {
		return fmt.Errorf("%w: %q…", err, raw[:most])
	}
	return fmt.Errorf("%w: %q", err, raw)
}

// finish records the end, unless there is one already.
func (b *builder) finish(end End, cause error) {
	if b.t.End.Kind != EndOpen {
		return
	}
	b.framer.Close(b.addFrame)
	b.t.End, b.t.err = end, cause
}

func (b *builder) interim(h *Head) { b.t.Interim = append(b.t.Interim, b.stamp(h)) }

func (b *builder) head(h *Head, f Framing) { b.t.Head, b.t.Framing = b.stamp(h), f }

func (b *builder) stamp(h *Head) *Head {
	h.FirstByteAt, h.At = b.t.TimeOfRaw(h.Offset), b.at
	return h
}

func (b *builder) chunk(c HTTPChunk) {
	b.t.Framing.HTTPChunks = append(b.t.Framing.HTTPChunks, c)
}

func (b *builder) trailer(fields []Field) { b.t.Framing.Trailer = fields }

func (b *builder) reset(code http2.ErrCode) { b.t.Framing.Reset = &code }

func (b *builder) goAway(g GoAway) { b.t.Framing.GoAway = &g }

func (b *builder) problem(p Problem) { b.t.Framing.Problems = addProblem(b.t.Framing.Problems, p) }

// body records bytes of the body and decodes them. Frames, events and lines
// have limits of their own; each stops at its byte, whatever the others do, so
// that the cut of the bytes does not matter.
func (b *builder) body(p []byte) {
	t := b.t
	t.Body = append(t.Body, p...)
	p, lineErr := b.countLines(p)
	frameErr := b.framer.Feed(p, b.addFrame)
	eventErr := b.decoder.Feed(p, b.addEvent)
	for _, err := range []error{lineErr, eventErr, frameErr} {
		if err != nil {
			t.StreamErr = err
		}
	}
	if ms, ok := b.decoder.Retry(); ok && (t.Retry == nil || *t.Retry != ms) {
		t.Retry = &ms
	}
}

// countLines returns the bytes before the line end that exceeds the limit, and
// then the error.
func (b *builder) countLines(p []byte) ([]byte, error) {
	limit := b.t.Limits.Lines
	for i, c := range p {
		if b.lines > limit {
			return p[:i], &LimitError{Limit: "Lines", Max: limit}
		}
		if c == '\n' || c == '\r' {
			b.lines++
		}
	}
	return p, nil
}

func (b *builder) addFrame(f eventstream.Frame) { b.t.Frames = append(b.t.Frames, f) }

// addEvent records an event. Events with the same ID share its memory: it may be
// long, and lasts until the next.
func (b *builder) addEvent(v eventstream.View) {
	if string(v.LastEventID) != b.id {
		b.id = string(v.LastEventID)
	}
	e := eventstream.Event{Type: string(v.Type), Data: string(v.Data), LastEventID: b.id}
	b.t.Events = append(b.t.Events, Event{Event: e, Offset: v.Offset, EndOffset: v.End, At: b.at})
}
