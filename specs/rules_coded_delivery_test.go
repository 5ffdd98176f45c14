package specs

import (
	"fmt"
	"slices"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// codedDelivery is the scene in which events are published every 300 ms, from the
// first second on, and arrive at these times on a stream that is compressed, and
// 10 ms after their publication on one that is not.
func codedDelivery(arrivals ...time.Duration) scene {
	plain, all := []wire.Piece{text(streamHead)}, []wire.Piece{text(codedHead(""))}
	var texts []string
	var times []time.Duration
	var published []Published
	for i, at := range arrivals {
		p := accepted(stepCoded, fmt.Sprint("m", i+1))
		sent := sec + time.Duration(i)*300*ms
		p.Sent = when(sent)
		published = append(published, p)
		frame := "data: " + p.Data + "\n\n"
		plain = append(plain, later(sent+10*ms, frame))
		if at != never {
			texts, times = append(texts, frame), append(times, at)
		}
	}
	for i, piece := range zipped(texts...) {
		all = append(all, later(times[i], piece))
	}
	control := live(controlStream, "")
	return sceneOf(
		probeCompression, taped(identityStream, append(plain, closedAt(time.Minute))...),
		taped("gzip", append(all, closedAt(time.Minute))...), control,
	).with(published...)
}

// decodedAt wants a Finding in the decoded text, before the events with these
// numbers, all of which are there and of one length.
func (s scene) decodedAt(numbers ...int) scene {
	tape := tape{Transcript: wire.FromPieces("gzip, decoded", wire.Request{})}
	for _, n := range numbers {
		tape.marks = append(tape.marks, int64(len(streamHead)+(n-1)*len("data: m1.\n\n")))
	}
	s.tapes = append(slices.Clone(s.tapes), tape)
	return s
}

// changed replaces the compressed stream.
func (s scene) changed(t tape) scene {
	return s.but(func(o *Observation) { o.Transcripts[1] = t.Transcript })
}

// codedDeliveryRows are about events that are published at a low rate to streams of
// which one is compressed.
func codedDeliveryRows() []row {
	const flushed, behind, same = "compression-event-flushed", "compression-not-behind", "compression-same-events"
	onTime := func() scene { return codedDelivery(1010*ms, 1310*ms, 1610*ms, 1910*ms, 2210*ms) }
	pushedOut := func() scene { return codedDelivery(1310*ms, 1610*ms, 1910*ms, 2210*ms, never) }
	heldBack := func() scene { return codedDelivery(never, never, never, never, never) }
	lossy := func() scene { return codedDelivery(1010*ms, never, 1610*ms, 1910*ms, 2210*ms) }
	silent := taped("gzip", closedAt(4*sec))
	coded := func(body string) tape { return taped("gzip", text(codedHead("")+body), closedAt(sec)) }
	late := func(event, actual string) want {
		return breaks(because("where gzip is offered, event "+event+" of 5", "at most 2s", actual))
	}
	arrived := func(event, after, actual string) want {
		return breaks(because("event "+event+" arrived only after event "+after, "each event before the next", actual))
	}
	rows := []row{
		{flushed, "at once", onTime(), keeps("5 events, compressed as well: gzip")},
		{flushed, "not at all", heldBack(), late("1", "not at all")},
		{flushed, "no head even", onTime().changed(silent), late("1", "not at all")},
		{flushed, "the last is held back", pushedOut(), late("5", "not at all")},
		{flushed, "late", codedDelivery(1010*ms, 3301*ms, 3400*ms, 3500*ms, 3500*ms).decodedAt(2), late("2", "after 2.001s")},
		{flushed, "lost events are not its matter", lossy(), keeps("5 events")},
		{behind, "at once", onTime(), keeps("5 events, compressed as well: gzip")},
		{behind, "one", pushedOut().decodedAt(1), arrived("1", "2", "4 of 4 events arrived late, 1 behind")},
		{behind, "two", codedDelivery(1610*ms, 1910*ms, 2210*ms, never, never).decodedAt(1), arrived("1", "3", "3 of 4 events arrived late, 2 behind")},
		{behind, "one late event is no habit", codedDelivery(1310*ms, 1311*ms, 1610*ms, 1910*ms, 2210*ms), keeps("5 events")},
		{behind, "a steady delay", codedDelivery(1200*ms, 1500*ms, 1800*ms, 2100*ms, 2400*ms), keeps("5 events")},
		{behind, "nothing comes", heldBack(), keeps("5 events")},
		{same, "the same", onTime(), keeps("5 events, compressed as well: gzip")},
		{same, "one is missing", lossy(), breaks(because("event 2 is missing", `"m2."`, "but later ones are"))},
		{same, "held back, not lost", pushedOut(), keeps("5 events")},
		{
			same, "another one", onTime().changed(coded(zipped("event: x\ndata: m1.\n\n")[0])).decodedAt(1),
			breaks(because("event 1 is another one", `message "m1."`, `x "m1."`)),
		},
		{
			same, "more in it", onTime().changed(coded(zipped("data: m1. \n\n")[0])).decodedAt(1),
			breaks(because("event 1 is another one", `message "m1."`, `message "m1. "`)),
		},
	}
	for _, id := range []string{flushed, behind, same} {
		rows = append(
			rows,
			row{id, "not compressed", onTime().changed(live("gzip", "")), doesNotApply("compresses no stream")},
			row{id, "undecodable", onTime().changed(coded("data: a\n\n")), leavesOpen("no compressed stream could be decoded")},
			row{id, "late without a coding", onTime().but(func(o *Observation) { o.Published[0].Sent = when(-2 * sec) }), leavesOpen("nothing is compressed, too")},
			row{id, "one event", codedDelivery(1010 * ms), leavesOpen("fewer than two")},
			row{id, "nobody else is answered", onTime().changed(silent).but(func(o *Observation) { o.Transcripts = o.Transcripts[:2] }), leavesOpen("no stream that offers a coding")},
			row{id, "no stream", sceneOf(probeCompression), leavesOpen("no request was made")},
			row{id, "no hook", onTime().but(noHook), cannotBeTested("there is no publish hook")},
		)
	}
	return rows
}
