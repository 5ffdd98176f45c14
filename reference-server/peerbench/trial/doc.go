// Package trial measures one server: how fast it opens streams, what an idle one
// costs, how fast and how late events arrive, and whether what left leaves nothing
// behind.
//
// # Design
//
// A trial starts the server as a child and is its only client. Each figure is taken in
// a phase of its own:
//
//   - Opening and memory: MemoryFrom streams are opened, the server gives all garbage
//     back, its resident memory is read. Then the same at MemoryTo. The difference,
//     divided by the streams between, is what one costs; what the server costs
//     without streams, and what it touched once for all, is not in it. The streams
//     between are also what the opening rate is taken from.
//   - Lockstep: an event is published when all streams have the one before. This is
//     the most that server and clients together can do on the machine.
//   - Paced: events are published at times fixed beforehand, and latency counts from
//     these, so that a publisher that is held up hides nothing.
//   - Beside readers that never read: first these are opened, over connections that
//     take little, and sent half a megabyte each, so that every socket is full. Then the
//     streams are opened beside them and events are published at a pace, as above.
//
// # Decisions
//
// Every event must reach every stream once: a trial in which one is missing or comes
// twice, or a stream ends, gives no figures but an error. So does a server that has let
// readers go that it was to be measured beside.
package trial
