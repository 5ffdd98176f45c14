// Package coding undoes content codings: it turns the Transcript of a coded event
// stream into one of the text, in which every byte has the time from which on a
// client could have had it.
//
// # Design
//
// Every decoder pulls its input from a feeder, and no more of it than it needs for
// its next output. So the arrival time of the last byte that was pulled is the
// time of that output. [Decode] is a pure function: a saved Transcript gives the
// same result.
//
// # Decisions
//
//   - DEFLATE is decoded here, bit by bit. The decoders of the standard library and
//     of others keep output back until a block ends in a certain way, so that a
//     partial flush, which clients pass on at once, would look like a delay.
//   - A Zstandard block and a Brotli command are the smallest units that any decoder
//     can give out; for these the libraries do it.
//   - An end amid a coded stream is no error: it may have gone on.
//   - "deflate" is the zlib format. Where its header is missing, raw DEFLATE is
//     read, as browsers do.
//   - What a few bytes can be blown up to has a limit, and so has the memory of a
//     decoder: 8 MiB, the window that RFC 9659 allows Zstandard in HTTP.
package coding
