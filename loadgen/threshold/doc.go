// Package threshold reads and judges expressions that the figures of a run must meet,
// such as
//
//	lag.p99 < 250ms
//	lag{stage=peak}.p99.9 <= 1s
//	opened / planned > 99.9%
//	lag.p99 - lag.p50 < 100ms
//	events.rate >= 10k/s
//	errors{class=refused} == 0
//	lost == 0 abort
//	spread.p99 < 50ms abort after 10s
//
// The grammar stands above [Parse].
//
// # Design
//
// [Parse] knows the metrics, stages, tags and classes of the run from a [Catalogue],
// so that whatever can be wrong with a threshold is told before the run, with the
// place and a hint. A [Threshold] that was parsed has figures of one kind on both
// sides, and can always be judged: [Threshold.Evaluate] asks a [Source] for them.
//
// # Decisions
//
//   - Kinds are checked as physicists do: a duration is compared with durations, a
//     number divided by a number is a share, and a share is compared with percents.
//     A number without a unit passes for a count, a share or a rate, but never for a
//     duration or a size: "lag.p99 < 250" is refused, and so is "lost < 1%", which
//     was meant to be "lost / expected < 1%". 0 needs no unit.
//   - Events per second are events.rate and not events/s, since a slash divides.
//   - m is a minute and M a million, as they are elsewhere; KB is 1,000 bytes and KiB
//     1,024.
//   - A figure that is missing, or a division by 0, is neither held nor missed: there
//     is no data. Whoever judges a run decides what that means.
//   - abort stops a run as soon as the threshold cannot hold any more, whatever is
//     still to come: every figure has the values it can end with as an interval, and
//     the intervals are compared. A count only grows, so "lost == 0" is hopeless with
//     the first loss; a quantile can always come down again. "abort after 10s" is the
//     way to stop for a quantile: from then on to be missed is enough.
package threshold
