// Package peerbench measures the reference server beside other servers of
// Server-Sent Events: the same streams, the same events, in the same run, on the
// same machine.
//
// # Design
//
// A Contender serves streams and takes publishes; all write the same bytes. Each runs
// as a process of its own ([child]), with one client, a crowd of many streams
// ([crowd]), and is measured in phases ([trial]). The program in cmd/compare takes all
// of them in turn, several rounds, prints the medians, and says which of the project's
// claims they bear out. The program in cmd/soak has the reference server alone work for
// an hour and looks for what grows.
//
// # Contenders
//
//   - The reference server, with its defaults.
//   - tmaxmax/go-sse, with its provider Joe. It replays nothing; a Replayer that keeps
//     no event sends the head of a stream at once, which the library would do with the
//     first event.
//   - r3labs/sse/v2, with AutoReplay off, because on it keeps all events for ever.
//   - net/http alone: a handler for each stream, which waits on a channel. This is what
//     most people write first, and where the memory of a goroutine, its stack and two
//     buffers can be seen.
//   - The floor: an epoll loop in one thread that accepts, answers and writes, and does
//     nothing that a server has to do besides. No server can need less.
//
// # Decisions
//
// It is a module of its own, so that the product does not depend on its peers.
//
// Only the public interfaces are used, those of peers and of the reference server, and
// a publish is a request like any other: one for each event, so that what it costs
// disappears beside thousands of deliveries.
//
// No peer is given a limit that it could exceed here: their queues are never full, since
// clients read all the time, and nobody drops an event. One that goes missing anyway ends
// the run, since a server that skips is not fast.
//
// Garbage collection and the number of processors are as Go sets them, for all. The
// client shares the machine with the server and uses up to one processor: figures are
// those of both sides, good for ratios and for nothing else. CPU µs is the server's share
// alone, and tells what the rate hides when the client is the slower side.
//
// Memory is what the process has in RAM, after all garbage was given back. It includes
// stacks and what the runtime keeps. Buffers of sockets are the kernel's, and equal.
//
// A claim about another server is judged by the median of the ratios within a round.
//
// [child]: https://pkg.go.dev/github.com/ssegauge/ssegauge/reference-server/peerbench/child
// [crowd]: https://pkg.go.dev/github.com/ssegauge/ssegauge/reference-server/peerbench/crowd
// [trial]: https://pkg.go.dev/github.com/ssegauge/ssegauge/reference-server/peerbench/trial
package peerbench
