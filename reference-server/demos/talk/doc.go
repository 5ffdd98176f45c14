// Package talk is a demo whose server talks on: it says the time when a page connects,
// and every five seconds from then on, until the page stops listening.
//
// # Decisions
//
//   - The time of every five seconds is an event, published once for all. What is said
//     on connect belongs to the connection: it is of the type "hello", and has no id,
//     since nobody can resume after what nobody else has got. A browser keeps the id it
//     had.
//   - /timers says how many timers run on behalf of streams. As it should be, that is the
//     heartbeat of each open stream. As taught, it is the timer that each stream has had
//     since it connected.
//   - As taught, a timer publishes on a topic that only its own stream reads. That of a
//     departed client goes on, and what it says goes nowhere, as a write to a response
//     that has ended does. There are at most maxTimers, and they end with the demo.
package talk
