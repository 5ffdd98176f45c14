package specs

import (
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// llmToken is an event with a piece of an answer.
func llmToken(text string) string {
	return `data: {"choices":[{"index":0,"delta":{"content":"` + text + `"},"finish_reason":null}]}` + "\n\n"
}

// What completions end with.
const (
	llmStop  = `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\n\n"
	llmDone  = "data: [DONE]\n\n"
	llmError = `data: {"error":{"message":"out of memory"}}` + "\n\n"
)

// completed is the scene of the probe "llm" with a completion that the target
// has ended, and cutShort one that we have closed after 10 s.
func llmEnded(body string) scene {
	return sceneOf(probeLLM, taped(completionStream, text(streamHead+body)))
}

func llmOpen(body string) scene { return sceneOf(probeLLM, live(completionStream, body)) }

// refused is the scene of the probe "llm" with an answer to a request that is
// no JSON.
func llmRefused(response string) scene {
	return sceneOf(probeLLM, live(completionStream, llmToken("a")+llmDone), taped(notJSON, text(response)))
}

// noCompletionRows are about what is no completion.
func noCompletionRows(requirements ...string) []row {
	var all []row
	for _, id := range requirements {
		all = append(
			all,
			row{id, "no stream", sceneOf(probeLLM), leavesOpen("no request was made")},
			row{id, "status 500", sceneOf(probeLLM, taped(completionStream, text("HTTP/1.1 500 No\r\n\r\n"))), leavesOpen("status 500 No")},
			row{id, "nothing arrived", llmOpen(": ping\n\n"), leavesOpen("no event arrived in 10s")},
			row{id, "another API", llmEnded("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"), doesNotApply("no event is a chunk of a chat completion")},
		)
	}
	return all
}

// llmRows are about what a completion says.
func llmRows() []row {
	const isJSON, marked, after, ends = "llm-data-is-json", "llm-end-is-marked", "llm-nothing-after-done", "llm-ends-after-done"
	const reason, before = "llm-finish-reason", "llm-error-before-close"
	notParsed := func(data string) evidence {
		return because("the data is not JSON", "one JSON value, or [DONE]", data)
	}
	behind := func(data string) evidence { return because("an event after [DONE]", "nothing", data) }
	silent := func(seen string) want {
		return breaks(because("nothing says whether the answer is complete", "data: [DONE], or an error", seen))
	}
	mute := func(data string) want {
		return breaks(because("does not say what happened", `{"error":{"message":"…"}}`, data))
	}
	unsaid := func(i string) evidence {
		return because("no chunk says why choice "+i+" ended", "a finish_reason", "null, or none")
	}
	stillOpen := func(seen string) want {
		return breaks(because("the response stays open after [DONE]", "its end within 2s", seen))
	}
	endsAt := func(at time.Duration, end wire.EndKind, mark string) scene {
		return sceneOf(probeLLM, taped(completionStream, text(streamHead+llmToken("a")+llmDone+mark), wire.Piece{At: at, End: end}))
	}
	all := []row{
		{isJSON, "chunks", llmEnded(llmToken("a") + llmStop + llmDone), keeps("3 events of JSON")},
		{isJSON, "a bare value, a space behind the mark", llmEnded("data: 1\n\n" + llmToken("a") + "data: [DONE] \n\n"), keeps("3 events of JSON")},
		{isJSON, "JSON on two lines", llmEnded("data: {\"choices\":\ndata: []}\n\n" + llmDone), keeps("2 events of JSON")},
		{isJSON, "single quotes", llmEnded(llmToken("a") + "‸data: {'choices': None}\n\n" + llmDone), breaks(notParsed(`"{'choices': None}"`))},
		{isJSON, "text and NaN", llmEnded("‸data: hello\n\n‸data: {\"logprob\":NaN}\n\n" + llmDone), breaks(notParsed(`"hello"`), notParsed("NaN"))},
		{isJSON, "two values", llmEnded("‸data: {} {}\n\n" + llmDone), breaks(notParsed(`"{} {}"`))},

		{marked, "[DONE]", llmEnded(llmToken("a") + llmDone), keeps("[DONE] after 1 events")},
		{marked, "[DONE], and open", llmOpen(llmToken("a") + llmDone), keeps("[DONE] after 1 events")},
		{marked, "an error", llmEnded(llmToken("a") + llmError), keeps("an error after 1 events")},
		{marked, "an error, then [DONE]", llmEnded(llmToken("a") + llmError + llmDone), keeps("[DONE] after 2 events")},
		{marked, "still going on", llmOpen(llmToken("a")), leavesOpen("the completion had not ended after 10s")},
		{marked, "the end alone", llmEnded(llmToken("a") + llmStop + "‸"), silent("after 2 events: complete")},
		{marked, "an error, and on", llmEnded(llmToken("a") + llmError + llmToken("b") + "‸"), silent("after 3 events: complete")},
		{marked, "an error that is none", llmEnded(llmToken("a") + "data: {\"error\":null}\n\n‸"), silent("after 2 events")},
		{marked, "an answer of nothing", llmEnded("‸"), silent("after 0 events")},
		{marked, "a reset", sceneOf(probeLLM, taped(completionStream, text(streamHead+llmToken("a")+"‸"), wire.Piece{End: wire.EndReset})), silent("after 1 events: reset")},
		{marked, "[DONE] without a blank line", llmEnded(llmToken("a") + "data: [DONE]\n‸"), silent("after 1 events")},

		{after, "nothing", llmEnded(llmToken("a") + llmDone), keeps("[DONE] is the last of 2 events")},
		{after, "a comment", llmEnded(llmDone + ": bye\n\n"), keeps("the last of 1 events")},
		{after, "no mark", llmEnded(llmToken("a")), doesNotApply("the stream has no [DONE]")},
		{after, "usage", llmEnded(llmToken("a") + llmDone + "‸data: {\"usage\":{}}\n\n"), breaks(behind("usage"))},
		{after, "[DONE] twice", llmEnded(llmToken("a") + llmDone + "‸" + llmDone), breaks(behind("[DONE]"))},

		{ends, "at once", llmEnded(llmToken("a") + llmDone), keeps("the response ended 0s after [DONE]")},
		{ends, "in time", endsAt(2*sec, wire.EndComplete, ""), keeps("ended 2s after")},
		{ends, "no mark", llmEnded(llmToken("a")), doesNotApply("the stream has no [DONE]")},
		{ends, "watched too shortly", sceneOf(probeLLM, taped(completionStream, text(streamHead+llmDone), closedAt(sec))), leavesOpen("watched for 1s after [DONE]")},
		{ends, "late", endsAt(2100*ms, wire.EndComplete, mark), stillOpen("open for 2.1s")},
		{ends, "never", endsAt(2100*ms, wire.EndClosed, mark), stillOpen("open for 2.1s")},

		{reason, "stop", llmEnded(llmToken("a") + llmStop + llmDone), keeps(`finish_reason "stop"`)},
		{reason, "before the usage", llmEnded(llmToken("a") + llmStop + "data: {\"choices\":[],\"usage\":{}}\n\n" + llmDone), keeps("stop")},
		{reason, "before what a filter says later", llmEnded(llmStop + `data: {"choices":[{"index":0,"finish_reason":null,"content_filter_offsets":{}}]}` + "\n\n" + llmDone), keeps("stop")},
		{reason, "a failure", llmEnded(llmToken("a") + llmError), doesNotApply("the completion failed")},
		{reason, "still going on", llmOpen(llmToken("a")), leavesOpen("did not come to [DONE]")},
		{reason, "no choices", llmEnded(llmDone), doesNotApply("no event has choices")},
		{reason, "null", llmEnded(llmToken("a") + "‸" + llmToken("b") + llmDone), breaks(unsaid("0"))},
		{reason, "one of two choices", llmEnded(llmStop + `‸data: {"choices":[{"index":1,"delta":{"content":"b"}}]}` + "\n\n" + llmDone), breaks(unsaid("1"))},

		{before, "a message", llmEnded(llmToken("a") + llmError), keeps(`the error says "out of memory"`)},
		{before, "a text", llmEnded(`data: {"error":"out of memory"}` + "\n\n"), keeps("out of memory")},
		{before, "beside choices", llmEnded(`data: {"error":{"code":502,"message":"gone"},"choices":[{"finish_reason":"error"}]}` + "\n\n" + llmDone), keeps("gone")},
		{before, "no failure", llmEnded(llmToken("a") + llmDone), doesNotApply("no completion failed")},
		{before, "no word of it", llmEnded(llmToken("a")), doesNotApply("no completion failed")},
		{before, "a flag", llmEnded(llmToken("a") + "‸data: {\"error\":true}\n\n"), mute(`{\"error\":true}`)},
		{before, "an empty object", llmEnded(llmToken("a") + "‸data: {\"error\":{}}\n\n"), mute(`{\"error\":{}}`)},
		{before, "a blank message", llmEnded("‸data: {\"error\":{\"message\":\" \"}}\n\n"), mute("message")},
	}
	return append(all, noCompletionRows(isJSON, marked, after, ends, reason, before)...)
}

// llmTokenRows are about when tokens come, and about requests that are refused.
func llmTokenRows() []row {
	const first, gap, flushed, isError = "llm-first-token", "llm-token-gap", "llm-tokens-flushed", "llm-error-is-an-error"
	late := func(seen string) want {
		return breaks(because("the first token is late", "at most 10s after the request", seen))
	}
	stalls := func(token, seen string) evidence {
		return because("the answer stalls before token "+token, "the next token within 4s", seen)
	}
	burst := func(n, silence string) evidence {
		return because(n+" tokens arrived at once", "each when it is made", "nothing for "+silence)
	}
	notRefused := func(seen string) want {
		return breaks(because("JSON is cut off is not refused", "status 400", seen))
	}
	role := `data: {"choices":[{"delta":{"role":"assistant","content":""}}]}` + "\n\n"
	call := `data: {"choices":[{"delta":{"tool_calls":[{"index":0}]}}]}` + "\n\n"
	all := []row{
		{first, "in time", llmAnswered(later(9*sec, llmToken("a"))), keeps("the first token came after 9s")},
		{first, "a tool call", llmAnswered(text(role), later(3*sec, call)), keeps("after 3s")},
		{first, "the text of an older API", llmAnswered(later(3*sec, "data: {\"choices\":[{\"text\":\"a\"}]}\n\n")), keeps("after 3s")},
		{first, "an empty answer", llmAnswered(text(role + llmStop + llmDone)), doesNotApply("the answer is empty")},
		{first, "still to come", sceneOf(probeLLM, live(completionStream, role)), leavesOpen("no token came in 10s")},
		{first, "late", llmAnswered(text(role), later(11*sec, "‸"+llmToken("a"))), late("after 11s")},
		{first, "never", sceneOf(probeLLM, taped(completionStream, text(streamHead+role), closedAt(60*sec))), breaks(because("no token arrived in time", "at most 10s", "none in 1m0s"))},

		{gap, "even", llmAnswered(text(llmToken("a")), later(sec, llmToken("b")), later(3*sec, llmToken("c"))), keeps("3 tokens, median 2s apart, at most 2s")},
		{gap, "comments do not count", llmAnswered(text(llmToken("a")), later(3*sec, ": ping\n\n"), later(6*sec, "‸"+llmToken("b"))), breaks(stalls("2 of 2", "after 6s"))},
		{gap, "one token", llmAnswered(text(llmToken("a") + llmDone)), doesNotApply("the answer has 1 tokens")},
		{gap, "two stalls", llmAnswered(text(llmToken("a")), later(5*sec, "‸"+llmToken("b")), later(10*sec, "‸"+llmToken("c"))), breaks(stalls("2 of 3", "after 5s"), stalls("3 of 3", "after 5s"))},

		{flushed, "one by one", llmAnswered(llmTokensAt(40, 300*ms, 10*ms)...), keeps("40 tokens within 390ms")},
		{flushed, "a very fast model", llmAnswered(llmTokensAt(60, 300*ms, ms)...), keeps("60 tokens within 59ms")},
		{flushed, "a burst, then one by one", llmAnswered(append(llmTokensAt(12, 300*ms, 0), llmTokensAt(40, 320*ms, 10*ms)...)...), keeps("52 tokens")},
		{flushed, "at once, without a wait", llmAnswered(llmTokensAt(40, 100*ms, 0)...), keeps("40 tokens within 0s")},
		{flushed, "too few", llmAnswered(llmTokensAt(31, sec, 0)...), doesNotApply("the answer has 31 tokens")},
		{flushed, "one burst", llmAnswered(markedFirst(llmTokensAt(40, sec, 0))...), breaks(burst("40 of 40", "1s"))},
		{
			flushed, "block by block", llmAnswered(append(markedFirst(llmTokensAt(20, sec, 0)), markedFirst(llmTokensAt(20, 2*sec, 0))...)...),
			breaks(burst("20 of 40", "1s"), burst("20 of 40", "1s")),
		},

		{isError, "400", llmRefused("HTTP/1.1 400 Bad Request\r\n\r\n"), keeps("status 400")},
		{isError, "401", llmRefused("HTTP/1.1 401 Who\r\n\r\n"), keeps("status 401")},
		{isError, "no body", sceneOf(probeLLM, live(completionStream, llmToken("a"))), doesNotApply("asked for without a body")},
		{isError, "no answer", sceneOf(probeLLM, taped(notJSON, closedAt(sec))), leavesOpen("there is no response head: no response within 1s")},
		{isError, "a stream", llmRefused("‸" + streamHead + llmError), notRefused("an event stream")},
		{isError, "200 and JSON", llmRefused("‸HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{}"), notRefused(`media type "application/json"`)},
		{isError, "500", llmRefused("‸HTTP/1.1 500 Oops\r\n\r\n"), notRefused("status 500 Oops")},
	}
	return append(all, noCompletionRows(first, gap, flushed)...)
}

// answered is the scene of the probe "llm" with a completion that comes piece by
// piece, behind a head that comes at once.
func llmAnswered(pieces ...wire.Piece) scene {
	return sceneOf(probeLLM, taped(completionStream, append([]wire.Piece{text(streamHead)}, pieces...)...))
}

// tokensAt returns n tokens, the first at that time and each next one later by
// apart.
func llmTokensAt(n int, at, apart time.Duration) []wire.Piece {
	var all []wire.Piece
	for i := range n {
		all = append(all, later(at+time.Duration(i)*apart, llmToken("a")))
	}
	return all
}

// markedFirst marks the first of pieces.
func markedFirst(pieces []wire.Piece) []wire.Piece {
	pieces[0].Text = mark + pieces[0].Text
	return pieces
}

func TestErrorIn(t *testing.T) {
	tests := []struct {
		data, message string
		isError       bool
	}{
		{`{"error":{"message":" no "}}`, "no", true},
		{`{"error":"no"}`, "no", true},
		{`{"error":{}}`, "", true},
		{`{"error":true}`, "", true},
		{`{"error":false}`, "", false},
		{`{"error":null}`, "", false},
		{`{"message":"no"}`, "", false},
		{`[1]`, "", false},
		{`[DONE]`, "", false},
	}
	for _, tt := range tests {
		t.Run(strings.ReplaceAll(tt.data, `"`, ""), func(t *testing.T) {
			if message, isError := errorIn(tt.data); message != tt.message || isError != tt.isError {
				t.Errorf("got %q %t, want %q %t", message, isError, tt.message, tt.isError)
			}
		})
	}
}
