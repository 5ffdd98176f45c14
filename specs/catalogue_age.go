package specs

import "github.com/ssegauge/ssegauge/report"

func livenessAge() []Requirement {
	return []Requirement{{
		ID: "liveness-no-age-limit", Level: report.Should, Tier: TierPassive,
		Sentence: "Streams SHOULD NOT be ended just because they have reached a certain age.",
		Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
		Symptom: "all streams end after exactly 60 s, or 5 min, even with events; reconnects at a fixed interval; " +
			"stream closed after 15 minutes behind the load balancer",
		Why: "Heartbeats do not help: it is the whole response that has a deadline. Each end costs a request and a login check, and " +
			"what happens in between is lost where nothing is replayed.",
		Causes: []string{
			"a deadline for the whole request: Envoy's route timeout, Cloud Run's and Cloud Functions' request timeout",
			"a serverless platform that ends each function after 10 to 900 s",
			"WriteTimeout of a Go server, or the async timeout of a servlet container",
			"an API gateway with a fixed integration timeout, such as 29 s",
		},
		Fix: "Lift the deadline for this route, at the server and at each proxy. Where the platform will not, end streams yourself before it does, after " +
			"a whole event, with ids and a history.",
		Snippets: []Snippet{goNoDeadline(), envoyNoTimeout(), springEmitter()},
	}}
}
