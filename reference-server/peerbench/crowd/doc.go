// Package crowd is many clients of one server in one goroutine: it opens streams,
// counts what arrives on them, and leaves in the ways in which clients leave.
//
// # Design
//
// It is made to cost little beside the server: an epoll loop, one read for an event,
// about 50 bytes for a stream. All streams carry the same bytes, so what has just been read
// is compared with what was read before, and decoded only if it differs. A stream
// that stands inside a frame or a chunk is decoded by itself.
//
// Every event holds its number and the time at which it was due, in nanoseconds since
// the crowd was made. A number that is skipped is counted as lost, one that comes
// again as doubled, for each stream.
//
// # Decisions
//
// Streams bind their source themselves, 20,000 ports on each address of 127.0.0.0/8.
// A kernel that has to find a free port is several times slower, and no pair is used
// twice within a run, so that what lingers in TIME_WAIT is in nobody's way.
package crowd
