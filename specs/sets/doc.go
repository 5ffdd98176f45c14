// Package sets holds the frozen sets of Requirements. A build that is pinned to one
// gates on the same Requirements, at the same Levels, whatever a newer ssegauge
// knows beside them.
//
//	set, err := sets.Load("2026-11")
//	run = set.Pin(run, catalogue) // the Level of each ID today
//
// # Design
//
// A set is a text file, named after the month in which it is closed: a line "open"
// or "closed", then a line "ID LEVEL" for each Requirement, sorted. The files are
// embedded. [Set.Pin] is a pure function of a Run. The package does not know the
// catalogue; a test of package specs holds the two together.
//
// # Decisions
//
//   - A set is closed by hand, when it is released, and not by the calendar: a test
//     must not change its mind overnight. An open set can be pinned as well, so that
//     it can be tried.
//   - The Level that a set holds decides the Verdict. What has become a MUST since
//     stays a warning for those who pinned it as a SHOULD, and the other way round.
//     The words of the report are those of today. A profile is chosen in the same
//     breath and is not frozen: what it decides stays decided.
//   - What is not in the set is judged and reported, but does not gate, not even
//     where it could not be judged. Where it was skipped there is nothing to say.
package sets
