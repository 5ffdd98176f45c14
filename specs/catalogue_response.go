package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// responseRequirements are about the HTTP response that carries the stream.
func responseRequirements() []Requirement {
	return slices.Concat(
		responseHead(), responseFields(), responseCaching(),
		responseProxies(), responseBody(), responseFraming(), responseEnd(), responseMore(),
	)
}

func responseHead() []Requirement {
	return []Requirement{
		{
			ID: "response-status-200", Level: report.Must, Tier: TierPassive,
			Sentence: "The response to a GET of the stream MUST have status " +
				"200; at any other status, a client gives up for good.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
			Why: "EventSource goes to CLOSED (readyState 2), fires error once and never tries again. One " +
				"503 during a deploy leaves every open tab without events until somebody reloads it.",
			Causes: []string{
				"a proxy that answers 502 or 503 while the application restarts",
				"an expired session or token, answered with 401 or 403",
				"strict Accept handling that answers 406, or a route that answers 404 without a trailing slash",
				"204 or 202 because there is nothing to report yet",
			},
			Fix: "Answer 200 and start the stream even when there is no event yet. Keep 204 for telling a " +
				"client to stop, and let the proxy hold or retry requests while the application restarts.",
		},
		{
			ID: "response-head-on-quiet-stream", Level: report.Must, Tier: TierPassive,
			Sentence: "The response head MUST be sent at once (by default within " +
				"2 s of the request), even if no event has happened yet.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
			Why: "A browser fires open only when it has the head. Until the first " +
				`event the page shows "connecting…", readyState stays 0, and a ` +
				"proxy may give up with 504 Gateway Timeout (H12 at Heroku).",
			Causes: []string{
				"Node: res.writeHead() or res.setHeader() without res.flushHeaders()",
				"Go: no Flush before the loop that waits for events",
				"WSGI (Flask, Django): the head goes out with the first chunk that the generator yields",
				"a proxy or middleware that holds the head back until it has some of the body",
			},
			Fix: "Flush right after the head: res.flushHeaders() in Node, " +
				"http.NewResponseController(w).Flush() in Go. Where the framework has no " +
				`such call, write a comment such as ": hello" and a blank line first.`,
		},
	}
}

func responseFields() []Requirement {
	return []Requirement{
		{
			ID: "response-head-well-formed", Level: report.Must, Tier: TierPassive,
			Sentence: "The response head MUST follow the grammar of HTTP/1.1: CRLF after each line, no " +
				"folded lines, no space before a colon, no illegal byte, no conflicting duplicates.",
			Source: "https://www.rfc-editor.org/rfc/rfc9112#section-2.1",
			Why: "Lenient clients work and strict ones refuse the whole response: nginx answers 502 and logs " +
				`"upstream sent invalid header", Node throws a Parse Error (HPE_INVALID_HEADER_TOKEN).`,
			Causes: []string{
				`a head written by hand with \n instead of \r\n, common in embedded servers and scripts`,
				"header values taken from input without a check for CR and LF",
				"a field set by the handler and again, with another value, by a proxy or middleware",
			},
			Fix: "Let the HTTP library write the head. If it has to be written by hand, put each field " +
				`on one line as "Name: value", end each line with CRLF, and send each field once.`,
		},
		{
			ID: "response-media-type", Level: report.Must, Tier: TierPassive,
			Sentence: "The Content-Type MUST be text/event-stream, in any letter " +
				"case; parameters such as charset=utf-8 are allowed.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
			Why: `Chrome logs: EventSource's response has a MIME type ("text/html") ` +
				`that is not "text/event-stream". Aborting the connection. No ` +
				"handler but error ever runs, and no reconnect follows.",
			Causes: []string{
				"a login page, error page or single-page-application fallback that answers with status 200",
				"a framework that serialises the return value as application/json",
				"a handler that writes before it sets Content-Type, so that text/plain or text/html goes out",
			},
			Fix: "Set Content-Type: text/event-stream before the first write. Fetch the URL with " +
				"curl -i as the browser would, cookies included, to see which page answers.",
		},
		{
			ID: "response-charset-utf-8", Level: report.Must, Tier: TierPassive,
			Sentence: "If Content-Type has a charset parameter, its value MUST be utf-8.",
			Source:   "https://html.spec.whatwg.org/multipage/iana.html#text/event-stream",
			Why: "Clients decode as UTF-8 whatever the parameter says, and Chrome refuses the stream: " +
				`EventSource's response has a charset ("ISO-8859-1") that is not UTF-8. Aborting the connection.`,
			Causes: []string{
				"a servlet container's default of ISO-8859-1 once getWriter() has been called",
				"PHP's default_charset, which is added to every text type, set to something else",
				"a charset copied from a legacy page, such as windows-1252",
			},
			Fix: "Send text/event-stream without a charset, or with charset=utf-8, and encode the body as " +
				`UTF-8. In a servlet, call response.setCharacterEncoding("UTF-8") before getWriter().`,
		},
	}
}
