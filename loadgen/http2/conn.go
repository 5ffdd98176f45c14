package http2

import (
	"io"
	"maps"
	"slices"

	"golang.org/x/net/http2/hpack"
)

// Conn is the client's side of a connection. It belongs to one goroutine.
type Conn struct {
	options Options
	send    func(p []byte)
	streams map[uint32]*stream
	out     []byte // frames to send when Feed or whatever was called has done its work
	held    int    // nested calls that send later
	err     error  // why the connection is over
	away    *GoAwayError

	// what is being read
	offset   int64 // of the next byte
	start    int64 // of the frame
	frame    frame
	inFrame  bool
	partial  [frameHead]byte // a frame's head that came in pieces
	partials int
	payload  []byte // a payload that came in pieces, unless it is DATA
	data     dataFrame
	block    headBlock
	ended    [8]uint32 // streams that the server has ended, of late
	endedAt  int

	// what the server allows
	ready      bool // SETTINGS has come
	unlimited  bool // SETTINGS has not named a number of streams
	maxStreams uint32
	maxFrame   int
	maxList    uint32
	firstSend  int32 // the window of a new stream
	sendWindow int32 // of the connection
	bodies     int   // streams with content to send
	encoder    *hpack.Encoder
	encoded    fieldBytes

	decoder *hpack.Decoder
	nextID  uint32
	owed    int32 // what the server has sent on the connection and was not given back
}

// New starts a connection: it sends the client's preface, SETTINGS, and the connection's window.
// The options must be valid.
//
// Bytes for the server are given to send, many frames at a time, in order; it
// must have copied or written them when it returns. It may call Lost and no other method.
func New(o Options, send func(p []byte)) *Conn {
	c := &Conn{
		options: o.filled(), send: send, streams: make(map[uint32]*stream),
		// https://www.rfc-editor.org/rfc/rfc9113#section-6.5.2 says what holds until the server's SETTINGS; but it
		// recommends at least 100 streams, and more than that would only be refused.
		maxStreams: 100, unlimited: true, maxFrame: maxFrameBytes, firstSend: firstWindow, maxList: 1<<32 - 1,
		sendWindow: firstWindow, nextID: 1,
	}
	c.encoder = hpack.NewEncoder(&c.encoded)
	c.decoder = hpack.NewDecoder(firstTable, c.field)
	c.decoder.SetAllowedMaxDynamicTableSize(uint32(max(firstTable, c.options.HeaderTableBytes)))
	c.decoder.SetMaxStringLength(c.options.MaxHeaderBytes)
	c.preface()
	c.flush()
	return c
}

// Streams returns the number of streams that are open.
func (c *Conn) Streams() int { return len(c.streams) }

// Capacity returns how many streams could be opened now.
func (c *Conn) Capacity() int {
	if c.err != nil || c.away != nil {
		return 0
	}
	left := (maxWindow-int64(c.nextID))/2 + 1
	return int(max(0, min(left, int64(c.maxStreams)-int64(len(c.streams)))))
}

// Ready tells whether the server's SETTINGS has come. Until then a Conn opens at most 100 streams.
func (c *Conn) Ready() bool { return c.ready }

// GoingAway returns what the server said in GOAWAY, or nil. Streams up to its LastID go on.
func (c *Conn) GoingAway() *GoAwayError { return c.away }

// Err returns why the connection is over, or nil.
func (c *Conn) Err() error { return c.err }

// Lost says that the connection is gone. Every stream that has not ended does so with err, or with
// io.ErrUnexpectedEOF if that is nil.
func (c *Conn) Lost(err error) {
	if err == nil {
		err = io.ErrUnexpectedEOF
	}
	c.over(err)
}

// Close takes leave of the server with GOAWAY. The handlers of streams that are still open hear nothing more.
func (c *Conn) Close() {
	if c.err != nil {
		return
	}
	c.goAway(NoError, "")
	c.flush()
	for _, st := range c.streams {
		st.gone = true
	}
	clear(c.streams)
	c.err = io.ErrClosedPipe
}

// Reset ends a stream with RST_STREAM. Its handler hears nothing more. A stream that has ended is left alone.
func (c *Conn) Reset(id uint32, code ErrCode) {
	st := c.streams[id]
	if st == nil {
		return
	}
	c.drop(st)
	c.resetFrame(id, code)
	c.flush()
}

// Ping asks the server for an answer; Options.Pong hears it.
func (c *Conn) Ping(data uint64) {
	if c.err == nil {
		c.pingFrame(0, data)
		c.flush()
	}
}

// drop forgets a stream.
func (c *Conn) drop(st *stream) {
	if st.body != nil {
		st.body = nil
		c.bodies--
	}
	st.gone = true
	delete(c.streams, st.id)
}

// finish ends a stream from the server's side. If the request's content is still being sent, that is
// given up: a response that is whole does not wait for it.
//
// https://www.rfc-editor.org/rfc/rfc9113#section-8.1-11
func (c *Conn) finish(st *stream) {
	if st.length > 0 && !st.headless {
		c.breach(st, ProtocolError, "the stream ends before its content-length")
		return
	}
	if st.body != nil {
		c.resetFrame(st.id, Cancel)
	}
	c.ended[c.endedAt%len(c.ended)] = st.id
	c.endedAt++
	c.drop(st)
	st.h.End(nil)
}

// breach resets a stream on which the server has broken a rule.
func (c *Conn) breach(st *stream, code ErrCode, text string) {
	c.resetFrame(st.id, code)
	c.drop(st)
	st.h.End(&StreamError{Code: code, Local: true, Text: text})
}

// fail ends the connection, since the server has broken a rule that all of it depends on.
func (c *Conn) fail(code ErrCode, text string) {
	if c.err != nil {
		return
	}
	c.goAway(code, text)
	c.push()
	c.over(&ConnError{Code: code, Text: text, Offset: c.start})
}

// over ends all streams, in the order in which they were opened.
func (c *Conn) over(err error) {
	if c.err != nil {
		return
	}
	c.err, c.out = err, nil
	for _, id := range c.ids() {
		if st := c.streams[id]; st != nil {
			c.drop(st)
			st.h.End(err)
		}
	}
}

// ids returns the streams in the order in which they were opened.
func (c *Conn) ids() []uint32 { return slices.Sorted(maps.Keys(c.streams)) }
