// Package eventloop serves many sockets from one goroutine, so that an idle one
// costs neither a goroutine nor a buffer.
//
// # Design
//
// A [Loop] is a goroutine that waits for its sockets, for the time of its timers, and for
// functions that others have posted. It owns all it serves: a [Conn], its
// [Handler] and whatever they share need no lock. Other goroutines hand a socket
// over ([Take], then [Loop.Post] and [Loop.Add]) and ask for things by posting a function.
//
// A turn of the loop tells the handlers what has happened to their sockets, then runs
// the timers that are due, then what was posted before. Each socket is read once in a
// turn, up to 64 KiB, so that a peer that never stops does not keep the others waiting; what
// a function posts is run in the next turn, for the same reason.
//
// On Linux a Conn is a descriptor that epoll watches, at its edges (EPOLLET) and
// for everything at once, so that it is registered once and never again. A FIN, a
// RST and a half-close are edges too, and are noticed at once on a quiet socket. The read
// that follows an edge shows what it was: bytes, an end, or an error. Only a read
// that filled the buffer, or followed an end, may have left something behind; the socket
// then stands in a list for the next turn.
//
// What epoll says names a slot in a table, and the slot's generation. Once a
// socket is closed its generation is gone, so that what was said of it does not reach the
// socket that has its slot, its descriptor or its Conn now.
//
// [Loop.Connect] begins a connection, and epoll says when it is there. Until then the
// Conn is open, but the system is not asked to write, since that would take the error
// that the handler is to be told.
//
// Elsewhere, and with the build tag portable, a Conn has a goroutine that reads, and
// one that writes while there is something to write. The same tests hold both.
//
// Timers are places in a hierarchical wheel, four levels of 64 buckets, with a tick of
// 10 ms. Setting and stopping one is a matter of two pointers; putting one off, which is
// what an active socket does all the time, is one assignment. A timer never expires early,
// and late only by the rest of a tick and what the loop does meanwhile.
//
// # Memory
//
// On Linux an idle Conn is 64 bytes, which are the caller's, and a slot of 16. The
// kernel has its own share, several kilobytes. A loop has a buffer of 64 KiB, a wheel of 8
// KiB and events of 3 KiB. Nothing of a Conn stays behind when it is closed; the table
// lets go of its slots when the last one is. Elsewhere a Conn has a buffer of
// 16 KiB, one or two goroutines, and up to 64 KiB that were not written yet.
//
// # Decisions
//
//   - Not net.Conn. Its Read waits, so that each connection needs a goroutine with its
//     stack, and a buffer to read into, for the sake of a FIN that may come some
//     day; under net/http that is some 26 KB. Its Write takes locks, and waits
//     where the next socket should be written to.
//   - The loop does not wait in epoll_wait. A goroutine that blocks in a system
//     call keeps its processor until the runtime takes it back, which may be 10 ms
//     later. Instead the descriptor of epoll is itself watched by the runtime's
//     poller, which parks the goroutine, and epoll_wait only collects. On two processors that
//     made p99 of an echo beside other work 0.2 ms instead of 3 ms. To wake the
//     loop is to move the deadline of that wait into the past: no system call.
//   - write(2) and read(2) are called without telling the scheduler, since they do
//     not wait on these sockets. BenchmarkWrite compares Write with both kinds of bare
//     calls.
//   - A Write that is short has taken what it returned, as the kernel does. There is no
//     queue in a Conn: whoever sends the same bytes to thousands can keep one copy
//     for all that are behind, which this package could not know.
//   - A connection vanishes by a filter that drops what arrives, and stays a descriptor. To
//     close it in repair mode (TCP_REPAIR) sends nothing either and frees the descriptor,
//     but what the peer sends next then finds no socket, and is answered with a RST; and it
//     takes a privilege, which the filter does not.
//   - A slow reader is a Conn that is held and read by its caller, at the pace that
//     it wants. The loop would need to know that pace, and a buffer for what is left over.
//   - A peer that half-closes is gone. On the streams that this is made for, a
//     client that sends nothing more has left; and there is no other way to tell a
//     client that was closed from one that only shut down its side.
//   - The kernel's time of a packet comes with recvmsg(2), which costs more than read(2)
//     (BenchmarkRead compares them); so it is asked for by connection. Such a time cannot be had
//     later: whoever reads the clock in Data has already waited for those read before.
//   - Handlers, and not a function for each event: one pointer to the caller's
//     structure, in which the Conn is embedded, instead of four closures.
//   - A wheel, and not a heap of timers or the runtime's: a time.Timer is larger
//     than a Conn and runs its function on another goroutine, a heap costs a logarithm.
//     Timers move down a level when their time comes nearer, instead of staying
//     in a coarse bucket: heartbeats of thousands of streams then stay spread out as
//     they were set.
//   - The table is dense, and not indexed by descriptor, since several loops share
//     the descriptors of a process.
//   - Run closes what is left without a word to the handlers: who closes the loop
//     knows, and can post a farewell before.
//   - A socket is closed by close(2) alone, whatever was not read yet. The loop reads all
//     the time, so that there rarely is anything.
package eventloop
