package specs

import "github.com/ssegauge/ssegauge/report"

func responseBody() []Requirement {
	return []Requirement{
		{
			ID: "response-no-content-length", Level: report.Must, Tier: TierPassive,
			Sentence: "An open-ended stream MUST NOT have a Content-Length, " +
				"because nobody knows how many bytes will follow.",
			Source: "https://www.rfc-editor.org/rfc/rfc9110#section-8.6",
			Symptom: "net::ERR_CONTENT_LENGTH_MISMATCH; curl: (18) transfer closed with " +
				"outstanding read data remaining; stream always stops at the same byte",
			Why: "The client stops at the announced byte, in the middle of an event if need be, and " +
				"reconnects. If fewer bytes come, it takes the end of the stream for an error.",
			Causes: []string{
				"a handler that builds all events as one string and sends it as an ordinary response",
				"a relay that copies Content-Length from its upstream's response",
				"a serverless adapter that collects the body before it answers",
			},
			Fix: "Use the framework's streaming response (StreamingResponse, SseEmitter, ReadableStream) " +
				"and remove the field. HTTP/1.1 then uses chunked, and HTTP/2 needs nothing.",
			Snippets: []Snippet{fastAPIStream(), springEmitter(), goProxy()},
		},
		{
			ID: "response-no-content-coding", Level: report.Must, Tier: TierPassive,
			Sentence: "The body MUST NOT be coded (no Content-Encoding) when the request accepts identity only.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3",
			Symptom: "binary noise instead of events; net::ERR_CONTENT_DECODING_FAILED; " +
				"curl needs --compressed to show anything",
			Why: "A client that cannot decode gets no event at all, and one that can may " +
				"wait until a block of the compressor is full before it sees the first.",
			Causes: []string{
				"a library that sets Content-Encoding: deflate but writes plain text",
				"Content-Encoding: none, a made-up value that tutorials use to switch compression off",
				"a CDN that gives one compressed variant to everybody, without Vary: Accept-Encoding",
				"compression that does not look at Accept-Encoding",
			},
			Fix: "Exclude text/event-stream from compression (gzip_types in nginx, the " +
				"filter option of Express's compression()) and send no Content-Encoding. " +
				"To switch compression off, use Cache-Control: no-transform.",
			Snippets: []Snippet{nginxGzipTypes(), expressNoCompression()},
		},
	}
}

func responseFraming() []Requirement {
	return []Requirement{
		{
			ID: "response-framing-valid", Level: report.Must, Tier: TierPassive,
			Sentence: "The body MUST be framed validly: sound chunk sizes and CRLFs, no transfer " +
				"coding but chunked, never Content-Length beside Transfer-Encoding.",
			Source: "https://www.rfc-editor.org/rfc/rfc9112#section-6.3",
			Symptom: "net::ERR_INVALID_CHUNKED_ENCODING; Go: malformed chunked " +
				"encoding; 502 from nginx; hexadecimal numbers between the events",
			Why: "Clients and proxies drop the stream at the first chunk that they cannot " +
				"read. Two lengths at once also open the door to response splitting.",
			Causes: []string{
				"chunks written by hand, with the size in decimal or counted in characters instead of bytes",
				"Transfer-Encoding: chunked set by hand on a server that chunks anyway: the body is chunked twice",
				"Transfer-Encoding: identity, which is no longer part of HTTP/1.1",
				"middleware that puts bytes into a body that is already chunked",
			},
			Fix: "Leave Transfer-Encoding and chunking to the server: set " +
				"no such field and write only the text of the stream.",
			Snippets: []Snippet{goProxy(), pythonChunk()},
		},
		{
			ID: "response-persistent-framing", Level: report.Should, Tier: TierPassive,
			Sentence: "A response with neither chunked nor Content-Length SHOULD NOT " +
				"claim Connection: keep-alive, because only a close ends it.",
			Source: "https://www.rfc-editor.org/rfc/rfc9112#section-9.3",
			Symptom: `sporadic "socket hang up", ECONNRESET or 502 at the request ` +
				"after a stream; client hangs after the last event",
			Why: "A client or proxy that believes the claim waits for an end that only a close " +
				"can bring, or sends its next request into a connection that is about to close.",
			Causes: []string{
				"Connection: keep-alive set by hand, as most SSE tutorials do",
				"a server that cannot chunk, such as Python's http.server with protocol_version HTTP/1.1",
				"a relay that copies the Connection field of its upstream's response",
			},
			Fix: "Remove the Connection field: HTTP/1.1 is persistent by itself, and HTTP/2 forbids " +
				"the field. Let the server use chunked; where it cannot, send Connection: close.",
			Snippets: []Snippet{pythonRawHead(), goProxy()},
		},
	}
}

func responseEnd() []Requirement {
	return []Requirement{
		{
			ID: "response-clean-end", Level: report.Should, Tier: TierPassive,
			Sentence: "A server that ends the stream SHOULD end its framing too: with the final chunk, " +
				"without a reset or a close amid a chunk, and with close_notify under TLS.",
			Source: "https://www.rfc-editor.org/rfc/rfc9112#section-8",
			Symptom: "net::ERR_INCOMPLETE_CHUNKED_ENCODING; fetch: TypeError: " +
				"network error; curl: (18); Go: unexpected EOF",
			Why: "Nobody can tell a planned end from a crash: every deploy looks like an outage to " +
				"clients and monitoring. With a reset, events that were on their way are lost.",
			Causes: []string{
				"a panic or exception in the handler after the head was sent",
				"a time limit that cuts the connection: Go's WriteTimeout, nginx's proxy_read_timeout, a load balancer's",
				"a deploy that kills the process instead of draining it",
				"res.destroy() in Node where res.end() was meant",
			},
			Fix: "Return from the handler (res.end() in Node) after the last blank line, on SIGTERM too. Lift " +
				"time limits for the route; in Go: http.NewResponseController(w).SetWriteDeadline(time.Time{}).",
			Snippets: []Snippet{goNoDeadline(), goShutdown(), nodeShutdown(), nginxReadTimeout()},
		},
	}
}

func responseMore() []Requirement {
	return []Requirement{
		{
			ID: "response-further-streams", Level: report.Must, Tier: TierPassive,
			Sentence: "Further streams MUST be served like the first, also while others are open.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes",
			Symptom: "second tab stays pending; works for one user at a time; " +
				"after some reloads nobody gets a stream, only 503",
			Why: "A server that runs out of streams shuts out whoever comes next, and " +
				"where it does so with an error status, EventSource never tries again.",
			Causes: []string{
				"a worker or thread for each stream, and only one of them (PHP's development server, Gunicorn sync)",
				"a slot that is taken when a stream begins and not given back when its client leaves",
				"a limit on connections that is too low, in the application or a proxy",
			},
			Fix: "Serve streams without a worker for each (async workers, an event loop, threads in number), give " +
				"slots back when the client leaves, and answer 503 with Retry-After only at a limit that you mean.",
			Snippets: []Snippet{gunicornThreads(), goSeats()},
		},
	}
}
