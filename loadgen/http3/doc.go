// Package http3 is the client's side of HTTP/3 (RFC 9114) for many event streams on one
// connection of QUIC.
//
// # Design
//
// A [Group] is the connections of one event loop. QUIC and the frames of HTTP/3 are quic-go's,
// which needs goroutines; all that happens is told to a [Handler] or a [ConnHandler] on the
// loop, by a function that runs something there. Nothing here waits on the loop.
//
// A stream has one goroutine. It reads, notes when that was, and puts the bytes into a queue of
// at most 64 KiB, which the loop empties. While the queue is full it does not read, QUIC's
// window closes, and the server has to wait. A [Stream] that is paused reads nothing but what it
// is granted.
//
// A connection has a UDP socket of its own, as each client has, so that the server's
// machine spreads them over its sockets, and the source can be bound.
//
// # Memory
//
// A stream takes about 14 KB (BenchmarkMemory), the most of it the stack of its goroutine and what
// quic-go keeps for it; a connection takes about 120 KB beside. That is more than with
// HTTP/2, where there is no goroutine and no library.
//
// # Decisions
//
//   - When bytes arrived is when the goroutine has read them: quic-go does not tell when the
//     kernel had the packet. So the time that QUIC takes here (to decrypt, to put into order) is in
//     Lag. The time until the loop looks at them is not.
//   - A handshake of QUIC is one with TLS: there is no time to connect beside it.
//   - A port that nobody listens on is silence: with UDP nobody refuses, and the attempt ends by
//     its time-out.
//   - A server that is gone without a word is noticed after 30 seconds. Every 10 seconds of silence
//     it is asked for a sign, as browsers do while a stream is open.
//   - quic-go does not tell how many streams the server allows. A stream that cannot be opened
//     within a second has [ErrBusy], and the caller takes another connection.
//   - No 0-RTT and no resumed sessions: each connection is a new client.
package http3
