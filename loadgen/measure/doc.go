// Package measure holds what a load run measures: durations as histograms, counts, failures
// and a series over time.
//
// # Design
//
// A [Distribution] is the durations of one [Timing]. A [Sheet] is what one worker measures: a
// Distribution of every Timing, and every [Count], for each cell, which is a Stage and a tag.
// The worker alone touches its Sheet; the owner of the run takes a [Sheet.Clone] and merges
// Clones into a total with [Sheet.MergeInto]. Once a second it also takes a [Second]: what
// happened since the last one, for the [Series], the [CSV] and the [HDRLog].
//
// Merging is associative and commutative, so that workers, seconds and machines can be added
// in any order. Quantiles are read from merged histograms and are never averaged.
//
// # Decisions
//
//   - Histograms count microseconds with three significant digits up to 24 hours. A dense one
//     has 229 KB, so a Distribution has none before its first Record, and a cell is made on
//     first use. When a Stage is over its histograms become sparse ones of a few KB. A worker
//     thus takes tags x timings in use x 229 KB, however many Stages there are.
//   - A Clone shares the Distributions of its Sheet; whoever writes first copies. A Clone
//     therefore costs its Sheet one copy of what changes again, and what a past Stage measured
//     is never copied.
//   - Clocks of two machines differ, so a Lag can be negative. A histogram cannot hold that:
//     magnitudes of negatives have a histogram of their own, and quantiles are over both.
//   - A quantile is by nearest rank, as in the Java HdrHistogram: the smallest value with at
//     least that share of all values at or below it. hdrhistogram-go rounds the rank to the
//     nearest, which can answer with one sample fewer.
//   - A Series keeps a sparse histogram for each row, a few KB instead of 229. Its figures are
//     made when they are asked for.
package measure
