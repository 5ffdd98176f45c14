// Package publish publishes events at the Target while a run lasts, each one stamped
// with its number and with the time at which it was due.
//
// # Design
//
// The schedule is a formula: event n is due at start + n/rate, and its topic stands in a
// table that repeats. So it is known without a look at what has been published which
// event is due when, and which number it has in its topic. What is late has not begun,
// and so [Publisher.Next] does not go by what is due: a stream that is opened meanwhile gets
// all of it.
//
// Topics are dealt out to lanes, as many as publishes may be under way. A lane is a
// goroutine that waits until its next event is due, publishes it, and waits for the
// answer. One that is late, because an answer took long, goes on at once with the
// events that have become due meanwhile; they keep their due stamps, and so that time
// is seen in the Lag of all of them.
//
// The text of a request is made when net/http first reads it, which is when the
// request is written to a connection. So the stamp "sent" does not come before a wait
// for a connection.
//
// On Linux a lane sets its timer a little early and naps in the kernel until the
// event is due: the runtime's timers are up to a millisecond late.
//
// # Decisions
//
//   - One publish of a topic at a time, each after the answer to the one before: two on
//     two connections may overtake each other, which would look like a Reorder by the
//     Target. Pipelining would keep order too, but few servers and no proxy can be
//     trusted with it. A topic is then published to at most once per round trip.
//     Plan.PerTopic gives that up where order does not matter.
//   - Topics that share a lane wait for each other. That happens only with more topics
//     than publishes may be under way.
//   - An event that the Target certainly did not store, such as one that it refused, gives
//     its number to the next one of its topic: numbers are without holes, and nobody
//     misses what was never there. One that may have been stored, as after a timeout, keeps
//     its number, since there could be two events with one number otherwise. Such numbers
//     are told apart (Publisher.Failures) and cannot be expected by anybody; with PerTopic
//     above 1 these are all that were not accepted.
//   - Retry-After is told, and not obeyed: what the Target cannot take is what is
//     being measured.
//   - The templates of a Hook have the fields that those of the conformance suite
//     have, so that one text serves both. They are a second, smaller reading of it, since
//     that one knows credentials, forged fields and outcomes of Specs.
//   - net/http, with goroutines: some thousand publishes a second are far more than
//     a fan-out to many Subscribers can take.
package publish
