package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// livenessRequirements are about time: streams that last, and events that arrive
// when they happen.
func livenessRequirements() []Requirement {
	return slices.Concat(livenessConnection(), livenessAge(), livenessFrames(), livenessFlush(), livenessEvents())
}

func livenessConnection() []Requirement {
	return []Requirement{
		{
			ID: "liveness-stays-open", Level: report.Should, Tier: TierPassive,
			Sentence: "The server SHOULD keep the stream open while the client " +
				"listens: a browser reconnects after every end, however orderly.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
			Symptom: "EventSource error and reconnect every few seconds; stream " +
				"always ends after 30 s; AsyncRequestTimeoutException",
			Why: "It looks like a working stream but is polling: a new request " +
				"and login check each time, and events lost in between.",
			Causes: []string{
				"a handler that sends what there is and returns",
				"an age limit in the server: Go's WriteTimeout, Tomcat's 30 s for async requests, gunicorn's 30 s for sync workers",
				"an age limit in a gateway, such as Envoy's route timeout of 15 s",
				"a proxy that closes the connection because no heartbeat comes",
			},
			Fix: "Wait for the next event instead of returning, and lift the limits for this " +
				"route: SetWriteDeadline(time.Time{}) in Go, new SseEmitter(0L) in Spring, " +
				"timeout: 0s in Envoy. If nothing more will come, answer the reconnect with 204.",
			Snippets: []Snippet{goNoDeadline(), springEmitter(), envoyNoTimeout(), nginxReadTimeout(), expressDone()},
		},
		{
			ID: "liveness-silence", Level: report.Should, Tier: TierPassive,
			Sentence: "A quiet stream SHOULD send a comment now and then, so that it " +
				"is never silent for longer than the limit (20 s by default).",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes",
			Symptom: `stream drops after 60 seconds without events; nginx "upstream timed ` +
				`out (110: Connection timed out)"; Heroku H15; works only while busy`,
			Why: "Proxies drop idle connections: after 60 s in nginx and AWS ALB, 55 s at Heroku, 100 to " +
				"125 s at Cloudflare. And a server that never writes never notices that a client is gone.",
			Causes: []string{
				"no heartbeat, because in tests events came often enough",
				"a heartbeat that is written but not flushed",
				"an interval longer than the shortest idle limit on the way",
				"one timer for all streams that a slow client can block",
			},
			Fix: "After 15 s without an event, write a comment line such " +
				`as ": ping" and a blank line to the stream, and flush.`,
			Snippets: []Snippet{goHeartbeat(), nodeHeartbeat(), pythonHeartbeat(), springHeartbeat(), nginxReadTimeout(), albIdleTimeout()},
		},
	}
}

func livenessFrames() []Requirement {
	return []Requirement{
		{
			ID: "liveness-heartbeat-is-comment", Level: report.Should, Tier: TierPassive,
			Sentence: "A heartbeat SHOULD be a comment, a line that begins " +
				"with a colon, and not an event with empty data.",
			Source:  "https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes",
			Symptom: "SyntaxError: Unexpected end of JSON input every 15 seconds; onmessage called with empty data",
			Why: "A data field with nothing behind it dispatches an event, so that every client has to " +
				"know it and skip it. One that does not fails at each beat, and only on a quiet stream.",
			Causes: []string{
				"a keep-alive written as data: and a blank line",
				"a framework whose ping is an event",
				"a timer that publishes an empty string like any other message",
			},
			Fix: `Send ": ping\n\n". If clients are to see the heartbeat, give it a type and ` +
				`data of its own: "event: ping\ndata: {}\n\n" does not reach onmessage.`,
			Snippets: []Snippet{wireComment(), nodeHeartbeat(), pythonHeartbeat()},
		},
		{
			ID: "liveness-frame-in-one-piece", Level: report.Should, Tier: TierPassive,
			Sentence: "A frame SHOULD arrive in one piece, its last byte within " +
				"250 ms of its first: flush per event, not per line.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom: "40 or 200 ms delay per event on a fast network; half an " +
				"event in curl, the rest later; jittery token stream",
			Why: "Nothing is dispatched before the blank line. Frames that are written line by line wait for " +
				"Nagle's algorithm and delayed acknowledgements, 40 to 200 ms each, or for whatever flushes next.",
			Causes: []string{
				"a write and a flush for each line",
				"the blank line written by a later step than the data",
				"a line-buffered pipe between producer and server",
				"TCP_NODELAY switched off at the server or a proxy",
			},
			Fix: "Put the whole frame together in memory, write it " +
				"with one call, and flush once. Leave TCP_NODELAY on.",
			Snippets: []Snippet{goFlush(), jsFrame()},
		},
	}
}

func livenessFlush() []Requirement {
	return []Requirement{
		{
			ID: "liveness-event-flushed", Level: report.Must, Tier: TierTrigger,
			Sentence: "A small event MUST arrive soon after its publication, by default within 2 s.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes",
			Symptom:  "the page shows nothing, then everything at once; curl -N too; SSE not streaming behind nginx",
			Why: "What sits in a buffer has not happened for the user. It comes when some kilobytes " +
				"are together, which takes minutes at a low rate, or when the stream ends.",
			Causes: []string{
				"nginx with proxy_buffering on, its default, or another proxy or CDN that buffers",
				"no flush after the write: Go without Flush, PHP with output_buffering",
				"compression middleware that waits for a full block",
				"an access proxy or serverless gateway that collects whole responses",
			},
			Fix: "Flush after each event, send X-Accel-Buffering: no and Cache-Control: no-transform. Then " +
				"test the application directly and through each hop, to find the one that holds the bytes.",
			Snippets: []Snippet{nginxUnbuffered(), goFlush(), expressNoCompression(), aspNetFlush(), phpFlush(), curlHops()},
		},
	}
}

func livenessEvents() []Requirement {
	return []Requirement{
		{
			ID: "liveness-not-behind", Level: report.Must, Tier: TierTrigger,
			Sentence: "An event MUST arrive before the next one is published, and not wait to be pushed out by it.",
			Source:   "https://github.com/expressjs/compression#server-sent-events",
			Symptom: "each event shows up only with the next one; chat one message " +
				"behind; first event missing with compression()",
			Why: "The last event before a pause, which is the one that users wait for, is the " +
				"one that does not come. At a high rate nobody sees it, so that tests pass.",
			Causes: []string{
				"Express's compression() without a res.flush() after each event",
				"gzip or brotli in a proxy or middleware that does not flush per event",
				"a writer that puts the blank line before each frame instead of after it",
				"an iterator that reads one item ahead",
			},
			Fix: "Take the stream out of compression, or flush the compressor after each event " +
				"(res.flush() with Express's compression()). End each frame with its own blank line.",
			Snippets: []Snippet{expressNoCompression(), expressFlush(), nginxGzipTypes()},
		},
		{
			ID: "liveness-no-burst", Level: report.Must, Tier: TierTrigger,
			Sentence: "Events that are published apart MUST arrive apart, and not in one burst.",
			Source:   "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering",
			Symptom: "progress bar jumps from 0 to 100 %; LLM tokens come as one " +
				"block; many events with the same time in the network panel",
			Why: "The point of a stream is when things arrive. Content and order are " +
				"right, so that a test of those passes while users see batches.",
			Causes: []string{
				"a buffer on the way: nginx's proxy_buffering, a CDN, a virus scanner, a company gateway",
				"output that is flushed by a timer instead of after each event",
				"polling behind the stream: the server asks its database or queue at intervals",
				"work that blocks the event loop while events pile up",
			},
			Fix: "Go outwards from the application to the first hop where events " +
				"come together, and switch its buffering off (proxy_buffering off " +
				"in nginx). Let the source push events instead of polling for them.",
			Snippets: []Snippet{nginxUnbuffered(), apacheFlush(), pythonListen(), curlHops()},
		},
	}
}
