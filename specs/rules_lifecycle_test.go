package specs

import (
	"fmt"
	"time"
)

// comers are the tapes of n clients that were served.
func comers(prefix string, n int) []tape {
	var all []tape
	for i := range n {
		all = append(all, live(fmt.Sprint(prefix, i+1), ""))
	}
	return all
}

// lifecycleRows are about what clients that came and went leave behind.
func lifecycleRows() []row {
	rows := append(placeRows(), besideStreamsRows()...)
	rows = append(rows, noticedRows("lifecycle-fin-noticed", byFIN())...)
	return append(rows, noticedRows("lifecycle-rst-noticed", byRST())...)
}

func placeRows() []row {
	const reset, churn = "lifecycle-slots-after-reset", "lifecycle-serves-after-churn"
	full := "HTTP/1.1 503 Service Unavailable\r\n\r\n"
	of := func(probe, prefix string, last ...tape) scene {
		return sceneOf(probe, append(append([]tape{live(firstOfMany, "")}, comers(prefix, 8)...), last...)...)
	}
	resets := func(last ...tape) scene { return of(probeResets, resetClient, last...) }
	churned := func(last ...tape) scene {
		return of(probeChurn, leavingOne, last...).with(accepted(stepChurned, "c1"))
	}
	notOurs := func(o *Observation) { o.Unseen = Skip{"untestable", "no consent"} }
	rows := []row{
		{churn, "an event arrives", churned(live(afterLeavers+"1", events(1, "c1"))), keeps("8 clients came and left, and the next was served")},
		{churn, "no event arrives", churned(live(afterLeavers+"1", "")), breaks(
			because("a stream gets no events after 8 clients came and left", "the event c1.", "nothing until closed"),
		)},
		{churn, "no hook", of(probeChurn, leavingOne, live(afterLeavers+"1", "")), keeps("8 clients came and left")},
		{churn, "it was ended", churned(taped(afterLeavers+"1", text(streamHead))), keeps("8 clients came and left")},
	}
	for _, about := range []struct {
		id, probe, attempts, did string
		of                       func(...tape) scene
	}{{reset, probeResets, afterResets, "reset their connections", resets}, {churn, probeChurn, afterLeavers, "came and left", func(last ...tape) scene {
		return of(probeChurn, leavingOne, last...)
	}}} {
		first := about.attempts + "1"
		refused := because("a client is not served any more after 8 others "+about.did, "an event stream within 22s", "status 503 Service Unavailable, in attempt 1 after 10s")
		hangs := because("a client is not served any more", "an event stream within 22s", "no response within 10s, in attempt 2 after 10s")
		rows = append(
			rows,
			row{about.id, "served", about.of(live(first, "")), keeps("8 clients " + about.did + ", and the next was served")},
			row{about.id, "served in the end", about.of(taped(first, text(full)), live(about.attempts+"2", "")), keeps("the next was served")},
			row{about.id, "refused", about.of(taped(first, text(mark+full), closedAt(10*time.Second))), breaks(refused)},
			row{about.id, "not answered", about.of(taped(first, text(full)), taped(about.attempts+"2", closedAt(10*time.Second))), breaks(hangs)},
			row{about.id, "limited", about.of(taped(first, text("HTTP/1.1 429 Slow Down\r\n\r\n"))), leavesOpen("it limits how often a client may come: status 429")},
			row{about.id, "few came", sceneOf(about.probe, live(firstOfMany, ""), live(first, "")), leavesOpen("only 0 clients came")},
			row{about.id, "no stream", sceneOf(about.probe, taped(firstOfMany, text(full))), leavesOpen("there is no event stream")},
			row{about.id, "not ours", about.of().but(notOurs), cannotBeTested("no consent")},
		)
	}
	return rows
}

func besideStreamsRows() []row {
	const id = "lifecycle-requests-beside-streams"
	missing, full := "HTTP/1.1 404 Not Found\r\n\r\n", "HTTP/1.1 503 Full\r\n\r\n"
	of := func(alone string, last ...tape) scene {
		return sceneOf(probeBeside, append(append([]tape{live(firstOfMany, ""), taped(otherAlone, text(alone))}, comers(heldStream, 3)...), last...)...)
	}
	beside := func(response string) tape { return taped(otherBeside, text(response)) }
	return []row{
		{id, "answered", of(missing, beside(missing)), keeps("another request was answered while 3 streams were open: status 404 Not Found")},
		{id, "not answered", of(missing, taped(otherBeside, closedAt(10*time.Second))), breaks(
			because("another request is not answered while 3 streams are open", "an answer, as without streams: status 404 Not Found", "no response within 10s"),
		)},
		{id, "refused", of(missing, beside(mark+full)), breaks(
			because("another request is refused while 3 streams are open", "status 404 Not Found", "status 503 Full"),
		)},
		{id, "refused without streams as well", of(full, beside(full)), keeps("status 503")},
		{id, "never answered", sceneOf(probeBeside, live(firstOfMany, ""), taped(otherAlone, closedAt(10*time.Second))), leavesOpen("not answered without streams either: no response within 10s")},
		{id, "not asked", of(missing), leavesOpen("no other request was made beside the streams")},
		{id, "no stream", sceneOf(probeBeside), leavesOpen("there is no event stream")},
		{id, "not ours", of(missing).but(func(o *Observation) { o.Unseen = Skip{"untestable", "no consent"} }), cannotBeTested("no consent")},
	}
}

func noticedRows(id string, way wayToLeave) []row {
	counts := func(open, left int) scene {
		return sceneOf(probeLeave, live(way.name+" 1", "")).but(func(o *Observation) {
			o.Counted = []Counted{
				{Step: way.name + stepBeforeOpen, Streams: 3},
				{Step: way.name + stepOpen, Streams: open},
				{Step: way.name + stepLeft, Streams: open, At: when(10 * time.Second)},
				{Step: way.name + stepLeft, Streams: left, At: when(32 * time.Second)},
			}
		})
	}
	kept := because("streams are kept whose clients have left by "+way.name, "3 streams, as before, within 22s", "13 of 13 after 22s")
	return []row{
		{id, "they are gone", counts(13, 3), keeps("13 streams, 3 when their clients had left by " + way.name)},
		{id, "somebody else came", counts(13, 5), keeps("13 streams, 5 when")},
		{id, "they stay", counts(13, 13), breaks(kept)},
		{id, "it counts something else", counts(4, 3), leavesOpen("the hook does not count these streams: 3 before, 4 with 10 more")},
		{id, "the hook does not work", sceneOf(probeLeave).but(func(o *Observation) {
			o.Counted = []Counted{{Step: way.name + stepBeforeOpen, Detail: "count streams: 404 Not Found"}}
		}), cannotBeTested("the hook that counts streams does not work: count streams: 404 Not Found")},
		{id, "not counted", sceneOf(probeLeave), leavesOpen("the open streams were not counted")},
		{id, "no hook", sceneOf(probeLeave).but(func(o *Observation) { o.Unseen = noCounter(Control{}) }), cannotBeTested("--open-streams")},
	}
}
