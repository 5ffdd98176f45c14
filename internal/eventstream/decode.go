package eventstream

import (
	"bytes"
	"unicode/utf8"
)

// Decoder turns the bytes of one event stream into the events that a user
// agent dispatches. It is not safe for concurrent use. Use NewDecoder.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
type Decoder struct {
	opts  Options
	scan  scanner
	err   error
	start int64 // where the frame begins that is being read

	// The buffers of the Standard. The last event ID buffer is id if idSet, else
	// it equals lastID, the last event ID string.
	data       held
	hasData    bool
	typ        held
	id, lastID *held
	idSet      bool

	retry    int64
	hasRetry bool

	hasNUL      bool // the next line may hold a NUL
	wellFormed  bool // the next line is UTF-8
	defaultType []byte
}

// NewDecoder returns a decoder at the start of a stream.
func NewDecoder(o Options) *Decoder {
	o = o.withDefaults()
	return &Decoder{
		opts: o, scan: scanner{max: o.MaxLineBytes},
		id: &held{}, lastID: &held{b: []byte(o.LastEventID)}, defaultType: []byte(DefaultType),
	}
}

// Feed decodes the next bytes of the stream and calls emit for each event that
// they dispatch, in order, before it returns. How the stream is cut into chunks
// changes nothing; what no blank line has ended is never dispatched. The decoder
// keeps no reference to chunk. An error is a *LimitError; the events before the
// place it names have been emitted, and every later call returns it again.
func (d *Decoder) Feed(chunk []byte, emit func(View)) error {
	if d.err != nil {
		return d.err
	}
	if d.scan.load(chunk) && d.start == d.scan.base {
		d.start++
	}
	if d.distrust(); len(d.scan.partial) == 0 || d.line(emit) {
		d.survey(chunk[d.scan.pos:])
		for d.line(emit) {
		}
	}
	d.own()
	if d.err == nil {
		d.err = d.scan.keep()
	}
	d.scan.unload()
	return d.err
}

// line processes the next line and reports whether to go on.
func (d *Decoder) line(emit func(View)) bool {
	line, eol, ok := d.scan.next()
	if !ok {
		return false
	}
	if d.scan.lineStart() == 0 {
		line = trimByteOrderMark(line)
	}
	if len(line) == 0 {
		d.dispatch(eol, emit)
		return true
	}
	d.interpret(line)
	return d.err == nil
}

// distrust makes every line be searched for NUL and ill-formed UTF-8.
func (d *Decoder) distrust() { d.hasNUL, d.wellFormed = true, false }

// survey searches lines, and the beginning of one, at once.
func (d *Decoder) survey(lines []byte) {
	d.hasNUL = bytes.IndexByte(lines, 0) >= 0
	d.wellFormed = utf8.Valid(lines[:len(lines)-cutShort(lines)])
}

// own ends the borrowing from the current chunk.
func (d *Decoder) own() {
	d.data.own()
	d.typ.own()
	d.id.own()
	d.lastID.own()
}

// LastEventID returns the last event ID string: what a reconnecting client
// sends as Last-Event-ID. It is empty when there is none.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-last-event-id
func (d *Decoder) LastEventID() string { return string(d.lastID.b) }

// Retry returns the reconnection time that the stream has set, in
// milliseconds, and whether it has set one. A number too large for an int64 is
// reported as math.MaxInt64.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-reconnection-time
func (d *Decoder) Retry() (ms int64, ok bool) { return d.retry, d.hasRetry }

// Offset returns the number of bytes fed so far.
func (d *Decoder) Offset() int64 { return d.scan.base + int64(len(d.scan.chunk)) }

// dispatch processes a blank line, of whose line end eol bytes are in the chunk.
// The last event ID string is set even if there is no data to dispatch.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage
func (d *Decoder) dispatch(eol int, emit func(View)) {
	if d.idSet {
		d.id, d.lastID, d.idSet = d.lastID, d.id, false
	}
	end := d.scan.offset()
	if d.hasData {
		typ := d.typ.b
		if len(typ) == 0 {
			typ = d.defaultType
		}
		emit(View{Type: typ, Data: d.data.b, LastEventID: d.lastID.b, Offset: d.start, End: end - int64(eol) + 1})
		d.data.clear()
		d.hasData = false
	}
	d.typ.clear()
	d.start = end
}

func (d *Decoder) fail(limit string, most int, offset int64) {
	d.err = &LimitError{Limit: limit, Max: most, Offset: offset}
}
