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

	// The buffers of the Standard, and whether they have been set since the last
	// dispatch. ids[last] is the last event ID string; the other one is the last
	// event ID buffer where it differs from that, that is, if hasID.
	data, typ        held
	ids              [2]held
	last             int
	hasData, hasType bool
	hasID            bool

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
		ids: [2]held{{b: []byte(o.LastEventID)}}, defaultType: []byte(DefaultType),
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
	if d.firstLine(emit) {
		d.survey(chunk[d.scan.pos:])
		d.lines(emit)
	}
	d.own()
	if d.err == nil {
		d.err = d.scan.keep()
	}
	d.scan.unload()
	return d.err
}

// firstLine processes the first line if it is not like the others of the chunk:
// it may hold a byte order mark or have begun in an earlier chunk. It reports
// whether to go on.
func (d *Decoder) firstLine(emit func(View)) bool {
	if d.scan.base > 0 && len(d.scan.partial) == 0 {
		return true
	}
	d.hasNUL, d.wellFormed = true, false // until the line has been searched
	return d.line(emit)
}

// lines processes the other lines.
func (d *Decoder) lines(emit func(View)) {
	if bytes.IndexByte(d.scan.chunk[d.scan.pos:], '\r') < 0 {
		d.plainLines(emit)
	}
	for d.err == nil && d.line(emit) {
	}
}

// plainLines processes lines that end with LF, in a chunk without CR. It is what
// lines does, at twice the speed; it stops before a line that is too long.
func (d *Decoder) plainLines(emit func(View)) {
	chunk, most := d.scan.chunk, d.scan.max
	for pos := d.scan.pos; pos < len(chunk) && d.err == nil; {
		if chunk[pos] == '\n' {
			pos++
			d.scan.pos = pos
			d.dispatch(1, emit)
			continue
		}
		n := bytes.IndexByte(chunk[pos:], '\n')
		if n < 0 || n > most {
			return
		}
		line := chunk[pos : pos+n]
		d.scan.start = pos
		pos += n + 1
		d.scan.pos = pos
		d.interpret(line)
	}
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

// survey searches lines, and the beginning of one, at once.
func (d *Decoder) survey(lines []byte) {
	d.hasNUL = bytes.IndexByte(lines, 0) >= 0
	d.wellFormed = utf8.Valid(lines[:len(lines)-cutShort(lines)])
}

// own ends the borrowing from the current chunk.
func (d *Decoder) own() {
	d.data.own(d.hasData)
	d.typ.own(d.hasType)
	d.ids[d.last].own(true)
	d.ids[1-d.last].own(d.hasID)
}

// LastEventID returns the last event ID string: what a reconnecting client
// sends as Last-Event-ID. It is empty when there is none.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-last-event-id
func (d *Decoder) LastEventID() string { return string(d.ids[d.last].b) }

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
	ownID := d.hasID
	if ownID {
		d.last, d.hasID = 1-d.last, false
	}
	end := d.scan.offset()
	if d.hasData {
		typ := d.defaultType
		if d.hasType && len(d.typ.b) > 0 {
			typ = d.typ.b
		}
		emit(View{
			Type: typ, Data: d.data.b, LastEventID: d.ids[d.last].b, OwnID: ownID,
			Offset: d.start, End: end - int64(eol) + 1,
		})
		d.hasData = false
	}
	d.hasType = false
	d.start = end
}

func (d *Decoder) fail(limit string, most int, offset int64) {
	d.err = &LimitError{Limit: limit, Max: most, Offset: offset}
}
