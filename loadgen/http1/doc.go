// Package http1 reads responses of HTTP/1.x from bytes that are pushed: the head, and
// then the body piece by piece, for clients that have thousands of them and no goroutine
// each. https://www.rfc-editor.org/rfc/rfc9112
//
// # Design
//
// [ParseHead] needs the whole head in one piece, which is how nearly all heads arrive,
// and copies nothing. What its caller must keep of a response is a [Body], 16 bytes.
// [Body.Next] takes the framing off what has arrived and returns the rest, where it
// lies.
//
// # Decisions
//
//   - Not net/http: its transport has two goroutines and two buffers for each
//     connection, some 40 KB, and hides when bytes have arrived.
//   - As strict as a client must be to agree with the server about where a body
//     ends: two lengths, a length that is no number, a chunk that does not end
//     where it says. Field lines are otherwise taken as they come.
package http1
