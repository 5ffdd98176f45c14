package specs

import (
	"fmt"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

const (
	beforeRestart = "id: 1\ndata: m1.\n\nid: 2\ndata: m2.\n\n"
	unavailable   = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
)

// whileRestarted is the scene of the probe "restart", whose server was told to
// restart after two seconds. What m1 to m4 are is published.
func whileRestarted(tapes ...tape) scene {
	return sceneOf(probeRestart, tapes...).
		with(accepted(stepBeforeRestart, "m1"), accepted(stepUnseenRestart, "m2"), accepted(stepAfterRestart, "m3"), accepted(stepAfterRestart, "m4")).
		but(func(o *Observation) { o.Acted = []Acted{called(hookRestart, OutcomeAccepted, 2*sec)} })
}

// endedStream is the stream that the restart has ended.
func endedStream() tape {
	return taped(restartedStream, text(streamHead+beforeRestart), wire.Piece{At: 2 * sec, End: wire.EndComplete})
}

func cameBack(body string) tape { return liveAfter(comebackStream+"1", "2", body) }

func restartRows() []row {
	var rows []row
	open := taped(restartedStream, text(streamHead), closedAt(14*sec))
	for _, r := range []string{"comes-back", "ends-streams", "ends-cleanly", "status", "ids-go-on", "resume"} {
		rows = append(
			rows,
			row{"restart-" + r, "no stream", whileRestarted(taped(restartedStream, text(unauthorized))), leavesOpen("status 401")},
			row{"restart-" + r, "streams that do not last", whileRestarted(
				taped(restartedStream, text(streamHead), wire.Piece{At: sec, End: wire.EndComplete}), cameBack(""),
			), leavesOpen("had ended before the restart")},
			row{"restart-" + r, "the hook does not work", whileRestarted(open).but(func(o *Observation) {
				o.Acted = []Acted{called(hookRestart, OutcomeRefused, 2*sec)}
			}), cannotBeTested("the restart hook does not work: 404")},
		)
	}
	rows = append(rows, restartEndRows(open)...)
	return append(append(rows, comebackRows()...), restartIDRows()...)
}

func restartEndRows(open tape) []row {
	const ends, cleanly = "restart-ends-streams", "restart-ends-cleanly"
	reset := taped(restartedStream, text(chunkedHead+"b\r\ndata: m1.\n\n\r\n"+mark), wire.Piece{At: 2 * sec, End: wire.EndTruncated})
	half := taped(restartedStream, text(streamHead+"data: m1.\n\n"+mark+"data: half"), wire.Piece{At: 2 * sec, End: wire.EndComplete})
	late := taped(restartedStream, text(streamHead), wire.Piece{At: 15 * sec, End: wire.EndReset})
	return []row{
		{ends, "at once", whileRestarted(endedStream()), keeps("ended 0s after")},
		{ends, "never", whileRestarted(open), breaks(because("outlives the restart", "within 10s", "open 12s later"))},
		{ends, "killed", whileRestarted(late), breaks(because("outlives the restart", "within 10s", "ended after 13s"))},
		{ends, "cut short by us", whileRestarted(taped(restartedStream, text(streamHead), wire.Piece{At: sec, End: wire.EndTimeout})), leavesOpen("not watched to its end")},
		{cleanly, "whole", whileRestarted(endedStream()), keeps("whole response")},
		{cleanly, "open", whileRestarted(open), doesNotApply("did not end the stream")},
		{cleanly, "no whole event", whileRestarted(taped(restartedStream, text(streamHead+"data: m1.\n"), wire.Piece{At: 2 * sec, End: wire.EndComplete})).but(func(o *Observation) { o.Published = nil }), keeps("whole response")},
		{cleanly, "a length that was announced", whileRestarted(taped(restartedStream, text(strings.Replace(streamHead, "\r\n\r\n", "\r\nContent-Length: 99\r\n\r\n", 1)), wire.Piece{At: 2 * sec, End: wire.EndTruncated})), leavesOpen("nobody can tell")},
		{cleanly, "what is published does not arrive", whileRestarted(endedStream()).but(func(o *Observation) { o.Trigger = Skip{"inconclusive", "lost"} }), leavesOpen("nobody can tell")},
		{cleanly, "inside a chunk", whileRestarted(taped(restartedStream, text(chunkedHead+"11\r\ndata: m1.\n\n"), wire.Piece{At: 2 * sec, End: wire.EndTruncated})), leavesOpen("nobody can tell")},
		{cleanly, "cut off", whileRestarted(reset), breaks(because("cut the stream off", "chunked framing", "truncated"))},
		{cleanly, "half an event", whileRestarted(half), breaks(because("cut an event in two", "a blank line", "data: half"))},
	}
}

func comebackRows() []row {
	const back, status = "restart-comes-back", "restart-status"
	refused := func(n int) tape {
		return taped(fmt.Sprintf("%s%d", comebackStream, n), wire.Piece{At: 0, End: wire.EndDialError})
	}
	second := live(comebackStream+"2", "")
	return []row{
		{back, "at once", whileRestarted(endedStream(), cameBack("")), keeps("at attempt 1")},
		{back, "later", whileRestarted(endedStream(), refused(1), second), keeps("at attempt 2")},
		{back, "never", whileRestarted(endedStream(), refused(1), refused(2)), breaks(because("did not come back", "within 30s", "none at 2 attempts, at last: ended: dial-error"))},
		{back, "streams that end", whileRestarted(endedStream(), taped(comebackStream+"1", text(streamHead))), breaks(because("did not come back", "within 30s", "an event stream"))},
		{back, "not tried", whileRestarted(endedStream()), leavesOpen("no client came back")},
		{status, "at once", whileRestarted(endedStream(), cameBack("")), keeps("1 attempts")},
		{status, "refused connections", whileRestarted(endedStream(), refused(1), second), keeps("2 attempts")},
		{
			status, "503", whileRestarted(endedStream(), taped(comebackStream+"1", text(mark+unavailable)), second),
			breaks(because("gives up for good", "no answer at all", "status 503")),
		},
		{status, "not tried", whileRestarted(endedStream()), leavesOpen("no client came back")},
	}
}

func restartIDRows() []row {
	const ids, resume = "restart-ids-go-on", "restart-resume"
	lagging := live(laggingStream, "id: 1\ndata: m1.\n\n")
	steady := liveAfter(steadyResume, "1", "id: 2\ndata: m2.\n\n")
	resumed := func(body string) scene {
		return whileRestarted(endedStream(), lagging, steady, cameBack(""), live(restartFresh, "event: hello\ndata\n\n"), liveAfter(restartResume, "1", body))
	}
	alike := taped(restartedStream, text(streamHead+"id: 1\ndata: m1.\n\nid: 1\ndata: m2.\n\n"), wire.Piece{At: 2 * sec, End: wire.EndComplete})
	unnumbered := taped(restartedStream, text(streamHead+"data: m1.\n\n"), wire.Piece{At: 2 * sec, End: wire.EndComplete})
	return []row{
		{ids, "go on", whileRestarted(endedStream(), cameBack("id: 3\ndata: m3.\n\nid: 4\ndata: m4.\n\n")), keeps("2 events after")},
		{ids, "replayed", whileRestarted(endedStream(), cameBack("id: 2\ndata: m2.\n\nid: 3\ndata: m3.\n\n")), keeps("1 events after")},
		{
			ids, "begin again", whileRestarted(endedStream(), cameBack(mark+"id: 1\ndata: m3.\n\nid: 7\ndata: m4.\n\n")),
			breaks(because(`the id "1" was`, "an id of its own", `the id of "m1."`)),
		},
		{
			ids, "go back", whileRestarted(
				taped(restartedStream, text(streamHead+"id: a-9\ndata: m1.\n\nid: a-10\ndata: m2.\n\n"), wire.Piece{At: 2 * sec, End: wire.EndComplete}),
				cameBack(mark+"id: a-1\ndata: m3.\n\nid: a-2\ndata: m4.\n\n"),
			),
			breaks(because("begin again", `an id after "a-10"`, `"a-1"`)),
		},
		{ids, "another epoch", whileRestarted(endedStream(), cameBack("id: b-1\ndata: m3.\n\nid: b-2\ndata: m4.\n\n")), keeps("2 events after")},
		{ids, "no order", whileRestarted(
			taped(restartedStream, text(streamHead+"id: 9\ndata: m1.\n\nid: 5\ndata: m2.\n\n"), wire.Piece{At: 2 * sec, End: wire.EndComplete}),
			cameBack("id: 2\ndata: m3.\n\nid: 3\ndata: m4.\n\n"),
		), keeps("2 events after")},
		{ids, "all alike", whileRestarted(alike, cameBack("id: 1\ndata: m3.\n\n")), leavesOpen("two events have one id")},
		{ids, "none", whileRestarted(unnumbered, cameBack("data: m3.\n\n")), doesNotApply("carries an id")},
		{ids, "none after", whileRestarted(endedStream(), cameBack("data: m3.\n\n")), leavesOpen("no event with an id arrived")},
		{ids, "not back", whileRestarted(endedStream()), leavesOpen("did not come back")},
		{ids, "no publish hook", whileRestarted(endedStream(), cameBack("")).but(withoutHook), cannotBeTested("no hook")},
		{resume, "replayed", resumed("id: 2\ndata: m2.\n\nid: 3\ndata: m3.\n\n"), keeps("1 events from before")},
		{resume, "told", resumed("event: reset\ndata\n\nid: 3\ndata: m3.\n\n"), keeps(`came "reset"`)},
		{
			resume, "lost", resumed("event: hello\ndata\n\n" + mark + "id: 3\ndata: m3.\n\n"),
			breaks(because("the client is not told", "1 events, or one", "0 of them, lost: m2.")),
		},
		{
			resume, "lost before as well",
			whileRestarted(endedStream(), lagging, live(steadyResume, ""), cameBack(""), liveAfter(restartResume, "1", "id: 3\ndata: m3.\n\n")),
			leavesOpen("loses events as well"),
		},
		{resume, "nothing arrived", resumed(""), leavesOpen("no live event")},
		{resume, "not answered", whileRestarted(endedStream(), lagging, cameBack("")), leavesOpen("no stream was resumed")},
		{resume, "no ids", whileRestarted(endedStream(), live(laggingStream, "data: m1.\n\n"), cameBack("")), doesNotApply("carry no ids")},
		{resume, "no publish hook", whileRestarted(endedStream(), cameBack("")).but(withoutHook), cannotBeTested("no hook")},
	}
}

func withoutHook(o *Observation) { o.Trigger = Skip{"untestable", "no hook"} }
