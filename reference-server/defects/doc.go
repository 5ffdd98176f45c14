// Package defects makes the reference server err on purpose, in ways that have
// names.
//
// # Design
//
// A [Defect] is a row of a table: a name, a sentence that says what the server
// then does, the Requirements that this breaks, and how it is done. The server
// itself stays right. A Defect changes its configuration, its http.Server, or is
// a layer around its handler, made of a few building blocks:
//
//	onHead     changes the head of a stream
//	onFrames   changes the frames of a stream, one by one
//	onRequest  changes what the server is asked
//	answering  answers some requests in its place
//	onAnswerOf changes whole answers, of any status
//	unchecked  lets text through that the server refuses to write
//	holding    holds events back for a while
//	ending     ends a stream at some event
//	onReplay   changes what a client gets that comes back
//	onWire     writes the head and the framing of HTTP/1.1 by hand
//
// They look at plain streams, GET /events. onFramesOf and onHeadOf look at the
// streams of a dialect.
//
// Several Defects can be played at once; the first one named stands nearest to
// the server.
//
// # Decisions
//
// The Requirements are named by their IDs and not imported: the reference does
// not know the judge. The tests of the self-test hold the two together.
package defects
