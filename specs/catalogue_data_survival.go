package specs

import "github.com/ssegauge/ssegauge/report"

func dataSurvival() []Requirement {
	return []Requirement{
		{
			ID: "data-existing-stream-survives", Level: report.Must, Tier: TierTrigger,
			Sentence: "After each odd event (empty, large, full of line ends) " +
				"a stream that was open before MUST still get events.",
			Source: "https://cwe.mitre.org/data/definitions/248.html",
			Symptom: "all clients silent after one message, connections still " +
				"open; only a restart of the server helps",
			Why: "One user's empty message ends the live view of all others, " +
				"and whoever has found that out can do it again.",
			Causes: []string{
				"an empty string or null taken for the end of the stream: if (!msg) break",
				"an exception in the formatter that ends the fan-out loop for everybody",
				"a large write that blocks the loop which serves all clients",
			},
			Fix: "Check and format an event once, before the fan-out. Handle errors per client, and " +
				"signal the end of a stream by something that no event can be, such as a closed channel.",
			Snippets: []Snippet{goFanOut(), nodeFanOut()},
		},
		{
			ID: "data-new-stream-served", Level: report.Must, Tier: TierTrigger,
			Sentence: "After each odd event a new stream MUST still be served.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
			Symptom: "500 or immediate close for everyone who connects after one " +
				"bad message; EventSource reconnects in a loop",
			Why: "The odd event sits in the history and is replayed to whoever comes. Neither " +
				"a reload nor a restart helps, until somebody clears the store by hand.",
			Causes: []string{
				"history that is formatted anew for each client and fails there",
				"a replay loop that takes an empty event for the end of the history",
				"a lock that the failed handler still holds",
			},
			Fix: "Validate before storing, so that whatever is in the history can be sent. " +
				"Skip and log an entry that cannot, and release locks with defer or finally.",
			Snippets: []Snippet{pythonSkipBad(), goSafeFields()},
		},
	}
}

func dataPublisher() []Requirement {
	return []Requirement{
		{
			ID: "data-publisher-survives", Level: report.Must, Tier: TierTrigger,
			Sentence: "After each odd event the publisher MUST still be answered.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9110#section-15.6",
			Symptom: "POST to the publish endpoint hangs or ends in 500 or 504 " +
				"after one odd message; queue keeps growing",
			Why: "Queues fill up, and the outage spreads to the services that " +
				"publish, which have nothing to do with the stream.",
			Causes: []string{
				"a full queue or unbuffered channel to a fan-out loop that has stopped",
				"a publish call that waits for the socket of every client",
				"an exception on the stream's side that comes out in the publish handler",
			},
			Fix: "Give each client a bounded queue and disconnect those that fall behind. Answer " +
				"the publisher as soon as the event is stored, and 400 if it is not acceptable.",
			Snippets: []Snippet{goFanOut(), goSafeFields()},
		},
	}
}
