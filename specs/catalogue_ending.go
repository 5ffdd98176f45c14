package specs

import "github.com/ssegauge/ssegauge/report"

func endingRequirements() []Requirement {
	return []Requirement{
		{
			ID: "ending-finished-is-204", Level: report.Should, Tier: TierPassive,
			Sentence: "A client that comes back to a stream which has finished SHOULD get 204, or something new, and not the same end again.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
			Symptom:  "finished job is shown again and again; progress bar starts over; requests every three seconds for ever",
			Why: "EventSource takes every end for an accident and reconnects. Only a status such as 204 tells it to stop: " +
				"without that, each open page asks again for ever and repeats what it has.",
			Causes: []string{
				"a handler that closes the stream after the last event and knows nothing of clients that return",
				"a stream without ids, so that a client which has everything cannot be told from a new one",
				"an event such as done that is meant to end the stream, with nobody calling close()",
			},
			Fix:      "Give events ids. Answer 204 No Content where Last-Event-ID is that of the last event there will be.",
			Snippets: []Snippet{endingGo(), endingExpress(), endingBrowser()},
		},
		{
			ID: "ending-no-reconnect-loop", Level: report.Should, Tier: TierPassive,
			Sentence: "A stream SHOULD NOT end within a second, connection after connection, with nothing new in it.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-reconnection-time",
			Symptom:  "EventSource fires open and error in turn; access log full of short requests",
			Why:      "Every client reconnects every few seconds and never backs off, since each connection succeeds. The server is busy, nobody gets anything.",
			Causes: []string{
				"a handler that returns when there is nothing to send at the moment",
				"a worker, function or proxy with a time limit of about a second",
				"an error after the head was sent, which nobody logs",
			},
			Fix:      "Wait for events instead of returning. To let clients poll, send a retry of their pace.",
			Snippets: []Snippet{endingGoWait(), endingRetry()},
		},
		{
			ID: "ending-no-error-as-stream", Level: report.Must, Tier: TierPassive,
			Sentence: "An error MUST NOT be sent as a stream: status 200 and text/event-stream, with JSON or HTML for a body.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
			Symptom:  "no event, no message, only reconnects; the error is visible in curl but not in the page",
			Why:      "The client sees a good connection without events, drops the text of the error, and reconnects at once into the same error.",
			Causes: []string{
				"an error handler that writes JSON after the head of the stream was set",
				"an upstream whose status is not looked at before its body is passed on",
			},
			Fix:      "Look for errors before the head is sent and answer with their status. Later, send an event of a type of its own and end the stream.",
			Snippets: []Snippet{endingGoStatusFirst(), endingExpress()},
		},
		{
			ID: "ending-retry-after", Level: report.Should, Tier: TierPassive,
			Sentence: "A response with status 429 or 503 SHOULD say in Retry-After when to come back.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3",
			Symptom:  "all clients reconnect at the same moment after an overload; 503 and no hint when to try again",
			Why:      "Clients that reconnect by themselves can only guess a pace. Most guess the same and too soon, and keep an overloaded server down.",
			Causes: []string{
				"a limit on connections that answers with a bare status",
				"a load balancer's default page while no server is healthy",
			},
			Fix:      "Send Retry-After with a number of seconds, and vary it from client to client.",
			Snippets: []Snippet{endingGoRetryAfter(), endingNginxRetryAfter()},
		},
	}
}
