// Package clock estimates how far the clock of another machine is ahead of this one's,
// and how far the estimate may be wrong, so that stamps of both can be compared.
//
// # Design
//
// A [Peer] is asked for exchanges of four stamps: when a request left, came, was
// answered, and when the answer came. An [Estimator] keeps the exchanges that took
// least, one for each of at most 64 windows of time, and fits a [Line] to them: the
// offset at an instant, the drift, and a bound of the error of both.
// https://www.rfc-editor.org/rfc/rfc5905#section-8
//
// # Decisions
//
//   - An offset is that of the peer's clock from this one: an event that the peer
//     stamped at s was sent at s-offset by this clock, and [Line.Local] says so.
//   - Of exchanges close together the one with the least delay tells most, since it
//     waited least (RFC 5905, section 10, the clock filter). Means would follow the
//     delays of a busy machine.
//   - The bound is not a deviation, it is what the stamps prove: the offset at an
//     exchange is within half its delay, whatever the delays were on either way. Two
//     exchanges bound a line everywhere, best between them; the bound is that of the
//     best two, with how far the line lies from them. It takes for granted that the
//     drift did not change; where exchanges say that it did, the bound grows to have
//     all of them.
//   - One exchange, or several that are too close together, do not tell a drift: where
//     it may be 0 and is known no better than to 500 millionths, which is the most that
//     a clock kept by NTP is corrected by, it is taken as 0, and the bound grows by
//     these 500 with the time from the best exchange.
package clock
