// Package demos are small real applications on the reference server: those from which
// most people learn Server-Sent Events, as they should be, and on request with the
// flaws of the form in which they are taught.
//
// # Design
//
// Each demo is a package of its own that describes a [site.App]. [Mount] puts all of
// them below /demos/, with an index, and the chosen one at the root of the server as
// well, with the paths that its tutorial has. Their events are on the history of the
// server, on topics that begin with "demo.": what /publish sends there reaches their
// streams, which is how a check publishes.
//
// # Decisions
//
//   - Every demo runs once, wherever it is mounted. All of them run, also those that
//     nobody looks at: together they publish some three events a second.
//   - The taught form has the flaws that are listed and no others. What the tutorials do
//     wrong beside these, or leave out, is not what a demo is about.
//   - Several processes would each run their own demos, and publish everything several
//     times. A demo wants one process.
package demos
