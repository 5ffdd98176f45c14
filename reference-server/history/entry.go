package history

import (
	"strconv"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// Entry is an event in a Log. Nothing in it changes once it is there, so that its
// bytes can be written after the log is unlocked, and after its eviction.
type Entry struct {
	mark
	topic *topic
	chunk []byte // the frame, as a chunk of a chunked body
	head  int    // the bytes of chunk before the frame
	at    time.Time
}

// ID is the event's ID, as its frame has it.
func (e *Entry) ID() string { return e.id }

// Place is the event's place in the sequence of all topics.
func (e *Entry) Place() int64 { return e.place }

// Topic is the name of the event's topic.
func (e *Entry) Topic() string { return e.topic.name }

// At is when the event was published: it came into the log then, or into the store
// that the log is a view of.
func (e *Entry) At() time.Time { return e.at }

// Frame is the event on the wire. It must not be changed.
func (e *Entry) Frame() []byte {
	return e.chunk[e.head : len(e.chunk)-len(crlf) : len(e.chunk)-len(crlf)]
}

// Chunk is Frame as one chunk of a chunked body. It must not be changed.
// https://www.rfc-editor.org/rfc/rfc9112#section-7.1
func (e *Entry) Chunk() []byte { return e.chunk }

const crlf = "\r\n"

// chunkOf returns frame as a chunk, and how many bytes of it precede the frame.
func chunkOf(frame []byte) (chunk []byte, head int) {
	size := strconv.AppendInt(make([]byte, 0, 16), int64(len(frame)), 16)
	chunk = make([]byte, 0, len(size)+len(crlf)+len(frame)+len(crlf))
	chunk = append(append(chunk, size...), crlf...)
	head = len(chunk)
	return append(append(chunk, frame...), crlf...), head
}

// Event is what e dispatches in a client: its type, its data with LF for line ends,
// and its ID.
func (e *Entry) Event() (event eventstream.Event) {
	size := len(e.Frame())
	decoder := eventstream.NewDecoder(eventstream.Options{MaxLineBytes: size, MaxEventBytes: size, MaxIDBytes: size})
	_ = decoder.Feed(e.Frame(), func(v eventstream.View) { event = v.Event() }) // no limit is below its size
	return event
}
