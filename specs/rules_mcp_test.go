package specs

import (
	"maps"
	"slices"
	"testing"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

const jsonHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"

// replied is the tape of a request that was answered with JSON.
func replied(name, body string) tape { return taped(name, text(jsonHead+body)) }

// turnedAway is the tape of a request that was answered with a status alone.
func turnedAway(name, status string) tape {
	return taped(name, text("HTTP/1.1 "+status+"\r\nContent-Length: 0\r\n\r\n"))
}

// streamedOut is the tape of a stream that the target ends.
func streamedOut(name, body string) tape { return taped(name, text(streamHead+body)) }

// result is the response to the request with that id.
func result(id string) string { return `{"jsonrpc":"2.0","id":"` + id + `","result":{}}` }

// initialized is the answer to initialize, with these fields besides.
func initialized(version, fields string) tape {
	return taped(mcpInitialize, text("HTTP/1.1 200 OK\r\n"+fields+"Content-Type: application/json\r\n\r\n"+
		`{"jsonrpc":"2.0","id":"initialize","result":{"protocolVersion":"`+version+`"}}`))
}

// inSession is the scene of the probe "mcp" with a session in which that was
// asked.
func inSession(tapes ...tape) scene {
	return sceneOf(probeMCP, append([]tape{initialized(mcpVersion, "Mcp-Session-Id: abc\r\n")}, tapes...)...)
}

// sessionless is inSession for a server that keeps no sessions, inOlder that of
// one that speaks an older version.
func sessionless(tapes ...tape) scene {
	return sceneOf(probeMCP, append([]tape{initialized(mcpVersion, "")}, tapes...)...)
}

func inOlder(version string, tapes ...tape) scene {
	return sceneOf(probeMCP, append([]tape{initialized(version, "Mcp-Session-Id: abc\r\n")}, tapes...)...)
}

func mcpRows() []row {
	rows := append(mcpAnswerRows(), mcpMessageRows()...)
	rows = append(append(rows, mcpSessionRows()...), mcpGuardRows()...)
	rows = append(append(rows, mcpStreamRows()...), mcpResumeRows()...)
	for _, id := range slices.Sorted(maps.Keys(mcpJudges())) {
		const initialize = "mcp-initialize"
		rows = append(rows, row{id, "nothing was asked", sceneOf(probeMCP), leavesOpen("no request was made")})
		if id != initialize {
			rows = append(rows, row{id, "no session", sceneOf(probeMCP, turnedAway(mcpInitialize, "404 Not Found")), leavesOpen("no session was opened: status 404")})
		}
	}
	return rows
}

func mcpAnswerRows() []row {
	const initialize, notification, get = "mcp-initialize", "mcp-notification-202", "mcp-get-stream-or-405"
	const want = "status 200 and the response"
	only := func(t tape) scene { return sceneOf(probeMCP, t) }
	return []row{
		{initialize, "JSON", inSession(), keeps(`version "2025-11-25"`)},
		{initialize, "a stream", only(streamedOut(mcpInitialize, "data: "+result(mcpInitialize)+"\n\n")), keeps("version")},
		{initialize, "an error", only(replied(mcpInitialize, `{"jsonrpc":"2.0","id":"initialize","error":{"code":-32602}}`)), keeps("with the error")},
		{initialize, "404", only(taped(mcpInitialize, text("‸HTTP/1.1 404 Not Found\r\n\r\n"))), breaks(because("not answered with its response", want, "status 404"))},
		{
			initialize, "another id", only(taped(mcpInitialize, text("HTTP/1.1 200 OK\r\n‸Content-Type: application/json\r\n\r\n"+result("1")))),
			breaks(because("not answered with its response", want, "JSON")),
		},
		{
			initialize, "a page", only(taped(mcpInitialize, text("HTTP/1.1 200 OK\r\n‸Content-Type: text/html\r\n\r\n<p>"))),
			breaks(because("not answered with its response", want, `media type "text/html"`)),
		},
		{initialize, "credentials", only(turnedAway(mcpInitialize, "401 Unauthorized")), leavesOpen("lets nobody in: status 401")},

		{notification, "202", inSession(turnedAway(mcpInitialized, "202 Accepted")), keeps("status 202")},
		{notification, "204", inSession(taped(mcpInitialized, text("‸HTTP/1.1 204 No Content\r\n\r\n"))), breaks(because("another status", "202", "status 204"))},
		{notification, "a body", inSession(taped(mcpInitialized, text("HTTP/1.1 202 Accepted\r\n\r\n‸{}"))), breaks(because("has a body", "no body", "2 bytes"))},
		{notification, "refused", inSession(turnedAway(mcpInitialized, "503 Busy")), leavesOpen("was refused: status 503")},

		{get, "a stream", inSession(live(mcpListen, "")), keeps("an event stream")},
		{get, "405", inSession(turnedAway(mcpListen, "405 Method Not Allowed")), keeps("status 405")},
		{get, "404", inSession(taped(mcpListen, text("‸HTTP/1.1 404 Not Found\r\n\r\n"))), breaks(because("neither a stream nor status 405", "an event stream, or", "status 404"))},
		{
			get, "a page", inSession(taped(mcpListen, text("‸HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"))),
			breaks(because("neither a stream nor status 405", "an event stream, or", "text/html")),
		},
	}
}

func mcpMessageRows() []row {
	const response, messages = "mcp-response-on-its-stream", "mcp-messages-are-json-rpc"
	ok := replied(mcpPing, result(mcpPing))
	cut := streamedOut(mcpPing, "id: 1\ndata:\n\n")
	rest := live(mcpResume+mcpPing, "")
	not := func(body, problem string) row {
		return row{messages, problem, inSession(live(mcpListen, "‸data: "+body+"\n\n")), breaks(because("not one JSON-RPC message", "a request, a notification or a response", problem))}
	}
	return []row{
		{response, "JSON", inSession(ok), keeps("1 requests")},
		{response, "a stream", inSession(streamedOut(mcpPing, "data: "+result(mcpPing)+"\n\n")), keeps("1 requests")},
		{response, "resumed", inSession(cut, live(mcpResume+mcpPing, "data: "+result(mcpPing)+"\n\n")), keeps("1 requests")},
		{response, "still to come", inSession(ok, streamedOut(mcpList, "id: 1\ndata:\n\n"), live(mcpResume+mcpList, ""), live(mcpResume+mcpList, ""), live(mcpResume+mcpList, "")), keeps("1 requests")},
		{response, "refused", inSession(turnedAway(mcpPing, "429 Too Many Requests")), leavesOpen("no request was answered")},
		{
			response, "on the stream of a GET", inSession(ok, live(mcpListen, "‸data: "+result(mcpOtherPing)+"\n\n")),
			breaks(because("on the stream of a GET", "in the answer to its POST", "second ping")),
		},
		{
			response, "202", inSession(taped(mcpPing, text("‸HTTP/1.1 202 Accepted\r\n\r\n"))),
			breaks(because("has no response", `the response to "first ping"`, "status 202")),
		},
		{response, "never", inSession(taped(mcpPing, text("‸"+streamHead)), rest), breaks(because("has no response", `the response to "first ping"`, "an event stream"))},

		{messages, "one each", inSession(ok, live(mcpListen, "data: {\"jsonrpc\":\"2.0\",\"method\":\"a\"}\n\nid: 1\ndata:\n\n")), keeps("3 messages")},
		{messages, "a refusal in plain JSON", inSession(taped(mcpPing, text("HTTP/1.1 429 Slow\r\nContent-Type: application/json\r\n\r\n{}"))), keeps("1 messages")},
		not("hello", "no JSON"),
		not("["+result("1")+"]", "an array"),
		not(`{"id":1,"result":{}}`, `without "jsonrpc": "2.0"`),
		not(`{"jsonrpc":"2.0","id":1}`, "neither a request"),
	}
}

func TestMCPStreamless(t *testing.T) {
	in := wire.Request{Header: []wire.Field{{Name: mcpSessionField, Value: "abc"}}}
	tests := []struct {
		name, status string
		req          wire.Request
		want         report.SkipCause
	}{
		{"a stream", "200 OK", in, ""},
		{"none is offered", "405 Method Not Allowed", in, report.SkipNotApplicable},
		{"not by another method", "405 Method Not Allowed", wire.Request{Method: "POST", Header: in.Header}, ""},
		{"refused in the session", "404 Not Found", in, ""},
		{"refused without one", "400 Bad Request", wire.Request{}, report.SkipInconclusive},
	}
	p := mcpProfile()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := p.needsNone(wire.FromPieces(firstStream, tt.req, text("HTTP/1.1 "+tt.status+"\r\n\r\n")))
			if got.Cause != tt.want {
				t.Errorf("got %+v, want %q", got, tt.want)
			}
		})
	}
}
