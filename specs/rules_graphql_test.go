package specs

import (
	"net/url"
	"testing"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// graphQLNext is a next event with that data.
func graphQLNext(data string) string { return "event: next\ndata: " + data + "\n\n" }

const (
	graphQLComplete = "event: complete\ndata:\n\n"
	// oneResult is what a query is answered with.
	oneResult = "event: next\ndata: {\"data\":{\"a\":1}}\n\n"
)

// operated is the scene of the probe "graphql" with an operation that the target
// has ended, and operating one that we have closed after 10 s.
func operated(body string) scene {
	return sceneOf(probeGraphQL, taped(operationStream, text(streamHead+body)))
}

func operating(body string) scene { return sceneOf(probeGraphQL, live(operationStream, body)) }

// graphQLRows are about the events of an operation.
func graphQLRows() []row {
	const names, results, completes, after, ends = "graphql-event-names", "graphql-next-is-a-result", "graphql-complete", "graphql-nothing-after-complete", "graphql-ends-after-complete"
	otherName := func(seen string) evidence {
		return because("neither a result nor the end", "event: next, or event: complete", seen)
	}
	noResult := func(seen string) evidence {
		return because("the data of a next event is not a result", `{"data":…} or {"errors":…}`, seen)
	}
	behind := func(seen string) evidence {
		return because("an event after complete", "nothing", seen)
	}
	cutOff := func(seen string) want {
		return breaks(because("the stream ends without complete", "event: complete", seen))
	}
	open := func(seen string) want {
		return breaks(because("the response stays open after complete", "its end within 2s", seen))
	}
	endsAt := func(at wire.Piece) scene {
		return sceneOf(probeGraphQL, taped(operationStream, text(streamHead+oneResult+graphQLComplete), at))
	}
	all := []row{
		{names, "results and the end", operated(oneResult + oneResult + graphQLComplete), keeps("3 events, each next or complete")},
		{names, "a comment", operated(":\n\n" + oneResult + graphQLComplete), keeps("2 events")},
		{names, "a bare end", operated(oneResult + "event: complete\n\n"), keeps("1 events")},
		{names, "a message", operated("‸data: {\"data\":{}}\n\n" + graphQLComplete), breaks(otherName(`"message"`))},
		{names, "letter case, a heartbeat", operated("‸event: Next\ndata: {}\n\n‸event: ping\ndata:\n\n" + graphQLComplete), breaks(otherName(`"Next"`), otherName(`"ping"`))},

		{results, "data", operated(oneResult + graphQLComplete), keeps("1 results")},
		{results, "errors, and null", operated(graphQLNext(`{"errors":[{"message":"no"}]}`) + graphQLNext(`{"data":null}`)), keeps("2 results")},
		{results, "in parts", operated(oneResult + graphQLNext(`{"incremental":[],"hasNext":true}`) + graphQLNext(`{"hasNext":false}`)), keeps("3 results")},
		{results, "none", operated(graphQLComplete), doesNotApply("no next event")},
		{results, "an envelope", operated("‸" + graphQLNext(`{"id":"1","payload":{"data":{}}}`)), breaks(noResult("payload"))},
		{results, "encoded twice", operated("‸" + graphQLNext(`"{\"data\":{}}"`)), breaks(noResult("data"))},
		{results, "null, a list, no JSON", operated("‸" + graphQLNext("null") + "‸" + graphQLNext("[]") + "‸" + graphQLNext("a")), breaks(noResult("null"), noResult("[]"), noResult("a"))},

		{completes, "complete", operated(oneResult + graphQLComplete), keeps("complete after 1 results")},
		{completes, "complete without data", operated(oneResult + "event: complete\n\n"), keeps("complete after 1 results")},
		{completes, "still going on", operating(oneResult), leavesOpen("the operation had not ended after 10s")},
		{completes, "the end alone", operated(oneResult + "‸"), cutOff("after 1 events: complete")},
		{completes, "no blank line", operated(oneResult + "event: complete\n‸"), cutOff("after 1 events")},
		{completes, "nothing at all", operated("‸"), cutOff("after 0 events")},
		{completes, "a reset", sceneOf(probeGraphQL, taped(operationStream, text(streamHead+oneResult+"‸"), wire.Piece{End: wire.EndReset})), cutOff("after 1 events: reset")},

		{after, "nothing", operated(oneResult + graphQLComplete), keeps("complete is the last")},
		{after, "a comment", operated(oneResult + graphQLComplete + ":\n\n"), keeps("complete is the last")},
		{after, "no end", operated(oneResult), doesNotApply("the stream has no complete")},
		{after, "a result", operated(graphQLComplete + "‸" + oneResult), breaks(behind(`"next"`))},
		{after, "complete twice", operated("event: complete\n\n" + "‸event: complete\n\n"), breaks(behind(`"complete"`))},

		{ends, "at once", operated(oneResult + graphQLComplete), keeps("the response ended 0s after complete")},
		{ends, "in time", endsAt(wire.Piece{At: 2 * sec, End: wire.EndComplete}), keeps("ended 2s after")},
		{ends, "no end", operated(oneResult), doesNotApply("the stream has no complete")},
		{ends, "watched too shortly", endsAt(closedAt(sec)), leavesOpen("watched for 1s after complete")},
		{ends, "never", operating(oneResult + graphQLComplete + "‸"), open("open for 10s")},
	}
	return append(all, noOperationRows(names, results, completes, after, ends)...)
}

// noOperationRows are about what is no operation.
func noOperationRows(requirements ...string) []row {
	var all []row
	for _, id := range requirements {
		all = append(
			all,
			row{id, "no stream", sceneOf(probeGraphQL), leavesOpen("no request was made")},
			row{id, "status 500", sceneOf(probeGraphQL, taped(operationStream, text("HTTP/1.1 500 No\r\n\r\n"))), leavesOpen("status 500 No")},
			row{id, "nothing arrived", operating(":\n\n"), leavesOpen("no event arrived in 10s")},
		)
	}
	return all
}

// graphQLErrorRows are about what cannot be executed.
func graphQLErrorRows() []row {
	const messages, invalid, unreadable = "graphql-errors-have-messages", "graphql-invalid-is-answered", "graphql-unreadable-is-an-error"
	mute := func(seen string) evidence {
		return because("errors that do not say what happened", `[{"message":"…"}]`, seen)
	}
	answered := func(pieces ...wire.Piece) scene {
		return sceneOf(probeGraphQL, live(operationStream, oneResult), taped(invalidStream, pieces...))
	}
	streamed := func(body string) scene { return answered(text(streamHead + body)) }
	failed := graphQLNext(`{"errors":[{"message":"no such field"}]}`)
	noStream := func(seen string) want {
		return breaks(because("errors of validation do not come as a stream", "status 200", seen))
	}
	says := func(seen string) want {
		return breaks(because("does not say what is wrong", `event: next with {"errors":…}`, seen))
	}
	unread := func(response string) scene {
		return sceneOf(probeGraphQL, live(operationStream, oneResult), taped(cutOperation, text(response)))
	}
	notRefused := func(seen string) want {
		return breaks(because("JSON is cut off is not refused", "status 400", seen))
	}
	return []row{
		{messages, "a message", streamed(failed + graphQLComplete), keeps("1 results with errors")},
		{messages, "in the operation as well", operated(failed + graphQLComplete), keeps("1 results with errors")},
		{messages, "no errors", operated(oneResult), doesNotApply("no result has errors")},
		{messages, "no stream", sceneOf(probeGraphQL), doesNotApply("no result has errors")},
		{messages, "texts, and none", operated("‸" + graphQLNext(`{"errors":["no"]}`) + "‸" + graphQLNext(`{"data":{},"errors":[]}`)), breaks(mute("no"), mute("[]"))},
		{messages, "no message, and a blank one", streamed("‸" + graphQLNext(`{"errors":[{"message":"a"},{}]}`) + "‸" + graphQLNext(`{"errors":[{"message":" "}]}`)), breaks(mute("{}"), mute("message"))},
		{messages, "null", operated("‸" + graphQLNext(`{"data":{},"errors":null}`)), breaks(mute("null"))},

		{invalid, "a next event", streamed(failed + graphQLComplete), keeps("a next event with errors after 0s")},
		{invalid, "no text of an operation", operated(oneResult), doesNotApply("does not hold the text of its operation")},
		{invalid, "no answer", answered(closedAt(sec)), leavesOpen("was not answered: ")},
		{invalid, "no room", answered(text("HTTP/1.1 429 Later\r\n\r\n")), leavesOpen("status 429")},
		{invalid, "not let in", answered(text("HTTP/1.1 401 Who\r\n\r\n")), leavesOpen("was not let in: ")},
		{invalid, "slow", answered(text(streamHead), closedAt(10*sec)), leavesOpen("no event arrived in 10s")},
		{invalid, "400", answered(text("‸HTTP/1.1 400 Bad Request\r\n\r\n")), noStream("status 400 Bad Request")},
		{invalid, "200 and JSON", answered(text("‸HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{}")), noStream(`media type "application/json"`)},
		{invalid, "an event of type error", streamed("‸event: error\ndata: {\"errors\":[{}]}\n\n"), says(`event: "error"`)},
		{invalid, "a result", streamed("‸" + oneResult + graphQLComplete), says(`event: "next"`)},
		{invalid, "complete alone", streamed("‸" + graphQLComplete), says(`event: "complete"`)},
		{invalid, "the end alone", streamed("‸"), says("an end without an event")},

		{unreadable, "400", unread("HTTP/1.1 400 Bad Request\r\n\r\n"), keeps("status 400")},
		{unreadable, "no body", operated(oneResult), doesNotApply("asked for without a body")},
		{unreadable, "500", unread("‸HTTP/1.1 500 Oops\r\n\r\n"), notRefused("status 500 Oops")},
		{unreadable, "a stream", unread("‸" + streamHead + failed), notRefused("an event stream")},
	}
}

func TestInvalidOperation(t *testing.T) {
	const noQuery, noSubscription = `{"query":"query { ssegaugeNoSuchField }"}`, `{"query":"subscription { ssegaugeNoSuchField }"}`
	tests := []struct{ name, query, body, wantQuery, wantBody string }{
		{"a query", "", `{"query":"{ a }","variables":{"b":1},"operationName":"C"}`, "", noQuery},
		{"a mutation becomes a query", "", `{"query":"mutation { drop }"}`, "", noQuery},
		{"a subscription", "", `{"query":"# a\n subscription A { a }"}`, "", noSubscription},
		{"by GET", "a=b&query=subscription%7Ba%7D&variables=%7B%7D", "", "a=b&query=subscription+%7B+ssegaugeNoSuchField+%7D", ""},
		{"one that is stored", "", `{"extensions":{"persistedQuery":{}}}`, "", ""},
		{"one that is stored, by GET", "id=5", "", "", ""},
		{"no JSON", "", "query { a }", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			req := wire.Request{URL: &url.URL{RawQuery: tt.query}, Body: []byte(tt.body)}
			got, ok := invalidOperation(req)
			if ok != (tt.wantQuery+tt.wantBody != "") || req.URL.RawQuery != tt.query {
				t.Fatalf("got %t and %s", ok, req.URL.RawQuery)
			}
			if ok && (got.URL.RawQuery != tt.wantQuery || string(got.Body) != tt.wantBody) {
				t.Errorf("got ?%s %s", got.URL.RawQuery, got.Body)
			}
		})
	}
}
