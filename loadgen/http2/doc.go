// Package http2 is the client's side of HTTP/2 (RFC 9113) for many event streams on one
// connection.
//
// # Design
//
// A [Conn] has no socket and no goroutine. What the server sends is pushed into [Conn.Feed], in any
// pieces; what happens to a stream comes out of its [Handler]; and what the server
// must be told goes out through a function. TLS or a plain socket is the caller's
// matter, as are time-outs.
//
// DATA is handed on as it arrives and is never gathered, so that a Conn at rest holds no content. Other frames
// are gathered if they come in pieces, up to 16,384 bytes. Heads are decompressed at once.
//
// Windows are given back when half of one is used up, and everything that
// a call has to say is sent in one piece at its end.
//
// # Memory
//
// An open stream is about 130 bytes: a structure and its place in a map. A connection with one stream is about 2
// KB; the most of it is the two tables of HPACK, each of at most 4 KiB unless more is offered.
//
// # Decisions
//
//   - Not net/http nor golang.org/x/net/http2. Their client has a goroutine for each connection, one for each
//     stream, and a pipe between the two; that is 10 KB and a switch for each event. Only
//     their HPACK is used.
//   - A malformed response (RFC 9113, section 8) resets its stream, as the RFC demands and as some browsers
//     do. A generator that let it pass would count streams that its users do not have.
//   - The server may send on a stream that this side has reset, for a while. Which of its frames are too late
//     to be an accident is nowhere said, so none are; they count for the connection's window. On the last eight
//     streams that the server itself has ended, they are an error.
//   - Until the server's SETTINGS is there, 100 streams may be opened, and without a number in
//     it, as many as there are identifiers.
//   - Fields that differ from request to request (credentials, cookies, last-event-id) are never
//     indexed: they would only push those out that do not.
package http2
