package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

func methodsRequirements() []Requirement {
	return slices.Concat(methodsHead(), methodsOthers(), methodsNegotiation())
}

func methodsHead() []Requirement {
	return []Requirement{
		{
			ID: "methods-head-no-body", Level: report.Must, Tier: TierPassive,
			Sentence: "The answer to HEAD MUST be a head alone, without a body.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2",
			Symptom:  "curl -I shows garbage; proxy logs an invalid response; next request on the connection fails",
			Why: "A client reads the bytes after the head as the beginning of the next response. What follows on " +
				"that connection is broken, also for other users where a proxy shares it.",
			Causes: []string{
				"a hand-written server that routes HEAD to the handler of GET",
				"a handler that took over the socket (hijack, upgrade) and writes to it whatever the method is",
			},
			Fix:      "Return after the head when the method is HEAD. Most servers drop the body by themselves unless the handler writes to the raw socket.",
			Snippets: []Snippet{methodsGoHead(), methodsExpressHead()},
		},
		{
			ID: "methods-head-ends", Level: report.Should, Tier: TierPassive,
			Sentence: "HEAD SHOULD be answered at once and to the end, so that its connection can be used again.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2",
			Symptom:  "health check or uptime monitor times out; curl -I hangs; workers run out without users",
			Why: "Monitors, link checkers and load balancers send HEAD. Where it is handled like GET, each of them " +
				"holds a worker or a subscription for as long as a stream would last.",
			Causes: []string{
				"a framework that routes HEAD to the handler of GET, which then waits for events",
				"a subscription that is made before the method is looked at",
				"a handler that waits for the client to leave, which a client of HEAD does not do",
			},
			Fix:      "Answer HEAD by the head of the stream and return before subscribing to anything.",
			Snippets: []Snippet{methodsGoHead(), methodsExpressHead()},
		},
		{
			ID: "methods-head-like-get", Level: report.Should, Tier: TierPassive,
			Sentence: "HEAD SHOULD be answered with the status and the media type of GET, unless it is refused with 405 or 501.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2",
			Symptom:  "uptime monitor says down while the stream works; curl -I shows 404 or text/html",
			Why:      "Whoever asks by HEAD whether the stream is there gets a wrong answer: it looks missing, or like something else.",
			Causes: []string{
				"a route for GET only, so that HEAD falls through to a page for everything else",
				"an error of the handler, which does not expect a response without a body",
				"headers that are set only when the first event is written",
			},
			Fix:      "Let HEAD run the same checks and set the same header fields as GET, or refuse it with 405 and Allow.",
			Snippets: []Snippet{methodsGoHead(), methodsExpressHead()},
		},
	}
}

func methodsOthers() []Requirement {
	return []Requirement{
		{
			ID: "methods-options-ends", Level: report.Should, Tier: TierPassive,
			Sentence: "OPTIONS SHOULD be answered by a whole response, never by an endless stream.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9110#section-9.3.7",
			Symptom:  "preflight stays pending in the network panel; fetch never settles although EventSource works",
			Why: "A browser sends OPTIONS before a fetch with fields of its own, and waits for its end. " +
				"A stream never ends, so that the request which it asks for is never made.",
			Causes: []string{
				"a handler that is registered for all methods and does not look at which it is",
				"a catch-all proxy or serverless function that streams whatever it is asked",
			},
			Fix:      "Answer OPTIONS with 204 and Allow before the stream is opened.",
			Snippets: []Snippet{methodsGoRoute(), methodsExpressRoute()},
		},
		{
			ID: "methods-other-refused", Level: report.Should, Tier: TierPassive,
			Sentence: "Methods that the stream is not made for, such as PUT, SHOULD be refused and not open a stream.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6",
			Symptom:  "mistaken POST hangs instead of failing; scanners keep connections open",
			Why: "A client that uses the wrong method is not told, it waits for an answer. Scanners and mistaken " +
				"clients hold subscriptions, and checks that guard only GET are passed by.",
			Causes: []string{
				"a handler that is registered for all methods, such as app.use or http.HandleFunc without a method",
				"middleware that checks permissions for GET and lets other methods through",
			},
			Fix:      "Register the stream for GET (or for POST, where it is one) and let the router refuse the rest with 405.",
			Snippets: []Snippet{methodsGoRoute(), methodsExpressRoute()},
		},
		{
			ID: "methods-allow", Level: report.Must, Tier: TierPassive,
			Sentence: "A response with status 405 MUST say in Allow which methods there are.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6",
			Symptom:  "405 Method Not Allowed and no hint which method to use",
			Why:      "Clients and developers cannot tell a wrong method from a wrong path, and tools that look at Allow find nothing.",
			Causes: []string{
				"a handler that writes status 405 by hand",
				"a gateway that blocks methods before the application sees them",
			},
			Fix:      "Let the router answer, or set Allow: GET, HEAD, OPTIONS beside the status.",
			Snippets: []Snippet{methodsGoRoute(), methodsExpressRoute()},
		},
	}
}

func methodsNegotiation() []Requirement {
	return []Requirement{
		{
			ID: "methods-accept", Level: report.Should, Tier: TierPassive,
			Sentence: "A request that accepts text/event-stream, accepts everything, or has no Accept SHOULD get the stream.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1",
			Symptom:  "works in the browser but 406 in curl; SDK gets JSON instead of a stream",
			Why:      "Browsers send text/event-stream, curl and many SDKs */*, others nothing at all. Those that are refused look like an outage.",
			Causes: []string{
				"a handler that compares Accept with one fixed string",
				"content negotiation that falls back to JSON or HTML when nothing exact is asked for",
				"an error page that cannot be rendered as text/event-stream and becomes a 406",
			},
			Fix:      "Choose by the path and not by Accept, or treat */* and a missing field as a wish for the stream.",
			Snippets: []Snippet{methodsSpringProduces(), methodsRailsAccept()},
		},
		{
			ID: "methods-http10", Level: report.Must, Tier: TierPassive,
			Sentence: "A request in HTTP/1.0 MUST NOT be answered with the chunked coding or another transfer coding.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9112#section-6.1",
			Symptom:  "hexadecimal numbers between the events; old proxy shows chunk sizes as text",
			Why: "A client of HTTP/1.0, such as nginx towards its upstream by default, takes the sizes of the chunks for " +
				"lines of the stream: events get lost or changed.",
			Causes: []string{
				"a hand-written server that always writes Transfer-Encoding: chunked",
				"an application that sets Transfer-Encoding itself instead of leaving it to its server",
			},
			Fix:      "Leave the framing to the HTTP server. To a request in HTTP/1.0 send the body as it is, and end it by closing the connection.",
			Snippets: []Snippet{methodsNginxHTTP11()},
		},
	}
}
