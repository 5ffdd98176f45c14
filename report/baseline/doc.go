// Package baseline holds a Run against what is known of its Target: Requirements
// that are known to be broken, and Requirements whose Verdict is not reliable.
//
//	expected:            # known failures
//	  - id: response-no-transform
//	    reason: the CDN is being replaced, OPS-123
//	    until: 2027-01-31        # the last day on which the entry excuses
//	flaky:               # never gates, is reported
//	  - id: liveness-not-behind
//	    reason: shared runner
//
//	b, err := baseline.Parse(name, text, known)
//	run, err = baseline.Apply(run, b, time.Now())
//
// # Design
//
// [Parse] reads a file and reports every problem with its line and column. [Apply]
// is a pure function of a Run, a Baseline and a day; it gives Results their
// Outcomes, from which the report package derives the Verdict of the Run.
// [Update] is a pure function as well, from the text of a file to its next one. The
// package knows no catalogue: whoever calls Parse says which IDs exist.
//
// # Decisions
//
//   - An unexpected pass fails. An entry that outlives its failure would excuse the
//     next one.
//   - An entry that matches nothing is an error, because it would never be noticed
//     again. "Not applicable" and "untestable" match nothing: they are decided by the
//     Target and the configuration and come back in the next run. "Inconclusive" is
//     decided by the moment: it changes nothing. Nor does an error.
//   - A flaky entry must be in the run, but may be skipped in it.
//   - A Requirement stands in one list only. If it is in both, one of them is
//     forgotten.
//   - Days are days in UTC, so that an entry expires for everyone at once.
//   - An expired entry excuses nothing, but still notices that its Requirement is
//     kept: either way somebody has to look at it.
//   - A new entry excuses at once, with the reason "unreviewed since" and the day.
//     Were it refused until somebody edits it, nobody could go from red to green in
//     one step, and people would write a reason like "x". The words stand in the
//     change that is reviewed, in every report, and the command says on each run how
//     many there are.
//   - Update edits lines and then reads the file back. A tree that is printed anew
//     would lose the author's layout; a layout that lines cannot express is refused.
package baseline
