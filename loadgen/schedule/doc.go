// Package schedule says who opens and closes a stream, and when: a [Plan] becomes a
// sorted stream of [Move]s for each worker. It is pure: no clock, no socket, no state beyond
// an iterator.
//
// # Design
//
// A plan is closed or open. A closed one has [Stage]s, each a straight line from the number of
// streams that the stage before ended with to its own number. An open one has [Arrivals]:
// Subscribers come at a rate, whatever became of those before, stay for a while, and go.
// [Churn] and a [Storm] break streams under either; what they break comes back by itself.
//
// Due times are functions of the plan, never sums of steps that were rounded: the nth
// opening of a ramp is due at start + duration × n / openings, in integers; the nth arrival of a
// constant rate at n / rate. Random times are functions of the seed and the number of the arrival,
// so that all workers see one schedule without a word between them. Subscriber n is with
// worker n modulo the number of workers.
//
// [Plan.Moves] gives a worker's part as an iterator. It has O(1) memory for stages, whatever
// the number of streams; for arrivals it holds the closings to come of those who are there.
//
// # Decisions
//
//   - A way up opens its first stream at once and its last before the stage ends; a
//     way down closes its first one step after its start and its last at its end. So a stream is
//     open for as long as the line is above its number, and [Plan.Streams] counts
//     exactly what the moves open and close.
//   - A way down closes the latest opened first, and a later way up opens the same
//     Subscribers again. Numbers stay dense: tables have as many rows as the peak has
//     streams, and the oldest streams, which show what the target forgets, live to the end.
//   - A stage without a duration is a jump. A stage to the number there is holds.
//   - Random times come from a hash of (seed, number), not from a generator that is drawn
//     from in turn, so that the lifetime of arrival n needs no draw of those before it.
//   - The nth break of churn is due when rate × (integral of the planned streams) reaches
//     n + 1/2: the total is right to half a break at any time. It belongs to the worker of a planned stream, not
//     to each in turn, so that a worker with few streams gets few breaks.
//   - At one instant, closings and openings come before what breaks streams, and what ends
//     a stage before the next is entered. End comes last.
package schedule
