// Package wire speaks HTTP/1.1 to a Target and writes down what happens: raw
// bytes, a time for every read, and how the connection ended. What net/http
// tidies away for its callers is what a conformance suite must see.
//
// Open starts an Exchange. While it lives, Head and Wait let a probe follow it;
// Close, or its own end, leaves a Transcript. Rules are pure functions over
// finished Transcripts, so a Transcript that was saved as JSON can be judged
// again without the Target.
//
// # Design
//
// An Exchange has one goroutine, which alone touches the socket: it dials,
// writes the request, follows redirects and reads. Every read becomes a Chunk and
// goes through the builder, which fills the derived part of the Transcript. The
// builder knows no socket and no clock; Replay and FromText feed it, too, and get
// the same result. Each byte is looked at once:
//
//	Chunk -> protocol -> body -> Framer  -> Frames
//	         head, framing       Decoder -> Events
//
// The protocol is the seam for other versions of HTTP. It takes bytes and hands
// out head, body, problems and end; http1 is the only one. How the bytes are cut
// into Chunks changes nothing but the times; the tests fuzz that.
//
// Places are of two kinds. Those of heads, chunks of the chunked coding and
// Problems count the raw bytes of the response, those of Frames and Events the
// bytes of the body. TimeOfRaw and TimeOf turn them into times.
//
// # Decisions
//
//   - What breaks the grammar and can be understood is a Problem, and reading goes
//     on: a bare LF, white space before a colon, both Transfer-Encoding and
//     Content-Length. What leaves two readings ends the Exchange as EndMalformed:
//     contradicting lengths, an unreadable chunk size, data longer than its chunk.
//   - An interim response is kept and skipped. One with status 101 is final.
//   - A redirect whose Location is missing, unreadable or not http is a final
//     response, as is every redirect if MaxRedirects is negative. Credentials do
//     not cross origins. Cookies are not kept.
//   - Each request has a connection of its own, which is closed when the response
//     is whole. Proxies in the environment are not asked: the Target is judged.
//   - Content codings are not undone, and none is asked for. The bytes of the body
//     are framed as they are; that a coding is present is for a Rule to say.
//   - crypto/tls takes an end between two records for an end in order. The
//     transport below it is watched to tell that a close_notify is missing.
//   - The ID buffer of the decoder starts with the request's Last-Event-ID, as
//     browsers do it when they reconnect.
//   - Everything that a response can make grow has a limit in Limits, and passing
//     it is EndLimit. Lines are among them because a Frame takes far more memory
//     than the blank line it may consist of.
//   - A Transcript in JSON never holds credentials of the request.
package wire
