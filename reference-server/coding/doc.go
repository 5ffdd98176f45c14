// Package coding compresses streams: it chooses a content coding from what a
// request offers, and encodes so that everything is readable at each flush.
// https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1
//
// # Design
//
// An [Encoder] belongs to one stream for as long as that is open, so what counts is
// the memory that it keeps between two events. Measured over 50 streams of 200
// events of about 124 bytes of JSON, each flushed:
//
//	coding                         KiB per stream   size
//	gzip, as here                               6   0.29
//	gzip, with tables that are kept           800   1.08
//	zstd, as here                             440   0.32
//	zstd, window 1 MiB                       1514   0.32
//	zstd, one level better                   1465   0.30
//
// # Decisions
//
//   - gzip keeps the last 4 KiB of text and nothing else. Each flush encodes what is
//     new with that text as its dictionary, with tables that live only meanwhile.
//     Events resemble those right before them: more text gains 0.01, and tables that
//     are kept gain nothing on events as small as these.
//     Those tables lie on the stack, 16 KiB of them: in a goroutine of its own an
//     encoding leaves no large stack behind. In a server with 2,000 streams on net/http
//     each takes 28 KiB of resident memory, with gzip 50 to 60; they were 120 when the
//     goroutines of the streams did it.
//   - zstd keeps its tables: frames with the text before as dictionary do not exist
//     in RFC 8878, and not every client reads a second frame. The window of 8 KiB is
//     also what a client needs to read it. It compresses no better than gzip does
//     here; it is for clients that want it, and makes them 340.
//   - br is not offered: whoever reads it reads gzip, too.
package coding
