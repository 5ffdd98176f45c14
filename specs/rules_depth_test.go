package specs

import (
	"fmt"
	"strconv"
)

// aloneRows are about events that nobody was there for.
func aloneRows() []row {
	const nobody = "resume-while-nobody-listens"
	of := func(witness, back string) scene {
		return sceneOf(
			probeAlone, live(lastReader, events(1, "b1", "b2", "s3")), liveAfter(besideOther, "1", witness), liveAfter(afterNobody, "3", back),
		).with(
			accepted(stepBefore, "b1"), accepted(stepBefore, "b2"), accepted(stepBeside, "s3"),
			accepted(stepNobody, "n4"), accepted(stepNobody, "n5"), accepted(stepLive, "l6"),
		)
	}
	whole := events(2, "b2", "s3")
	return []row{
		{nobody, "all of them", of(whole, events(4, "n4", "n5", "l6")), keeps("all 2 events arrived")},
		{nobody, "none", of(whole, events(6, "l6")), breaks(because("while nobody listened are lost", "2 events", "0 of them, lost: n4. n5."))},
		{nobody, "some", of(whole, events(5, "n5", "l6")), breaks(because("are lost", "2 events", "1 of them, lost: n4."))},
		{nobody, "it never replays", of(events(3, "s3"), events(6, "l6")), leavesOpen("a resume beside a reader loses events as well")},
		{nobody, "refused", of(whole, "").but(func(o *Observation) {
			o.Published[3], o.Published[4] = refusedBy(o.Published[3]), refusedBy(o.Published[4])
		}), leavesOpen("did not accept an event")},
		{nobody, "the answer was no stream", sceneOf(probeAlone, live(lastReader, events(1, "b1")), live(besideOther, ""), taped(afterNobody, text("HTTP/1.1 500 No\r\n\r\n"))), leavesOpen("status 500 No")},
		{nobody, "not resumed", sceneOf(probeAlone, live(lastReader, events(1, "b1"))), leavesOpen("no stream was resumed")},
		{nobody, "no ids", sceneOf(probeAlone, live(lastReader, "data: b1.\n\n")), doesNotApply("events carry no ids")},
		{nobody, "one topic for all", sceneOf(probeAlone), doesNotApply("all probes share one topic")},
		{nobody, "no stream", sceneOf(probeAlone, taped(lastReader, text("HTTP/1.1 500 No\r\n\r\n"))), leavesOpen("status 500 No")},
		{nobody, "no hook", of("", "").but(noHook), cannotBeTested("there is no publish hook")},
	}
}

// depthRows are about clients that have missed more and more.
func depthRows() []row {
	const depth = "resume-depth"
	var markers []string
	for i := range 12 {
		markers = append(markers, fmt.Sprint("e", i))
	}
	all := events(0, append(markers, "l")...)
	one := events(11, "e11", "l")
	of := func(tapes ...tape) scene {
		s := sceneOf(probeDepth, append([]tape{controlTape("event: hello\ndata: x\n\n" + all)}, tapes...)...)
		for _, marker := range markers {
			s = s.with(accepted(stepMissed, marker))
		}
		return s.with(accepted(stepLiveAll, "l"))
	}
	after := func(n int, body string) tape { return liveAfter(fmt.Sprint(depthPrefix, n), strconv.Itoa(11-n), body) }
	lost := func(got string) want {
		return breaks(because("has missed 10 events loses some", `10 events after Last-Event-ID "1", or a sign of the gap`, got+"; after 1 missed events all were there"))
	}
	return []row{
		{depth, "all of them", of(after(1, one), after(10, events(2, append(markers[2:], "l")...))), keeps("missed 10 events gets all of them")},
		{depth, "told", of(after(1, one), after(10, "event: reset\ndata: x\n\n"+events(12, "l"))), keeps("missed 1 events gets all of them, and it is told of the gap after 10")},
		{depth, "the newest half", of(after(1, one), after(10, events(7, append(markers[7:], "l")...))), lost("5 of them")},
		{depth, "a greeting tells nothing", of(after(1, one), after(10, "event: hello\ndata: x\n\n"+events(12, "l"))), lost("0 of them")},
		{depth, "a sign that comes too late", of(after(1, one), after(10, events(12, "l")+"event: reset\ndata: x\n\n")), lost("0 of them")},
		{depth, "one is lost already", of(after(1, events(12, "l")), after(10, events(12, "l"))), leavesOpen("has missed 1 event loses it as well")},
		{depth, "told of one already", of(after(1, "event: reset\ndata: x\n\n"+events(12, "l"))), leavesOpen("is not sent it")},
		{depth, "the answer was no stream", of(taped(depthPrefix+"1", text("HTTP/1.1 410 Gone\r\n\r\n"))), leavesOpen("status 410 Gone")},
		{depth, "not resumed", of(), leavesOpen("no stream was resumed")},
		{depth, "no ids", sceneOf(probeDepth, controlTape("data: e1.\n\n")), doesNotApply("events carry no ids")},
		{depth, "no stream", sceneOf(probeDepth), leavesOpen("no request was made")},
		{depth, "no hook", of().but(noHook), cannotBeTested("there is no publish hook")},
	}
}
