package wire

import "iter"

// trunkWindow is the window of a connection that we open to the target: room
// for several streams that are paused.
const trunkWindow = 16 << 20

// flow is the state of flow control of a Trunk, and its streams.
// https://www.rfc-editor.org/rfc/rfc9113#section-5.2
type flow struct {
	streams map[uint32]*stream
	next    uint32 // the stream that is opened next
	window  int64  // that we open for each stream
	room    int64  // what the target may send on the connection
	initial int64  // what we may send on a new stream
	credit  int64  // what we may send on the connection
}

func newFlow(window int) flow {
	f := flow{streams: map[uint32]*stream{}, next: 1, window: DefaultStreamWindow, room: trunkWindow, initial: defaultWindow, credit: defaultWindow}
	if window > 0 {
		f.window = int64(min(window, maxWindow))
	}
	return f
}

// stream is an Exchange on a Trunk.
type stream struct {
	id     uint32
	run    *run
	req    *Request
	next   *Request      // what a redirect asks for
	over   chan struct{} // closed when the Exchange has ended
	done   bool          // and so it has
	closed bool          // by the target: END_STREAM or RST_STREAM
	reset  bool          // by us
	room   int64         // what the target may send
	credit int64         // what we may send
	unsent []byte        // the rest of the body
}

// add gives s its place.
func (f *flow) add(s *stream) {
	s.id, s.room, s.credit = f.next, f.window, f.initial
	f.streams[s.id] = s
	f.next += 2
}

// all returns the streams in their order.
func (f *flow) all() iter.Seq[*stream] {
	return func(yield func(*stream) bool) {
		for id := uint32(1); id < f.next && yield(f.streams[id]); id += 2 {
		}
	}
}

// grant is WINDOW_UPDATE.
func (f *flow) grant(id uint32, increment int64) {
	if id == 0 {
		f.credit += increment
	} else if s := f.streams[id]; s != nil {
		s.credit += increment
	}
}

// resize is SETTINGS_INITIAL_WINDOW_SIZE, which concerns open streams, too.
// https://www.rfc-editor.org/rfc/rfc9113#section-6.9.2
func (f *flow) resize(initial int64) {
	for _, s := range f.streams {
		s.credit += initial - f.initial
	}
	f.initial = initial
}

// take hands bytes to the Exchange and reports whether they are the last.
func (s *stream) take(p []byte) bool {
	next, over := s.run.observe(Chunk{At: s.run.x.now(), Bytes: p}, s.req)
	if over {
		s.next = next
		s.finish()
	}
	return over
}

// finish lets go of the Exchange.
func (s *stream) finish() {
	if !s.done {
		s.done = true
		close(s.over)
	}
}

// lose ends the Exchange because the connection has ended.
func (s *stream) lose(kind EndKind, cause error) {
	if s.done {
		return
	}
	s.run.x.update(func(*Transcript) {
		switch kind {
		case EndComplete, EndTruncated, EndGoAway:
			kind, cause = s.run.x.builder.closed()
		case EndTLSTruncated:
			cause = s.run.x.builder.unnotified()
		default:
		}
		s.run.x.end(kind, cause)
	})
	s.finish()
}
