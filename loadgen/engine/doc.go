// Package engine opens the streams of a load, keeps, breaks and resumes them, and notes
// what each of them got and when.
//
// # Design
//
// An [Engine] has a few workers. A worker is one event loop on one goroutine, and owns
// everything about its share of the Subscribers: their sockets, what they have received,
// a sheet of measurements, a book of ledgers. Nothing of that is locked. What others
// want to know they ask for by a function that the loop runs, and get a copy.
//
// A Subscriber is a stream: one structure of some 300 bytes, which also is its Connection
// where that is plain HTTP/1. What it needs for a moment only (a head that came in pieces, a
// request that was not taken at once, the place of a slow reader) hangs on a pointer. A
// decoder of events is 500 bytes and more, so the streams of a worker share one: between
// two frames a stream keeps only where it stands (eventstream.Rest), and it takes a decoder of
// its own only when a frame has arrived in part.
//
// TLS, HTTP/2 and a proxy's CONNECT go over a carrier: a socket, a TLS session
// if there is one, and either one stream or a connection of HTTP/2 with many. HTTP/3 is the
// one protocol with goroutines, which hand what they read to the worker's loop; its handshake is
// timed as that of TLS, and there is no time to connect.
//
// # Time
//
// Everything counts from its Arrival: the instant at which the schedule has it due. What
// starts later by our fault has the metric late, and what never starts is the Shortfall.
// When bytes arrived is what the kernel says, and otherwise the clock just after read(2),
// before anything is parsed.
//
// # Events without numbers
//
// With Config.Union an event is known by its own id, or by a hash of its type and data. An id that
// stems from an earlier frame says nothing about it. Each worker compares its Subscribers
// with what they saw together; once a second, Collect has the workers exchange what they first saw
// longer than the grace of the ledger ago, and judge what is older than twice that, which all have
// told of. At the end everything is exchanged. While events still arrive then, those of the last while
// are expected of nobody.
//
// # Decisions
//
//   - A turn of the loop opens a bounded number of streams, so that those that are open do
//     not wait for a ramp or a storm.
//   - Latency never holds lifetime, nor time away: what a Subscriber gets because it resumes
//     counts as replayed, and has no Lag.
//   - Redirects are not followed: that a stream is somewhere else is a finding, not a detour to
//     measure.
//   - A stream that is cut at the end of the run, or by a cap, by churn or by a storm is no
//     error. What the server ended in order, or by FIN, is closed by the server; everything
//     else is an error of some class.
//   - On a connection of HTTP/2 a stream leaves by RST_STREAM, whatever the manner: the connection is
//     that of others too. Under TLS none half-closes, since servers take that for the end.
//   - Nobody asks on a connection of HTTP/2 before the server's SETTINGS is there. What would be too
//     much is not refused then, but goes over another connection; the price is one round trip.
//   - After an attempt that led to nothing the next one is at least 100 ms away.
//   - On HTTP/3 all manners of leaving are a request that is cancelled: the connection belongs to others,
//     too. Who reads slowly is on connections of their own, with windows as small as the
//     receive buffers over TCP, so that the server notices and nobody else does.
//   - Subscribers that read slowly or not at all are part of the load and not of the judgement:
//     nothing is expected of them.
package engine
