// Package peerbench measures the decoder of package eventstream beside those
// of other Go libraries: the same bytes, in the same run, on the same machine.
//
// # Design
//
// A Workload is a stream of about one mebibyte and what is in it. A Contender
// reads such a stream and tallies what it found; one whose tally is wrong
// fails, since a decoder that skips is not fast. The program in cmd/ratio runs
// all of them in turn, several rounds, and prints the medians as a table.
//
// # Decisions
//
// It is a module of its own, so that the product does not depend on its peers.
//
// Every Contender reads from an io.Reader and starts anew on each pass, with its
// buffers. Peers are entered where they do least: tmaxmax/go-sse by Read,
// launchdarkly/eventsource by NewDecoder, r3labs/sse by EventStreamReader, which
// only cuts the stream into frames; its interpretation of fields is not exported.
// Limits are raised far enough for every Workload; buffers grow as each library
// has it.
//
// The floor is a loop over bytes.IndexByte that finds line ends and does nothing
// else, over the same reads.
package peerbench
