// Package peerbench measures the load generator beside a client that only counts bytes: the
// same server, the same streams, the same events, in the same run, on the same machine.
//
// # Design
//
// Servers and clients (packages feed and client) each run as a process of their own, which
// is this program started again. The program in cmd/compare takes all clients in turn, several
// rounds, prints the medians, and says which of the project's claims they bear out.
//
// # Decisions
//
// It is a module of its own, so that the product does not depend on what it is compared with. How
// processes are started and looked at it shares with reference-server/peerbench.
//
// The server shares the machine with the client, and a write costs more than a read: where the
// client keeps up, events per second are the server's, and the processor time of the client for an
// event tells what the rate hides.
//
// A claim is judged by the median of the ratios within a round.
//
// Memory is what a process has in RAM after all garbage was given back, of two processes that
// differ in the number of their streams alone. What the generator has once (histograms of each
// worker and stage, the spread of recent events) is in neither.
package peerbench
