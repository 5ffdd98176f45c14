// Package selftest proves the conformance suite: it has it judge the reference
// server, at which nothing may be wrong, and the same server with each of its
// Defects, at which exactly the Requirements must be broken that the Defect
// names. The outcome is the kill matrix.
//
// Its tests have it judge the demos as well, as they should be and as they are taught.
//
// # Decisions
//
// It stands beside the command because it knows both sides, the judge and the
// reference, which know nothing of each other.
//
// A Requirement that could not be judged because this machine was late is
// neither broken nor kept. A row in which that happened is run again, a few
// times at most; one that stays open is a failure of the row. What is broken and
// should not be is a failure at once.
//
// A row mostly waits: it takes some seconds, of which the CPU works a third of
// one. So many rows run at a time. To look at some only:
//
//	go test ./cmd/ssegauge/selftest -run KillMatrix -v -defects NAME,NAME
//	go test ./cmd/ssegauge/selftest -run Demos -v -demos NAME,NAME
package selftest
