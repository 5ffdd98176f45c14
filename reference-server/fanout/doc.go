// Package fanout carries plain event streams, those over HTTP/1.x without TLS,
// without a goroutine or a buffer for each.
//
// # Design
//
// A Hub has one event loop for each CPU. A stream lives on one of them and is
// touched by its goroutine only, so that nothing here needs a lock. The streams of
// a loop that are subscribed to the same topics are a group. The group reads the
// history once, by one cursor, and hands the same bytes to the sockets of all its
// streams: an event was encoded when it came into the history, and several events
// that are read together are put together once.
//
// A stream that opens reads the history by a cursor of its own, a batch at a time,
// until it stands where its group stands. The group cannot move meanwhile, since
// it belongs to the same goroutine: there is no instant between replay and live at
// which an event could be lost or doubled.
//
// A stream whose socket is full keeps references to what the group sends, bounded
// by Limits.QueueBytes and QueueAge. Past the bound, or when its socket takes
// nothing for Limits.WriteTimeout, it is reset; the client comes back with its
// Last-Event-ID and resumes. Neither the group nor a publisher waits for it.
//
// Heartbeats, time-outs and the end of a drain are one timer for each stream, on
// the timer wheel of its loop.
//
// # Decisions
//
//   - After its request a client has nothing to say: what it sends is read and
//     dropped. Where it closes or half-closes, the stream ends.
//   - An idle stream costs a Stream (144 bytes) with its owner, its slot in the
//     group and its slot in the loop. What it needs while it is behind is allocated
//     then and given back after.
//   - A group reads at most 64 KiB and 256 events before the loop serves others.
//     Where events come faster than they can be written, batches grow up to that,
//     which saves system calls; where that is not enough the group falls out of the
//     history and its streams end. That is the server's limit, and it is not hidden.
//   - A stream that is too slow is reset rather than closed: megabytes in its
//     socket's buffer are freed at once.
//   - The kernel acknowledges for a client that has stopped reading, but not for one
//     that has vanished. Where nothing is acknowledged for three times
//     Limits.WriteTimeout the connection ends, where the system knows
//     TCP_USER_TIMEOUT. https://www.rfc-editor.org/rfc/rfc5482
package fanout
