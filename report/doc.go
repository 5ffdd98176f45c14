// Package report is the document a Run leaves behind, and its formats.
//
// A [Run] says what was judged, by which tool, against which [Target], and what
// came of it: one [Result] for each Requirement, each with its [Finding] values.
// The same document is written as JSON ([WriteJSON]), JUnit XML ([WriteJUnit]),
// Markdown ([WriteMarkdown]) and text for a person ([WriteText]).
//
//	run := report.NewRun(report.KindCheck, target, time.Now())
//	run.Finish(results, elapsed) // or run.CouldNotJudge(reason, hint)
//	run.Redact(redactor)
//	err := report.WriteText(os.Stdout, run, report.TextOptions{})
//
// An [Explanation] is the other document: all that is known about one Requirement
// before any Target is judged by it.
//
// # Design
//
// The package is a leaf: it imports the standard library only and knows neither
// sockets nor test frameworks. Every Result carries the words of its Requirement
// (sentence, source, why, causes, fix), so that a report explains itself years
// later and without the tool that wrote it.
//
// The verdict of a Run is the worst Verdict of its Results, with one exception:
// a skipped Requirement does not pull down a Run in which something was judged.
// A healthy Target without a publish hook is "pass"; a Run in which nothing at
// all was judged is "skip". A Run whose Target could not be judged is "error",
// and Reason says why; exit codes are the command's business and not known here.
//
// An [Outcome] says how a Result counts beside what was known before: a baseline of
// known failures (package baseline) or a pinned set of Requirements. It never hides
// the Verdict; [Result.Counts] and [Run.Gates] say what the two amount to.
//
// A Run may carry a [Comparison]: the Run of a second path to the same server, and
// the Requirements that come out differently there. The verdict of a Run is that
// of its own path; whoever gates by it looks at both.
//
// A Run that put load on its Target has a [Load] instead of Results, one that searched
// for the largest number of streams a [Capacity]:
//
//	run := report.NewRun(report.KindLoad, target, start)
//	run.FinishLoad(load, elapsed) // or run.CouldNotJudge(reason, hint)
//
// Their Verdict follows from what they hold ([Load.Verdict], [Capacity.Verdict]), and a
// document in which it does not is refused. Skip is called "inconclusive" there: the
// Run does not tell. Histograms are opaque texts beside their quantiles, because only
// package measure can read them.
//
// Findings hold bytes of a stranger's server. [Excerpt] makes bytes visible
// before they enter the document, and each format guards itself once more:
// control characters never reach a terminal, XML stays well-formed, and Markdown
// from a Target neither renders nor notifies anyone.
//
// # Decisions
//
//   - The schema is closed. A document with an unknown field, an unknown schema
//     or a summary that contradicts its results is refused by [ReadJSON] rather
//     than read halfway.
//   - Strings are valid UTF-8. [Run.Finish] turns other bytes into a visible \xNN,
//     because JSON would replace them and the document would not round-trip.
//   - JSON holds every Finding. The formats for people and dashboards show the
//     first few and say how many more there are.
//   - A broken SHOULD is a passed JUnit test case with a line of output:
//     dashboards must not turn red over a recommendation, unless the Run is strict.
//   - An expected failure is a skipped JUnit test case with its evidence as output:
//     a dashboard counts and lists it, and does not turn red. An unexpected pass is a
//     failure, so that it and the exit code agree.
//   - Workflow commands are one to a line, and nothing that a Target sent can end
//     that line.
//   - In text a line never exceeds its width, links included: a link too long for
//     the line continues on the next, cut before its fragment where possible.
//   - Columns are counted by a short table of wide ranges instead of a dependency.
//     Combining marks count one, so that a count errs on the side of narrow lines.
//   - A Run carries neither symptom nor snippets: a report says what is wrong with
//     one Target, and names the command that says more.
//   - In an Explanation code is the one thing that is never wrapped, because it is
//     there to be copied.
//   - A missed Threshold is no failure of the Target where the generator was the
//     limit: the Run is inconclusive. Held ones prove nothing either, because the
//     Target may have had less to bear than was planned. The exception is a firm
//     Threshold, one on counts that a slow generator cannot bring about: an event
//     that a Target leaves out, doubles or moves in a stream that stays open is
//     its own doing, however slowly it is read. Closing the stream of a slow
//     reader is not, and no count of closed streams is firm.
//   - A Threshold that had nothing to measure is not held: a Run with one is
//     inconclusive unless another is missed.
//   - Without Thresholds nobody has said what is too slow: what went wrong is a
//     warning, and a Run in which nothing did has passed.
//   - A search that the generator ended has found a lower bound: inconclusive. One
//     in which nothing broke up to the largest number allowed has passed.
//   - Times of the Target, lifetimes of streams and delays of the generator itself
//     never share a table.
//   - Figures have three digits: enough to compare, and as many as a histogram keeps.
//   - A series has null where there is nothing to show, not 0, and not the value before.
//   - Secrets are replaced in the document, before any format is written, so that
//     a new format cannot forget to.
package report
