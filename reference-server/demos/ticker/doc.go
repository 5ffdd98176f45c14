// Package ticker is the demo of a greeting every 2.5 s, in events of a type of their
// own, with a log on the server of who comes and leaves, and from which event on.
//
// # Design
//
// The greeting is published once for all. The clients that are connected are counted
// by the callbacks of their streams, and anybody may ask how many there are.
//
// # Decisions
//
//   - As taught the id is made for the connection: its number times a thousand, plus the
//     number of the event on it. So the same greeting has another id for everybody, and
//     an id that comes back means nothing.
//   - As taught a client that leaves is logged, but not taken off the count: the
//     tutorial counts those who came, and calls them open.
package ticker
