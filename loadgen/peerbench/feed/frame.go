// Package feed serves the streams that clients are measured with.
//
// # Design
//
// [Writer] is an epoll loop in one thread that accepts, answers and writes, and does
// nothing that a server has to do besides, so that the clients are what a run is about.
// [Secure] and [Shared] serve what it cannot, by net/http.
//
// # Decisions
//
//   - An event is a write(2) of its own, also at full speed: that is what servers of events do,
//     and a client that is behind gets several with one read.
//   - At full speed a stream that takes no more is passed over and loses nothing: it goes on
//     where it was. None is more than [Kept] events ahead of another.
package feed

import (
	"fmt"
	"strconv"
	"strings"
)

const (
	// Head is how every response of a Writer begins.
	Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
	// EventBytes is the size of an event.
	EventBytes = 110
	// ChunkBytes is the size of the chunk around it.
	ChunkBytes = EventBytes + len("6e\r\n\r\n")
	// FirstID has all ids be of the same length.
	FirstID = 1_000_000_000

	beforeDue = "6e\r\nid: 1000000000\ndata: {\"due\":"
	dueDigits = 19
	afterDue  = `,"pad":"`
	padBytes  = ChunkBytes - len(beforeDue) - dueDigits - len(afterDue) - len("\"}\n\n\r\n")
)

// AppendEvent appends the event with a number, counted from 0, which was due at an instant in
// nanoseconds since 1970.
func AppendEvent(dst []byte, number, dueUnix int64) []byte {
	return fmt.Appendf(dst, "id: %d\ndata: {\"due\":%d%s%s\"}\n\n", FirstID+number, dueUnix, afterDue, strings.Repeat("x", padBytes))
}

// appendChunk appends the event as a chunk.
func appendChunk(dst []byte, number, dueUnix int64) []byte {
	dst = fmt.Appendf(dst, "%x\r\n", EventBytes)
	return append(AppendEvent(dst, number, dueUnix), "\r\n"...)
}

// Due returns when the event was due of which a chunk begins at p, and whether p holds all of
// that.
func Due(p []byte) (unix int64, ok bool) {
	if len(p) < len(beforeDue)+dueDigits {
		return 0, false
	}
	unix, err := strconv.ParseInt(string(p[len(beforeDue):len(beforeDue)+dueDigits]), 10, 64)
	return unix, err == nil
}
