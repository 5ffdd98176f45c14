// Package eventstream is the grammar of server-sent events, exactly as the
// Standard has it: bytes to lines, frames and events, and back.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
//
// # Design
//
// One scanner cuts chunks into lines. On top of it stand a Decoder, which
// interprets lines and dispatches events at once, and a Framer, which keeps the
// raw lines with their places for those who must point at a byte. Both are fed
// by pushing chunks (an event loop owns the read buffer) or pull from an
// io.Reader. The Append functions write frames.
//
// # Decisions
//
// The last event ID buffer is seeded on a reconnect. By the letter of the
// Standard it is empty on every connection, and the first event without an id
// would make the client forget the ID that it holds; web-platform-tests and
// browsers keep it.
//
// An empty retry is ignored: it does not "consist of only ASCII digits". A
// number of any length is accepted and saturates.
//
// A line that end of file cuts short is not processed, since nothing could come
// of it that would be dispatched.
//
// UTF-8 is decoded line by line. That is the same as decoding the whole stream
// first, because no line end can be part of an ill-formed sequence.
//
// A Decoder dispatches at the CR that ends a blank line, even if that CR is the
// last byte so far: to wait for an LF would hold back an event. A Framer waits,
// because its frames must not depend on how the stream was cut into chunks.
//
// A Decoder that is at rest can be left behind: what the next one needs to know is a
// Rest, of 16 bytes, and the last event ID. So thousands of streams, which
// nearly always are at rest, can share a few decoders. A frame of comments that no blank
// line has ended yet is at rest too, since servers send such lines to keep a stream alive.
package eventstream
