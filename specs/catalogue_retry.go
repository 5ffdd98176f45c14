package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// retryRequirements are about the reconnection time.
func retryRequirements() []Requirement {
	return slices.Concat(retryValue(), retryUse())
}

func retryValue() []Requirement {
	return []Requirement{
		{
			ID: "retry-digits", Level: report.Must, Tier: TierPassive,
			Sentence: "The value of retry MUST consist of ASCII digits only: a whole number of milliseconds.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom: "retry: 5s ignored; browser reconnects after 3 seconds " +
				"whatever retry says; retry: -1 does not stop EventSource",
			Why: "Clients ignore such a field and use their own default, about 3 s in Chrome " +
				"and 5 s in Firefox. A delay that was to protect the server has no effect.",
			Causes: []string{
				`a duration printed as text, such as "5s" by Go's time.Duration`,
				"a fraction or a formatted number, such as 1500.0 or 1,500",
				"a unit or a remark behind the number, such as 5000ms",
				`-1, meant as "do not reconnect"`,
			},
			Fix: `Convert to whole milliseconds and print them plainly: "retry: 5000". ` +
				"To stop clients from reconnecting, answer their next request with 204.",
			Snippets: []Snippet{goRetry(), nodeRetry(), pythonRetry(), expressDone()},
		},
		{
			ID: "retry-present", Level: report.Should, Tier: TierPassive,
			Sentence: "The stream SHOULD set the reconnection time with a retry field.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#concept-event-stream-reconnection-time",
			Symptom: "thundering herd after a restart; all clients reconnect in " +
				"the same second; one SDK never reconnects",
			Why: "Each client waits as long as it likes: 3 s, 5 s, in some libraries not at all. " +
				"The server cannot slow them down when it has to, after a crash or under load.",
			Causes: []string{
				"a framework's helper that supports retry but does not set it",
				"reliance on the default of one browser",
				"a relay that passes events on but not retry lines",
			},
			Fix: `Begin every stream with "retry: 3000\n\n". Vary the number a little ` +
				"from connection to connection, so that clients do not return in step.",
			Snippets: []Snippet{wireRetryFirst(), goRetry(), nodeRetry()},
		},
	}
}

func retryUse() []Requirement {
	return []Requirement{
		{
			ID: "retry-sane", Level: report.Should, Tier: TierPassive,
			Sentence: "The reconnection time SHOULD lie between 500 ms and 60 s.",
			Source:   "https://html.spec.whatwg.org/multipage/iana.html#text/event-stream",
			Symptom: "reconnect storm, hundreds of requests a second from one " +
				"browser; EventSource takes minutes to come back",
			Why: "Near zero, each outage becomes a flood of requests that can keep the server " +
				"down. With minutes, users look at a dead page long after it is back.",
			Causes: []string{
				"seconds where milliseconds are meant: retry: 5 is 5 ms",
				"retry: 0 or 1, set to make tests fast",
				`a huge number, meant as "never come back"`,
			},
			Fix: "Use 1000 to 10000, a little different for each connection, and more while the " +
				"server is overloaded. To end a stream for good, answer the reconnect with 204.",
			Snippets: []Snippet{goRetry(), nodeRetry(), expressDone()},
		},
		{
			ID: "retry-early", Level: report.Should, Tier: TierPassive,
			Sentence: "The retry field SHOULD come in the first frames of the stream, before the first event.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom: "retry not honoured in a crash loop; EventSource reconnects " +
				"after 3 seconds when the stream breaks at once",
			Why: "A connection that breaks before the field has come returns at the client's own pace, " +
				"and early breaks are most frequent when the pace matters most: in a crash or a deploy.",
			Causes: []string{
				"retry sent with an event or heartbeat that may be minutes away",
				"retry sent only shortly before a planned shutdown",
				"history that is replayed before the settings of the stream are sent",
			},
			Fix: "Write retry in a frame of its own right after the head, and " +
				"flush both together. A frame without data fires no event.",
			Snippets: []Snippet{wireRetryFirst(), goRetry()},
		},
	}
}
