package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// livenessRequirements are about time: streams that last, and events that arrive
// when they happen.
func livenessRequirements() []Requirement {
	return slices.Concat(livenessConnection(), livenessFrames(), livenessEvents())
}

func livenessConnection() []Requirement {
	return []Requirement{
		{
			ID: "liveness-stays-open", Level: report.Should, Tier: TierPassive,
			Sentence: "The server SHOULD keep the stream open while the client " +
				"listens: a browser reconnects after every end, however orderly.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
			Why: "EventSource fires error and connects again every few seconds. It looks like a working stream " +
				"but is polling, with a new request and login check each time, and loses events in between.",
			Causes: []string{
				"a handler that sends what there is and returns",
				"an age limit in the server: Go's WriteTimeout, Tomcat's 30 s for async requests, gunicorn's 30 s for sync workers",
				"an age limit in a gateway, such as Envoy's route timeout of 15 s",
				"a proxy that closes the connection because no heartbeat comes",
			},
			Fix: "Wait for the next event instead of returning, and lift the limits for this " +
				"route: SetWriteDeadline(time.Time{}) in Go, new SseEmitter(0L) in Spring, " +
				"timeout: 0s in Envoy. If nothing more will come, answer the reconnect with 204.",
		},
		{
			ID: "liveness-silence", Level: report.Should, Tier: TierPassive,
			Sentence: "A quiet stream SHOULD send a comment now and then, so that it " +
				"is never silent for longer than the limit (20 s by default).",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes",
			Why: "Proxies drop idle connections: after 60 s in nginx and AWS ALB, 55 s at Heroku, 100 to 125 s at " +
				"Cloudflare. The stream works, then stops after a minute, and a dead client is never noticed.",
			Causes: []string{
				"no heartbeat, because in tests events came often enough",
				"a heartbeat that is written but not flushed",
				"an interval longer than the shortest idle limit on the way",
				"one timer for all streams that a slow client can block",
			},
			Fix: "After 15 s without an event, write a comment line such " +
				`as ": ping" and a blank line to the stream, and flush.`,
		},
	}
}

func livenessFrames() []Requirement {
	return []Requirement{
		{
			ID: "liveness-heartbeat-is-comment", Level: report.Should, Tier: TierPassive,
			Sentence: "A heartbeat SHOULD be a comment, a line that begins " +
				"with a colon, and not an event with empty data.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes",
			Why: "A data field with nothing behind it dispatches an event: onmessage runs, " +
				`and JSON.parse("") throws "Unexpected end of JSON input" at every beat.`,
			Causes: []string{
				"a keep-alive written as data: and a blank line",
				"a framework whose ping is an event",
				"a timer that publishes an empty string like any other message",
			},
			Fix: `Send ": ping\n\n". If clients are to see the heartbeat, give it a type and ` +
				`data of its own: "event: ping\ndata: {}\n\n" does not reach onmessage.`,
		},
		{
			ID: "liveness-frame-in-one-piece", Level: report.Should, Tier: TierPassive,
			Sentence: "A frame SHOULD arrive in one piece, its last byte within " +
				"250 ms of its first: flush per event, not per line.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
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
		},
	}
}

func livenessEvents() []Requirement {
	return []Requirement{
		{
			ID: "liveness-event-flushed", Level: report.Must, Tier: TierTrigger,
			Sentence: "A small event MUST arrive soon after its publication, by default within 2 s.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes",
			Why: "The page stays empty, then shows many events at once when a buffer of some kilobytes " +
				"is full or the stream ends. curl -N shows the same, so it is not the browser.",
			Causes: []string{
				"nginx with proxy_buffering on, its default, or another proxy or CDN that buffers",
				"no flush after the write: Go without Flush, PHP with output_buffering",
				"compression middleware that waits for a full block",
				"an access proxy or serverless gateway that collects whole responses",
			},
			Fix: "Flush after each event, send X-Accel-Buffering: no and Cache-Control: no-transform. Then " +
				"test the application directly and through each hop, to find the one that holds the bytes.",
		},
		{
			ID: "liveness-not-behind", Level: report.Must, Tier: TierTrigger,
			Sentence: "An event MUST arrive before the next one is published, and not wait to be pushed out by it.",
			Source:   "https://github.com/expressjs/compression#server-sent-events",
			Why: "Each event shows up only with the one after it: a chat lags by one " +
				"line, and the last result never comes. At a high rate nobody sees it.",
			Causes: []string{
				"Express's compression() without a res.flush() after each event",
				"gzip or brotli in a proxy or middleware that does not flush per event",
				"a writer that puts the blank line before each frame instead of after it",
				"an iterator that reads one item ahead",
			},
			Fix: "Take the stream out of compression, or flush the compressor after each event " +
				"(res.flush() with Express's compression()). End each frame with its own blank line.",
		},
		{
			ID: "liveness-no-burst", Level: report.Must, Tier: TierTrigger,
			Sentence: "Events that are published apart MUST arrive apart, and not in one burst.",
			Source:   "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering",
			Why: "Progress bars jump from 0 to 100 %, the words of an answer come as one block, " +
				"prices arrive in batches. Content and order are right, so a test of those passes.",
			Causes: []string{
				"a buffer on the way: nginx's proxy_buffering, a CDN, a virus scanner, a company gateway",
				"output that is flushed by a timer instead of after each event",
				"polling behind the stream: the server asks its database or queue at intervals",
				"work that blocks the event loop while events pile up",
			},
			Fix: "Go outwards from the application to the first hop where events " +
				"come together, and switch its buffering off (proxy_buffering off " +
				"in nginx). Let the source push events instead of polling for them.",
		},
	}
}
