package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// http2Requirements are about streams that share a connection.
func http2Requirements() []Requirement {
	return slices.Concat(http2Connection(), http2Streams(), http2Events())
}

func http2Connection() []Requirement {
	return []Requirement{
		{
			ID: "http2-offered", Level: report.Should, Tier: TierPassive,
			Sentence: "A server of https streams SHOULD offer HTTP/2: over HTTP/1.1, a browser opens six connections to a host and no more.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes",
			Symptom:  "the seventh tab stays white; requests are pending until another tab is closed",
			Why: "Each stream occupies one of the six connections for as long as the page is open. " +
				"With six tabs, every request of the site waits in the browser, and no error is shown.",
			Causes: []string{
				"a proxy with TLS and without its http2 switch, such as nginx before http2 on",
				"a load balancer whose listener speaks HTTP/1.1 only",
				"a Go server with a TLSConfig of its own and without h2 in NextProtos",
			},
			Fix:      "Switch HTTP/2 on where TLS ends. The hop behind it may stay HTTP/1.1. Or share one stream between tabs by a SharedWorker.",
			Snippets: []Snippet{http2Nginx(), http2Curl()},
		},
		{
			ID: "http2-no-connection-fields", Level: report.Must, Tier: TierPassive,
			Sentence: "An HTTP/2 response MUST NOT have connection-specific fields: Connection, Keep-Alive, Proxy-Connection, Transfer-Encoding, Upgrade.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2",
			Symptom:  `only Safari and iOS fail: "The network connection was lost"; other browsers and curl work`,
			Why: "A client has to treat such a response as malformed. Those that do so drop the " +
				"stream, and some the whole connection with all other requests on it.",
			Causes: []string{
				"Connection: keep-alive copied from an example for HTTP/1.1",
				"a framework that sets it for every event stream",
				"a gateway that passes the fields of its HTTP/1.1 upstream on",
			},
			Fix:      "Do not set Connection or Keep-Alive in the application: in HTTP/1.1 connections persist without them, and HTTP/2 forbids them.",
			Snippets: []Snippet{http2NodeHead(), http2Curl()},
		},
		{
			ID: "http2-stream-limit", Level: report.Should, Tier: TierPassive,
			Sentence: "The server SHOULD allow at least 100 streams on a connection (SETTINGS_MAX_CONCURRENT_STREAMS).",
			Source:   "https://www.rfc-editor.org/rfc/rfc9113#section-6.5.2",
			Symptom:  "with many tabs requests hang as with HTTP/1.1; REFUSED_STREAM in the log",
			Why: "An event stream keeps its place for hours. A limit that suits short requests is " +
				"used up by streams, and what comes after them waits without an error.",
			Causes: []string{
				"a limit lowered against rapid resets (CVE-2023-44487)",
				"nginx with a small http2_max_concurrent_streams",
				"a proxy that divides its upstream connections among many clients",
			},
			Fix:      "Leave the limit at 100 or more; bound the number of streams for each user in the application instead.",
			Snippets: []Snippet{http2NginxLimit()},
		},
		{
			ID: "http2-stays-up", Level: report.Should, Tier: TierPassive,
			Sentence: "The server SHOULD NOT send GOAWAY or end the connection while streams are open on it.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9113#section-6.8",
			Symptom:  "all streams of a page break at the same moment; ERR_HTTP2_PROTOCOL_ERROR after some minutes",
			Why: "One GOAWAY concerns every stream of the page: they finish or break together, reconnect " +
				"together, and each new request needs a new connection.",
			Causes: []string{
				"Connection: close set by the application, which Go turns into GOAWAY",
				"a proxy that ends a connection after a number of requests, as nginx's keepalive_requests",
				"an age limit of connections, such as gRPC's max_connection_age or Envoy's",
			},
			Fix:      "Do not set Connection: close on a stream, and raise the limits of requests and age on connections that carry streams.",
			Snippets: []Snippet{http2NginxLimit(), http2NodeHead()},
		},
	}
}

func http2Streams() []Requirement {
	return []Requirement{
		{
			ID: "http2-like-http1", Level: report.Must, Tier: TierPassive,
			Sentence: "A stream MUST be answered over HTTP/2 as over HTTP/1.1: with the same status and media type.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9110#section-2.5",
			Symptom:  "it works with curl --http1.1 and not in the browser",
			Why: "Browsers choose HTTP/2 wherever it is offered, tools often do not. A route that only exists " +
				"for one of them is found by users and by no test.",
			Causes: []string{
				"a server block or listener for HTTP/2 with routes of its own",
				"code that needs to hijack the connection, which HTTP/2 does not allow",
				"a handler that tests for a Flusher or a socket and gives up without",
			},
			Fix:      "Write streams through the interface that both versions have (http.ResponseController in Go, the compatibility API in Node), and test both.",
			Snippets: []Snippet{http2Curl(), goFlush()},
		},
		{
			ID: "http2-many-streams", Level: report.Must, Tier: TierPassive,
			Sentence: "Eight streams and another request on one connection MUST all be answered at the same time.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9113#section-5.1.2",
			Symptom:  "the first tabs work, the next one waits for ever; HTTP/2 changed nothing",
			Why: "To multiplex streams is what HTTP/2 is used for here. A server that works on a few requests of a " +
				"connection at a time lets the first tabs starve the others.",
			Causes: []string{
				"a worker, thread or upstream connection for each stream, and a few of them",
				"HTTP/2 in front, and a pool of HTTP/1.1 connections behind that is too small",
				"a lock that is held for as long as a stream lasts",
			},
			Fix:      "Serve streams from an event loop or from threads that cost little, and size pools between proxy and application for streams that never end.",
			Snippets: []Snippet{gunicornThreads(), http2Curl()},
		},
		{
			ID: "http2-cancelled-streams-freed", Level: report.Must, Tier: TierPassive,
			Sentence: "After 50 streams of a connection were opened and cancelled, a further one MUST be served on it.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9113#section-5.1.2",
			Symptom:  "after some navigation within the page new streams hang; a reload of the browser helps",
			Why: "Each change of page cancels a stream by RST_STREAM. Where the server does not give its place back, the " +
				"connection fills up with streams that nobody reads.",
			Causes: []string{
				"a handler that waits for the next event and does not look whether its client is gone",
				"a guard against rapid resets that slows the connection down for good",
				"a counter that is lowered at the end of a response only",
			},
			Fix:      "End the handler when the request's context or close event says that the client has gone, and give back there what was taken.",
			Snippets: []Snippet{goSeats(), nodeHeartbeat()},
		},
	}
}

func http2Events() []Requirement {
	return []Requirement{
		{
			ID: "http2-event-arrives", Level: report.Must, Tier: TierTrigger,
			Sentence: "A published event MUST arrive on every stream of the connection.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9113#section-5.2",
			Symptom:  "only one of several tabs is updated; events stop when another tab loads something large",
			Why: "Streams of one connection share a writer and a flow-control window. A server that " +
				"takes them for one client, or one stream that holds the window, cuts the others off.",
			Causes: []string{
				"subscribers kept in a map by connection or remote address",
				"a flush that reaches the frame buffer and not the connection",
				"a large response that uses up the window of the connection",
			},
			Fix:      "Key subscribers by request, not by address, and flush after each event.",
			Snippets: []Snippet{goFanOut(), goFlush()},
		},
		{
			ID: "http2-end-code", Level: report.Should, Tier: TierPassive,
			Sentence: "A stream that the server ends SHOULD end with END_STREAM, or RST_STREAM with NO_ERROR, and not with an error.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9113#section-8.1",
			Symptom:  "net::ERR_HTTP2_PROTOCOL_ERROR in the console each time the server ends a stream",
			Why: "RST_STREAM with an error says that something went wrong. Clients log it, " +
				"fetch() rejects, and a real failure looks no different from an orderly end.",
			Causes: []string{
				"a handler that is aborted, panics or times out",
				"a proxy whose upstream closed without the final chunk",
				"an idle or age limit that resets the stream",
			},
			Fix:      "Return from the handler instead of aborting it, and lift the time limits of proxies for this route.",
			Snippets: []Snippet{goNoDeadline(), nginxReadTimeout()},
		},
	}
}
