package specs

import "time"

func furtherStreamRows() []row {
	const further = "response-further-streams"
	refused := "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
	hung := func(at time.Duration) scene {
		return sceneOf(probeStream, taped(mainStream, closedAt(at)), taped(controlStream, closedAt(at)))
	}
	late := func(o *Observation) { o.LateHead = true }
	pending := because("not served", "an event stream", "no response within 15s")
	return []row{
		{further, "kept waiting", hung(15 * sec), breaks(pending, pending)},
		{further, "kept waiting, as the first was", hung(15 * sec).but(late), leavesOpen("no further stream")},
		{further, "not waited for", hung(2 * sec), leavesOpen("no further stream")},
		{further, "both", sceneOf(probeStream, live(mainStream, ""), live(controlStream, "")), keeps("2 further streams")},
		{
			further, "none", sceneOf(probeStream, taped(mainStream, text("‸"+refused)), taped(controlStream, text("‸"+refused))),
			breaks(because("not served", "an event stream", "status 503"), because("not served", "an event stream", "status 503")),
		},
		{
			further, "one at a time", sceneOf(probeStream, live(mainStream, ""), taped(controlStream, text("‸"+refused))),
			breaks(because("not served", "an event stream", "status 503")),
		},
		{further, "nothing tried", sceneOf(probeStream), leavesOpen("no further stream")},
	}
}

// mendedRows are cases that a Rule once got wrong.
func mendedRows() []row {
	asJSON := func(o *Observation) { o.AsJSON = true }
	greeted := func(body string) scene {
		return sceneOf(probeResume, live(freshStream, "event: hello\ndata: x\n\ndata: l7.\n\n"), live(unknownStream, body)).
			with(accepted(stepLive+": "+freshStream, "l7"), accepted(stepLive+": "+unknownStream, "l8"))
	}
	gap := breaks(because("is not told of the gap", "an event that says so", "a live event at once"))
	comments := taped(quietStream, text(streamHead), later(5*sec, ": a\n"), later(10*sec, ": b\n"), closedAt(12*sec))
	nudged := sceneOf(probeResume, live(unknownStream, "data: n7.\n\n‸data: l8.\n\n")).
		with(sentAt(sec, accepted("nudge", "n7")), sentAt(2*sec, accepted(stepLive+": "+unknownStream, "l8")))
	return []row{
		{"data-empty", "JSON: null", oddText("data-empty", "", "‸data: null\n\n").but(asJSON), breaks(because("changed", `""`, "null"))},
		{"data-empty", "JSON: another event", oddText("data-empty", "", "‸data: {\"a\":1}\n\n").but(asJSON), breaks(because("changed", `""`, "a"))},
		{"framing-blank-line-ends-frame", "two comment lines", ended("data: a\n\n: b\n: c\n"), keeps("1 streams")},
		{"framing-one-line-end", "CRLF cut by our close", watched("data: a\r\n\r\ndata: b\r"), keeps("CRLF")},
		{"fields-id-agrees", "the main stream is missing", sceneOf(probeStream, live(controlStream, "")), leavesOpen("no request was made")},
		{"fields-id-not-wiped", "an id that was announced", watched("id: 7\n\n‸id\ndata: a\n\n"), breaks(because("forget \"7\"", "the event's id", "id:"))},
		{"liveness-heartbeat-is-comment", "comment lines without a blank line", sceneOf(probeQuiet, comments), keeps("1 frames")},
		{"resume-across-digits", "no stream", sceneOf(probeResume), leavesOpen("no request was made")},
		{"resume-topic-only", "not reached", sceneOf(probeResume), leavesOpen("no request was made")},
		{
			"resume-fresh-is-live", "nothing arrived",
			sceneOf(probeResume, live(freshStream, "")).with(accepted(stepLive+": "+freshStream, "l8")), leavesOpen("no live event"),
		},
		{"resume-gap-signalled", "a greeting that everybody gets", greeted("event: hello\ndata: x\n\n‸data: l8.\n\n"), gap},
		{"resume-gap-signalled", "an event published for the head", nudged, gap},
		{"response-no-shared-cache", "public inside a quoted value", field("Cache-Control: a=\"x, public, y\"\r\n"), keeps("nothing permits")},
		{
			"response-cache-no-store", "no-cache for one field only", field("‸Cache-Control: no-cache=\"Set-Cookie\"\r\n"),
			breaks(because("does not say", "no-store or no-cache", "no-cache=")),
		},
	}
}
