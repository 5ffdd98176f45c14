package specs

import "strings"

// strangeIDRows are about what a Last-Event-ID that nobody has given out is
// answered with.
func strangeIDRows() []row {
	var rows []row
	for _, id := range strangeIDs("t") {
		answered := func(answer string) scene {
			return sceneOf(probeIDs, tapedAfter(id.name, id.value, text(answer), closedAt(sec)))
		}
		event := accepted(stepLive+": "+id.name, "m1")
		beside := func(body string, control tape) scene {
			return sceneOf(probeIDs, liveAfter(id.name, id.value, body), control).with(event)
		}
		sent := "for Last-Event-ID " + quote(id.value)
		refused := func(actual string) want { return breaks(because("ends the client", sent, actual)) }
		add := func(name string, s scene, w want) {
			rows = append(rows, row{id.requirement, strings.TrimPrefix(id.name, "resume ") + ": " + name, s, w})
		}
		hears := controlTape("data: m1.\n\n")
		add("a stream", answered(streamHead), keeps("1 requests were answered with a stream"))
		add("a stream that goes on", beside("event: reset\ndata\n\ndata: m1.\n\n", hears), keeps("1 requests"))
		add("nobody got the event", beside("retry: 5\n\n", controlTape("")), keeps("1 requests"))
		add("400", answered("‸HTTP/1.1 400 Bad Request\r\n\r\n"), refused("status 400 Bad Request"))
		add("204", answered("‸HTTP/1.1 204 No Content\r\n\r\n"), refused("status 204 No Content"))
		add("another media type", answered("‸HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"), refused(`media type "text/html"`))
		add("deaf", beside("retry: 5\n\n", hears), breaks(because("gets no events", "the event m1.", "nothing after")))
	}
	for _, requirement := range []string{"resume-unknown-id", "resume-huge-id", "resume-odd-id"} {
		rows = append(rows, row{requirement, "no request", sceneOf(probeIDs), leavesOpen("no request was answered")})
	}
	return append(
		rows,
		row{
			"resume-unknown-id", "one of two",
			sceneOf(probeIDs, live("resume after an unknown word", ""), taped("resume after an unknown number", text("‸HTTP/1.1 500 No\r\n\r\n"))),
			breaks(because("ends the client", "an event stream", "status 500 No")),
		},
		row{
			"resume-huge-id", "another Requirement's", sceneOf(probeIDs, taped("resume after -1", text("HTTP/1.1 500 No\r\n\r\n"))),
			leavesOpen("no request was answered"),
		},
	)
}
