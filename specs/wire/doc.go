// Package wire speaks HTTP/1.1 and HTTP/2 to a Target and writes down what
// happens: raw bytes, a time for every read, and how the connection ended. What net/http
// tidies away for its callers is what a conformance suite must see.
//
// Open starts an Exchange. While it lives, Head and Wait let a probe follow it;
// Close, or its own end, leaves a Transcript. Rules are pure functions over
// finished Transcripts, so a Transcript that was saved as JSON can be judged
// again without the Target.
//
// A Trunk is one HTTP/2 connection that carries several Exchanges. OpenTrunk
// makes it, its Open starts an Exchange like any other, and what it leaves is a
// TrunkTranscript: the frames of both sides, and the Transcripts. (A Connection
// is an Exchange of a Subscriber; that word is taken, as is Frame, for which the
// one of HTTP/2 is called HTTPFrame.)
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
// The protocol is the seam for the versions of HTTP. It takes bytes and hands out
// head, body, problems and end: http1, and http2Stream. How the bytes are cut into
// Chunks changes nothing but the times; the tests fuzz that.
//
// In HTTP/2 the socket belongs to a Trunk, which has a goroutine that reads and
// one that writes; a Request with Proto HTTP2 has a Trunk of its own. The reader
// takes bytes apart into frames, records and answers them (SETTINGS, PING, flow
// control), and hands those of a stream to its Exchange. Everything that sends
// puts frames into an outbox under the lock, so that a target that does not read
// holds up the writer alone.
//
//	bytes -> frameReader -> HTTPFrames of the TrunkTranscript
//	                        Chunk of the stream -> http2Stream -> as above
//
// Field blocks depend on those before them on the connection (HPACK). A Chunk
// has them as literals instead, in a HEADERS frame as FieldsFrame writes it, so
// that each Transcript can be judged and replayed without the others. DATA,
// RST_STREAM and GOAWAY stand there as they were. A TrunkTranscript is saved as
// what it is, and its Streams replay.
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
//   - Each request has a connection of its own, unless it is made on a Trunk, which
//     is closed when the response is whole. Proxies in the environment are not asked: the Target is judged.
//   - Content codings are not undone, and none is asked for. The bytes of the body
//     are framed as they are; that a coding is present is for a Rule to say.
//   - crypto/tls takes an end between two records for an end in order. The
//     transport below it is watched to tell that a close_notify is missing.
//   - The ID buffer of the decoder starts with the request's Last-Event-ID, as
//     browsers do it when they reconnect.
//   - Everything that a response can make grow has a limit in Limits, and passing
//     it is EndLimit. Lines are among them because a Frame takes far more memory
//     than the blank line it may consist of.
//   - In HTTP/2 what a stream may not contain is a Problem too: a connection-specific
//     field, a name in upper case, a length that is wrong. Such a field stands in
//     the Head. No status, DATA before the head and a frame or a field block that
//     cannot be read are EndMalformed; the last two end the Trunk.
//   - A frame of HTTP/2 counts when it is whole, so that DATA which arrives in
//     pieces has the time of its last byte.
//   - A Trunk does not follow redirects, and opens as many streams as it is told
//     to, so that a probe sees what the target does beyond its limits. After GOAWAY
//     it opens none.
//   - Pause on a Trunk stops opening the window of that stream. The socket is read
//     on, for the others.
//   - Requests are compressed with Huffman coding and the static table only. Then
//     neither the order of streams nor SETTINGS_HEADER_TABLE_SIZE matters.
//   - golang.org/x/net/http2 reads and writes the frames and HPACK; its Transport
//     is not used, because it hides what is to be judged.
//   - A Transcript in JSON never holds credentials of the request. Hide takes other
//     secrets out as well, and leaves every byte of the response in its place, so
//     that it is judged as before.
//   - The Exchanges of a run may share a Budget: what they hold together is bounded
//     by an estimate of the memory it takes, because a byte of an empty line costs
//     thirty times as much as one of a long line.
//   - Causes that Go names for programmers, such as EOF or an expired deadline, are
//     put into words where they are noticed; the cause itself stays inside.
package wire
