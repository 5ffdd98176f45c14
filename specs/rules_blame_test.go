package specs

import (
	"slices"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// blameRows are about what looks like the fault that a Requirement is about and
// is another one's, or ours.
func blameRows() []row {
	return slices.Concat(besideRows(), malformedRows(), addedEventRows(), agedStreamRows(), cutRows(), stalledRows())
}

// besideRows are about streams that are refused whatever is asked for.
func besideRows() []row {
	const refused = "HTTP/1.1 503 Service Unavailable\r\n\r\n"
	id := strangeIDs("t")[0]
	beside := func(place, answer string) scene {
		return sceneOf(
			probeIDs,
			tapedAfter(id.name, id.value, text(place+refused)),
			taped(besideIDs+id.name, text(answer), closedAt(sec)),
		)
	}
	hangs := closedAt(10 * sec)
	return []row{
		{id.requirement, "refused as one without an id", beside("", refused), leavesOpen("without an id is not served either: status 503")},
		{id.requirement, "refused, one without an id is served", beside(mark, streamHead), breaks(because("ends the client", "for Last-Event-ID", "status 503"))},
		{
			"response-further-streams", "the first of two hangs", sceneOf(probeStream, taped(mainStream, hangs), live(controlStream, "")),
			breaks(because("not served", "as the first time", "no response within 10s")),
		},
	}
}

// malformedRows are about a body of which nobody can tell where it ends.
func malformedRows() []row {
	broken := sceneOf(probeStream, taped(mainStream, text(chunkedHead+"5\r\n: a\n\n\r\n"), wire.Piece{Text: "x\r\n"}))
	const unclear = "nobody can tell what is text and what is framing"
	rows := []row{
		{"liveness-stays-open", "malformed", broken, keeps("1 streams stayed open")},
		{"response-clean-end", "malformed", broken, doesNotApply("the server ended no stream")},
		{"framing-blank-line-ends-frame", "malformed", broken, doesNotApply("the server ended no stream")},
		{"response-framing-valid", "malformed", broken, breaks(because(`"x" is not a chunk size`, "", ""))},
	}
	for _, id := range []string{"encoding-utf-8", "framing-one-line-end", "fields-id-present", "retry-present"} {
		rows = append(rows, row{id, "malformed", broken, leavesOpen(unclear)})
	}
	return rows
}

// addedEventRows are about what the server adds to the stream.
func addedEventRows() []row {
	const present, unknown = "fields-id-present", "framing-no-unknown-field"
	published := func(body string) scene {
		return watched(body).with(accepted(stepSpaced, "m1"), accepted(stepSpaced, "m2"))
	}
	without := because("an event without an id", "an id field", "no id")
	return []row{
		{present, "a heartbeat", watched("id: 1\ndata: a\n\ndata\n\n"), keeps("1 events")},
		{present, "heartbeats only", watched("data\n\nevent: ping\ndata:\n\n"), leavesOpen("no event with data arrived in 10s")},
		{present, "a greeting beside what is published", published("data: hello\n\nid: 1\ndata: m1.\n\n"), keeps("1 events")},
		{present, "one that was published", published("data: hello\n\nid: 1\ndata: m1.\n\n‸data: m2.\n\n"), breaks(without)},
		{unknown, "a byte order mark before a comment", watched("\uFEFF: a\n\n\uFEFF: b\n\n"), keeps("no unknown fields")},
	}
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

// cutRows are about events that were under way when the Target ended the stream.
func cutRows() []row {
	const flushed = "liveness-event-flushed"
	ends := func(pieces ...wire.Piece) scene {
		pieces = append([]wire.Piece{text(streamHead)}, pieces...)
		return delivered([]time.Duration{never, never}).but(func(o *Observation) { o.Transcripts = []*wire.Transcript{taped(mainStream, pieces...).Transcript} })
	}
	first := later(1010*ms, "data: m1.\n\n")
	inOrder := func(at time.Duration) wire.Piece { return later(at, ": bye\n\n") }
	lost := breaks(because("event 2 of 2 did not arrive", "at most 2s", "not at all"))
	return []row{
		{flushed, "the second when the stream ends", ends(first, inOrder(1400*ms)), keeps("the slowest event took 10ms")},
		{flushed, "both when the stream ends", ends(inOrder(1400 * ms)), leavesOpen("the stream ended before the first event arrived")},
		{flushed, "the second for too long when the stream ends", ends(first, inOrder(3301*ms)), lost},
		{flushed, "the second when the stream is cut off", ends(first, wire.Piece{At: 1400 * ms, End: wire.EndReset}), lost},
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
	pushed := func(found ...int) scene {
		return delivered(arrivals{1310 * ms, 1610 * ms, 1910 * ms, 2210 * ms, never}, found...)
	}
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
		{behind, "late for half of them", late(pushed(3, 4), ended(1310*ms, 160*ms), ended(1610*ms, 150*ms)), breaks(pushedAt("3", "4"), pushedAt("4", "5"))},
		{
			behind, "late for most of them", late(pushed(), ended(1310*ms, 160*ms), ended(1610*ms, 160*ms), ended(1910*ms, 190*ms)),
			leavesOpen(LateReason + " by 190ms, so that it cannot tell: event 1"),
		},
		{behind, "a little late", late(pushed(3, 4), ended(1310*ms, 160*ms), ended(1610*ms, 150*ms), ended(1910*ms, 100*ms)), breaks(pushedAt("3", "4"), pushedAt("4", "5"))},
		{
			behind, "late in seeing them", late(delivered(arrivals{1420 * ms, 1720 * ms, 2020 * ms, 2320 * ms, never}, 1, 2), ended(1420*ms, 50*ms), ended(1720*ms, 50*ms)),
			breaks(because("event 1", "before the next", "120ms"), because("event 2", "before the next", "120ms")),
		},
		{behind, "late, and nothing was seen", late(delivered(arrivals{1010 * ms, 1310 * ms, 1610 * ms}), ended(1310*ms, sec)), keeps("3 events")},
		{burst, "late where it was seen", late(pairs(), ended(1310*ms, 200*ms)), leavesOpen(LateReason + " by 200ms")},
		{piece, "in parts while we were late", late(parts(""), ended(1300*ms, 50*ms)), leavesOpen(LateReason + " by 50ms, so that it cannot tell: a frame arrived in parts")},
		{piece, "in parts while we were a little late", late(parts(mark), ended(1300*ms, 30*ms), ended(5*sec, sec)), breaks(because("in parts", "one flush", "300ms from first"))},
		{silence, "silent while we were late", late(quiet(""), ended(20*sec, 2*sec)), leavesOpen(LateReason + " by 2s, so that it cannot tell: the stream was silent")},
		{silence, "silent while we were a little late", late(quiet(mark), ended(20*sec, sec)), breaks(because("silent for too long", "a comment", "nothing for 22s"))},
	}
}
