package specs

import (
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// statusRows are about the status line, when the head comes and its grammar.
func statusRows() []row {
	const status = "response-status-200"
	noDial := wire.Piece{End: wire.EndDialError}
	return []row{
		{status, "with a reason", reached("HTTP/1.1 200 OK\r\n\r\n"), keeps("status 200")},
		{status, "without a reason, and no stream", reached("HTTP/1.0 200 \r\nContent-Type: text/html\r\n\r\n"), keeps("status 200")},
		{status, "204 stops clients", reached("‸HTTP/1.1 204 No Content\r\n\r\n"), breaks(because("status is not 200", "200", "204 No Content"))},
		{status, "404", reached("‸HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"), breaks(because("status is not 200", "200", "404 Not Found"))},
		{status, "500 without a reason", reached("‸HTTP/1.1 500 \r\n\r\n"), breaks(because("status is not 200", "200", "500"))},
		{status, "a redirect to nowhere", reached("‸HTTP/1.1 302 Found\r\n\r\n"), breaks(because("status is not 200", "200", "302 Found"))},
		{
			status, "an interim response stands before it",
			reached("HTTP/1.1 103 Early Hints\r\n\r\n‸HTTP/1.1 503 Busy\r\n\r\n"), breaks(because("status is not 200", "200", "503 Busy")),
		},
		{status, "no connection", sceneOf(probeReach, taped(firstStream, noDial)), leavesOpen("there is no response head")},
		{status, "no request", sceneOf(probeReach), leavesOpen("no request was made")},

		{"response-head-well-formed", "a plain head", reached("HTTP/1.1 200 OK\r\nA: b\r\n\r\n"), keeps("1 header fields")},
		{
			"response-head-well-formed", "bare line feeds", reached("‸HTTP/1.1 200 OK\n‸A: b\n\r\n"),
			breaks(because("bare LF", "", ""), because("bare LF", "", "")),
		},
		{
			"response-head-well-formed", "a space before the colon", reached("HTTP/1.1 200 OK\r\nA: b\r\n‸C : d\r\n\r\n"),
			breaks(because("white space", "", "")),
		},
		{"response-head-well-formed", "no head", sceneOf(probeReach, taped(firstStream, noDial)), leavesOpen("there is no response head")},
	}
}

// quietHeadRows are about when the head comes.
func quietHeadRows() []row {
	const quiet = "response-head-on-quiet-stream"
	headAt := func(pieces ...wire.Piece) scene { return sceneOf(probeReach, taped(firstStream, pieces...)) }
	const head = "HTTP/1.1 200 OK\r\n\r\n"
	return []row{
		{quiet, "at once", reached(head), keeps("response head after 0s")},
		{quiet, "just in time", headAt(later(DefaultMaxHeadWait, head), closedAt(time.Hour)), keeps("response head after 2s")},
		{
			quiet, "counted from the request", headAt(later(time.Minute, head), closedAt(time.Hour)).
				but(func(o *Observation) { o.Transcripts[0].Sent = time.Minute - time.Second }), keeps("response head after 1s"),
		},
		{
			quiet, "too late", headAt(later(2500*time.Millisecond, "‸"+head), closedAt(time.Hour)),
			breaks(because("the response head is late", "within 2s", "after 2.5s")),
		},
		{
			quiet, "its last line is late", headAt(text("‸HTTP/1.1 200 OK\r\nA: b\r\n"), later(3*time.Second, "\r\n"), closedAt(time.Hour)),
			breaks(because("the response head is late", "within 2s", "after 3s")),
		},
		{
			quiet, "after an interim response", headAt(text("HTTP/1.1 103 Early Hints\r\n\r\n"), later(9*time.Second, "‸"+head), closedAt(time.Hour)),
			breaks(because("the response head is late", "within 2s", "after 9s")),
		},
		{
			quiet, "never, until we closed", headAt(closedAt(12 * time.Second)),
			breaks(because("no response head arrived", "within 2s", "no response within 12s")),
		},
		{
			quiet, "never, until the deadline", headAt(wire.Piece{At: 12 * time.Second, End: wire.EndTimeout}),
			breaks(because("no response head arrived", "within 2s", "no response within 12s")),
		},
		{quiet, "reset before it", headAt(wire.Piece{End: wire.EndReset}), leavesOpen("there is no response head")},
		{quiet, "no request", sceneOf(probeReach), leavesOpen("no request was made")},
	}
}

// mediaTypeRows are about Content-Type.
func mediaTypeRows() []row {
	const typ, charset = "response-media-type", "response-charset-utf-8"
	of := func(value string) scene {
		return reached("HTTP/1.1 200 OK\r\n" + value + "\r\n\r\n")
	}
	wrong := func(actual string) want { return breaks(because("the media type is not", "text/event-stream", actual)) }
	return []row{
		{typ, "plain", of("Content-Type: text/event-stream"), keeps("text/event-stream")},
		{typ, "any letter case", of("content-type: Text/Event-STREAM"), keeps("Text/Event-STREAM")},
		{typ, "with a charset", of("Content-Type: text/event-stream;charset=UTF-8"), keeps("charset=UTF-8")},
		{typ, "with a bare semicolon", of("Content-Type: text/event-stream ;"), keeps("text/event-stream")},
		{typ, "of two the last counts", of("Content-Type: text/html\r\nContent-Type: text/event-stream"), keeps("Content-Type")},
		{typ, "status 404 does not matter", reached("HTTP/1.1 404 No\r\nContent-Type: text/event-stream\r\n\r\n"), keeps("text/event-stream")},
		{typ, "HTML", of("‸Content-Type: text/html; charset=utf-8"), wrong("text/html; charset=utf-8")},
		{typ, "JSON", of("A: b\r\n‸Content-Type: application/json"), wrong("application/json")},
		{typ, "a longer name", of("‸Content-Type: text/event-streamx"), wrong("text/event-streamx")},
		{typ, "the name inside another", of("‸Content-Type: text/plain; a=text/event-stream"), wrong("text/plain")},
		{typ, "no type", of("‸Content-Type: event-stream"), wrong("event-stream")},
		{typ, "missing", reached("‸HTTP/1.1 200 OK\r\n\r\n"), breaks(because("there is no Content-Type", "text/event-stream", "no Content-Type"))},
		{typ, "no response", sceneOf(probeReach, taped(firstStream, closedAt(time.Second))), leavesOpen("there is no response head")},

		{charset, "none", of("Content-Type: text/event-stream"), keeps("no charset parameter")},
		{charset, "odd case", of("Content-Type: text/event-stream; Charset=uTF-8"), keeps("charset=uTF-8")},
		{charset, "quoted", of(`Content-Type: text/event-stream; charset="utf-8"`), keeps("charset=utf-8")},
		{charset, "quoted with an escape", of(`Content-Type: text/event-stream; charset="utf\-8"`), keeps("charset=utf-8")},
		{
			charset, "Latin-1", of("‸Content-Type: text/event-stream; charset=ISO-8859-1"),
			breaks(because("the charset is not UTF-8", "charset=utf-8, or none", "charset=ISO-8859-1")),
		},
		{
			charset, "the dash left out", of("‸Content-Type: text/event-stream; charset=utf8"),
			breaks(because("the charset is not UTF-8", "charset=utf-8, or none", "charset=utf8")),
		},
		{charset, "no stream", of("Content-Type: text/html; charset=ISO-8859-1"), leavesOpen("media type \"text/html")},
		{charset, "status 500", reached("HTTP/1.1 500 No\r\nContent-Type: text/event-stream; charset=x\r\n\r\n"), leavesOpen("status 500 No")},
	}
}
