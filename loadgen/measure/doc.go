// Package measure holds what a load run measures: durations as histograms, counts, failures
// and a series over time.
//
// # Design
//
// A [Distribution] is the durations of one [Timing]. A [Sheet] is what one worker measures: a
// Distribution of every Timing, and every [Count], for each cell, which is a Stage and a tag.
// A worker has two: once a second it hands the one that it has filled to the owner of the run and
// goes on with the other. The owner adds it to a total by [Sheet.MergeInto], takes its [Second],
// which is what happened since the last one, for the [Series], the [CSV] and the
// [HDRLog], and empties it by [Sheet.Reset].
//
// Merging is associative and commutative, so that workers, seconds and machines can be added
// in any order. Quantiles are read from merged histograms and are never averaged.
//
// # Decisions
//
//   - Histograms count microseconds with three significant digits up to 24 hours. A dense one
//     has 229 KB, so a Distribution has none before its first Record, and a cell is made on
//     first use. When a Stage is over its histograms become sparse ones of a few KB. A worker
//     thus takes 2 x tags x timings in use x 229 KB, however many Stages there are.
//   - Sheets are exchanged and not copied: that costs the worker nothing, and the owner adds
//     only what is new.
//   - Clocks of two machines differ, so a Lag can be negative. A histogram cannot hold that:
//     magnitudes of negatives have a histogram of their own, and quantiles are over both.
//   - A quantile is by nearest rank, as in the Java HdrHistogram: the smallest value with at
//     least that share of all values at or below it. hdrhistogram-go rounds the rank to the
//     nearest, which can answer with one sample fewer.
//   - A Series keeps a sparse histogram for each row, a few KB instead of 229. Its figures are
//     made when they are asked for.
package measure
