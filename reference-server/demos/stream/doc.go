// Package stream is the smallest demo that works: one unnamed message a second, to a
// page that lists them and writes them to its console.
//
// # Decisions
//
//   - The message is published once for all, so that everybody gets the same with the
//     same ID, and whoever was away gets what was missed.
//   - As taught there is neither an id nor a reconnection time nor a heartbeat. The last
//     of these cannot be seen while a message comes every second.
package stream
