package specs

import (
	"slices"
	"time"
)

// blameRows are about what looks like the fault that a Requirement is about and
// is another one's, or ours.
func blameRows() []row {
	return slices.Concat(agedStreamRows(), stalledRows())
}

// agedStreamRows are about streams that end between two odd events: the stream
// after the first of them is there for the second.
func agedStreamRows() []row {
	const first, second = "data-cr", "data-multi-line"
	odd := func(requirement, data string) Published {
		return Published{Publication: Publication{Step: requirement, Data: data}, Outcome: OutcomeAccepted}
	}
	both := func(fresh string) scene {
		return sceneOf(
			probeOdd,
			taped(oldStream, text(streamHead+"data: f0.\n\ndata: a\ndata: b\n\ndata: f1.\n\n")),
			live(newStream+first, fresh),
			live(newStream+second, "data: f2.\n\n"),
		).with(
			accepted(stepFence, "f0"), odd(first, "a\rb"), accepted(stepAfter+first, "f1"),
			odd(second, "x\ny"), accepted(stepAfter+second, "f2"),
		)
	}
	whole := both("data: f1.\n\ndata: x\ndata: y\n\ndata: f2.\n\n")
	return []row{
		{"data-existing-stream-survives", "the first stream has ended since", whole, keeps("after each of 2 odd events")},
		{second, "the first stream has ended since", whole, keeps("3 bytes came back")},
		{first, "the first stream has ended since", whole, keeps("3 bytes came back")},
		{second, "changed on the stream after the first", both("data: f1.\n\n‸data: x y\n\ndata: f2.\n\n"), breaks(because("arrived changed", `"x\ny"`, `"x y"`))},
		{
			"data-existing-stream-survives", "the stream after the first is deaf", both("data: f1.\n\ndata: x\ndata: y\n\n"),
			breaks(because("after the event for "+second, "as before", "broke it")),
		},
	}
}

// stalledRows are about what a delay of this machine has done.
func stalledRows() []row {
	const behind, burst = "liveness-not-behind", "liveness-no-burst"
	const piece, silence = "liveness-frame-in-one-piece", "liveness-silence"
	type arrivals = []time.Duration
	late := func(s scene, delays ...Delay) scene {
		return s.but(func(o *Observation) { o.Delays, o.Late = delays, longest(delays) })
	}
	ended := func(at, by time.Duration) Delay { return Delay{when(at), by} }
	pushed := func() scene { return delivered(arrivals{1310 * ms, 1610 * ms, 1910 * ms, 2210 * ms, never}) }
	found := func() scene { return delivered(arrivals{1310 * ms, 1610 * ms, 1910 * ms, 2210 * ms, never}, 3, 4) }
	pushedAt := func(event, next string) evidence {
		return because("event "+event+" arrived only after event "+next, "each event before the next", "10ms")
	}
	pairs := func() scene { return delivered(arrivals{1310 * ms, 1311 * ms, 1910 * ms, 1911 * ms, 2210 * ms}) }
	parts := func(place string) scene {
		return sceneOf(probeStream, taped(mainStream, text(streamHead), later(sec, place+"data: a\n"), later(1300*ms, "\n"), closedAt(time.Hour)))
	}
	quiet := func(place string) scene {
		return sceneOf(probeQuiet, taped(quietStream, text(streamHead+place), closedAt(22*sec)))
	}
	return []row{
		{behind, "late where half of it was seen", late(found(), ended(1310*ms, 70*ms), ended(1609*ms, 60*ms)), breaks(pushedAt("3", "4"), pushedAt("4", "5"))},
		{
			behind, "late where most of it was seen", late(pushed(), ended(1310*ms, 70*ms), ended(1609*ms, 60*ms), ended(1900*ms, 90*ms)),
			leavesOpen(LateReason + " by 90ms, so that it cannot tell: event 1"),
		},
		{behind, "late, and nothing was seen", late(delivered(arrivals{1010 * ms, 1310 * ms, 1610 * ms}), ended(1310*ms, sec)), keeps("3 events")},
		{burst, "late where it was seen", late(pairs(), ended(1310*ms, 200*ms)), leavesOpen(LateReason + " by 200ms")},
		{behind, "pushed out while late", late(delivered(arrivals{1420 * ms, 1720 * ms, 2020 * ms, 2320 * ms, never}), ended(1420*ms, 70*ms), ended(1720*ms, 70*ms)), leavesOpen(LateReason + " by 70ms")},
		{piece, "in parts while we were late", late(parts(""), ended(1300*ms, 50*ms)), leavesOpen(LateReason + " by 50ms, so that it cannot tell: a frame arrived in parts")},
		{piece, "in parts while we were a little late", late(parts(mark), ended(1300*ms, 30*ms), ended(5*sec, sec)), breaks(because("in parts", "one flush", "300ms from first"))},
		{silence, "silent while we were late", late(quiet(""), ended(20*sec, 2*sec)), leavesOpen(LateReason + " by 2s, so that it cannot tell: the stream was silent")},
		{silence, "silent while we were a little late", late(quiet(mark), ended(20*sec, sec)), breaks(because("silent for too long", "a comment", "nothing for 22s"))},
	}
}
