package specs

import "github.com/ssegauge/ssegauge/specs/wire"

// asked returns the tape of a request by that method.
func asked(name, method string, pieces ...wire.Piece) tape {
	return tapedFor(name, wire.Request{Method: method}, pieces...)
}

// freed says when the connection of the tape was free again.
func (t tape) freed() tape {
	t.Freed = sec
	return t
}

// A few whole responses.
const (
	noContent   = "HTTP/1.1 204 No Content\r\nAllow: GET\r\n\r\n"
	notAllowed  = "HTTP/1.1 405 Method Not Allowed\r\nAllow: GET\r\nContent-Length: 0\r\n\r\n"
	refusedBusy = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
	notFoundYet = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
	chunkedOnly = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n‸Transfer-Encoding: chunked\r\n\r\n"
)

func methodRows() []row {
	const body, ends, like = "methods-head-no-body", "methods-head-ends", "methods-head-like-get"
	const options, accept, old = "methods-options-ends", "methods-accept", "methods-http10"
	base := live(plainStream, "")
	head := func(pieces ...wire.Piece) scene {
		return sceneOf(probeMethods, base, asked(headRequest, "HEAD", pieces...).freed())
	}
	post := sceneOf(probeMethods, asked(plainStream, "POST", text(streamHead), closedAt(sec)))
	held := sceneOf(probeMethods, base, asked(headRequest, "HEAD", text("‸"+streamHead)))
	silent := sceneOf(probeMethods, base, asked(headRequest, "HEAD", closedAt(2*sec)))
	return []row{
		{body, "a head alone", head(text(streamHead)), keeps("a head alone")},
		{body, "the second answer follows", head(text(streamHead), later(ms, streamHead)), keeps("a head alone")},
		{body, "a body", head(text(streamHead + "‸retry: 5\n\n")), breaks(because("bytes follow the head", "nothing", "a body"))},
		{body, "POST", post, doesNotApply("asked for by POST")},
		{body, "no answer", silent, leavesOpen("not answered")},
		{body, "not tried", sceneOf(probeMethods, base), leavesOpen("not tried")},
		{body, "no room", head(text(refusedBusy)), leavesOpen("status 503")},

		{ends, "at once", head(text(streamHead)), keeps("free again")},
		{ends, "held", held, breaks(because("not served any more", "within 2s", "neither"))},
		{ends, "no answer", silent, breaks(because("not answered", "within 2s", "nothing"))},
		{ends, "closed without an answer", head(wire.Piece{End: wire.EndReset}), leavesOpen("not answered")},

		{like, "as GET", head(text(streamHead)), keeps("those of GET")},
		{like, "not offered", head(text(notAllowed)), doesNotApply("does not offer HEAD")},
		{like, "404", head(text("‸" + notFoundYet)), breaks(because("another status", "200", "404"))},
		{like, "HTML", head(text("HTTP/1.1 200 OK\r\n‸Content-Type: text/html\r\n\r\n")), breaks(because("another media type", "text/event-stream", "html"))},
		{like, "no answer", silent, leavesOpen("not answered")},
		{like, "no stream", sceneOf(probeMethods, taped(plainStream, text(notFoundYet)), asked(headRequest, "HEAD", text(streamHead))), leavesOpen("no event stream")},

		{options, "204", sceneOf(probeMethods, asked(optionsRequest, "OPTIONS", text(noContent))), keeps("status 204")},
		{options, "an endless stream", sceneOf(probeMethods, asked(optionsRequest, "OPTIONS", text("‸"+streamHead), closedAt(2*sec))), breaks(because("does not end", "within 2s", "an event stream"))},
		{options, "no answer", sceneOf(probeMethods, asked(optionsRequest, "OPTIONS", closedAt(2*sec))), breaks(because("not answered", "within 2s", "no response"))},
		{options, "no room", sceneOf(probeMethods, asked(optionsRequest, "OPTIONS", text(refusedBusy))), leavesOpen("status 503")},
		{options, "not tried", sceneOf(probeMethods), leavesOpen("not tried")},

		{accept, "all three", sceneOf(probeMethods, base, live(acceptStream, ""), live(acceptAll, ""), live(acceptNothing, "")), keeps("3 requests")},
		{
			accept, "one refused", sceneOf(probeMethods, base, live(acceptStream, ""), taped(acceptAll, text("‸HTTP/1.1 406 Not Acceptable\r\nContent-Length: 0\r\n\r\n"))),
			breaks(because("Accept: */* gets no stream", "an event stream", "status 406")),
		},
		{accept, "no room", sceneOf(probeMethods, base, taped(acceptAll, text(refusedBusy))), leavesOpen("no further request")},
		{
			accept, "an Accept of its own", sceneOf(probeMethods, tapedFor(plainStream, wire.Request{Header: []wire.Field{{Name: "Accept", Value: "*/*"}}}, text(streamHead), closedAt(sec))),
			doesNotApply("an Accept of its own"),
		},
		{accept, "no stream", sceneOf(probeMethods), leavesOpen("no event stream")},

		{old, "until the connection closes", sceneOf(probeMethods, live(oldHTTP, "")), keeps("status 200")},
		{old, "chunked", sceneOf(probeMethods, taped(oldHTTP, text(chunkedOnly), closedAt(sec))), breaks(because("with a transfer coding", "no Transfer-Encoding", "chunked"))},
		{old, "no answer", sceneOf(probeMethods, taped(oldHTTP, closedAt(sec))), leavesOpen("not answered")},
		{old, "not tried", sceneOf(probeMethods), leavesOpen("not tried")},
	}
}

func verbRows() []row {
	const other, allow = "methods-other-refused", "methods-allow"
	base := live(plainStream, "")
	put := func(pieces ...wire.Piece) scene { return sceneOf(probeVerbs, base, asked("PUT", "PUT", pieces...)) }
	moved := asked("POST", "POST", text(streamHead), closedAt(sec))
	moved.Redirects = []wire.Redirect{{Method: "POST", Status: 303}}
	return []row{
		{other, "405", put(text(notAllowed)), keeps("1 other methods")},
		{other, "a stream", put(text("‸"+streamHead), closedAt(sec)), breaks(because("PUT opens a stream", "405", "an event stream"))},
		{other, "a redirect that makes it a GET", sceneOf(probeVerbs, base, moved), leavesOpen("no other method")},
		{other, "no room", put(text(refusedBusy)), leavesOpen("no other method")},
		{other, "no stream", sceneOf(probeVerbs), leavesOpen("no event stream")},

		{allow, "named", put(text(notAllowed)), keeps("1 refusals")},
		{allow, "missing", put(text("‸HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n")), breaks(because("refusal of PUT", "Allow", "no Allow"))},
		{allow, "404", put(text(notFoundYet)), doesNotApply("no method was refused")},
	}
}
