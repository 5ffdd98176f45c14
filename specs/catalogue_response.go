package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// responseRequirements are about the HTTP response that carries the stream.
func responseRequirements() []Requirement {
	return slices.Concat(
		responseHead(), responseHeadForm(), responseFields(), responseCaching(), responseValidators(),
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
			Symptom: `EventSource stays CLOSED after one error; "Failed to load ` +
				`resource: 503"; no events after a deploy until a reload`,
			Why: "At any other status EventSource gives up and never tries again. One 503 during " +
				"a deploy leaves every open tab without events until somebody reloads it.",
			Causes: []string{
				"a proxy that answers 502 or 503 while the application restarts",
				"an expired session or token, answered with 401 or 403",
				"strict Accept handling that answers 406, or a route that answers 404 without a trailing slash",
				"204 or 202 because there is nothing to report yet",
			},
			Fix: "Answer 200 and start the stream even when there is no event yet. Keep 204 for telling a " +
				"client to stop, and let the proxy hold or retry requests while the application restarts.",
			Snippets: []Snippet{httpHead(), goHead(), nginxNextUpstream()},
		},
		{
			ID: "response-head-on-quiet-stream", Level: report.Must, Tier: TierPassive,
			Sentence: "The response head MUST be sent at once (by default within " +
				"2 s of the request), even if no event has happened yet.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
			Symptom: `EventSource stuck in CONNECTING, onopen late; "connecting…" ` +
				"until the first event; 504 Gateway Timeout, Heroku H12",
			Why: "A browser fires open only when it has the head. Without it, a page cannot tell a " +
				"quiet stream from a dead server, and a proxy may give up on one that is healthy.",
			Causes: []string{
				"Node: res.writeHead() or res.setHeader() without res.flushHeaders()",
				"Go: no Flush before the loop that waits for events",
				"WSGI (Flask, Django): the head goes out with the first chunk that the generator yields",
				"a proxy or middleware that holds the head back until it has some of the body",
			},
			Fix: "Flush right after the head: res.flushHeaders() in Node, " +
				"http.NewResponseController(w).Flush() in Go. Where the framework has no " +
				`such call, write a comment such as ": hello" and a blank line first.`,
			Snippets: []Snippet{goHead(), expressHead(), flaskStream()},
		},
	}
}

func responseHeadForm() []Requirement {
	return []Requirement{
		{
			ID: "response-head-well-formed", Level: report.Must, Tier: TierPassive,
			Sentence: "The response head MUST follow the grammar of HTTP/1.1: CRLF after each line, no " +
				"folded lines, no space before a colon, no illegal byte, no conflicting duplicates.",
			Source: "https://www.rfc-editor.org/rfc/rfc9112#section-2.1",
			Symptom: `works in curl but 502 behind nginx; "upstream sent invalid ` +
				`header"; Node: Parse Error, HPE_INVALID_HEADER_TOKEN`,
			Why: "Lenient clients guess and strict ones refuse the whole response, so that the same server " +
				"works here and not there. Of two fields that conflict, two hops may each believe another.",
			Causes: []string{
				`a head written by hand with \n instead of \r\n, common in embedded servers and scripts`,
				"header values taken from input without a check for CR and LF",
				"a field set by the handler and again, with another value, by a proxy or middleware",
			},
			Fix: "Let the HTTP library write the head. If it has to be written by hand, put each field " +
				`on one line as "Name: value", end each line with CRLF, and send each field once.`,
			Snippets: []Snippet{pythonRawHead(), goHead()},
		},
	}
}

func responseFields() []Requirement {
	return []Requirement{
		{
			ID: "response-media-type", Level: report.Must, Tier: TierPassive,
			Sentence: "The Content-Type MUST be text/event-stream, in any letter " +
				"case; parameters such as charset=utf-8 are allowed.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
			Symptom: `EventSource's response has a MIME type ("text/html") that is ` +
				`not "text/event-stream". Aborting the connection`,
			Why: "With any other type the stream is over before it begins: no handler but error ever runs, " +
				"and no reconnect follows. What is served instead is often a page that nobody meant to send.",
			Causes: []string{
				"a login page, error page or single-page-application fallback that answers with status 200",
				"a framework that serialises the return value as application/json",
				"a handler that writes before it sets Content-Type, so that text/plain or text/html goes out",
			},
			Fix: "Set Content-Type: text/event-stream before the first write. Fetch the URL with " +
				"curl -i as the browser would, cookies included, to see which page answers.",
			Snippets: []Snippet{httpHead(), expressHead(), fastAPIStream(), springEmitter()},
		},
		{
			ID: "response-charset-utf-8", Level: report.Must, Tier: TierPassive,
			Sentence: "If Content-Type has a charset parameter, its value MUST be utf-8.",
			Source:   "https://html.spec.whatwg.org/multipage/iana.html#text/event-stream",
			Symptom: `EventSource's response has a charset ("ISO-8859-1") that is ` +
				"not UTF-8. Aborting the connection",
			Why: "Clients decode as UTF-8 whatever the parameter says, so that another value is " +
				"wrong about the bytes or announces broken text. Chrome refuses the stream for it.",
			Causes: []string{
				"a servlet container's default of ISO-8859-1 once getWriter() has been called",
				"PHP's default_charset, which is added to every text type, set to something else",
				"a charset copied from a legacy page, such as windows-1252",
			},
			Fix: "Send text/event-stream without a charset, or with charset=utf-8, and encode the body as " +
				`UTF-8. In a servlet, call response.setCharacterEncoding("UTF-8") before getWriter().`,
			Snippets: []Snippet{servletCharset(), httpHead()},
		},
	}
}
