package coverage

// deliveryFailures (B) hold events back on their way.
func deliveryFailures() []Concern {
	return []Concern{
		{ID: "B1", Text: "Nothing comes for long, then everything at once: a proxy buffers.", Seen: "fanout/django-eventstream#37", By: []string{"liveness-event-flushed", "liveness-no-burst", "response-head-on-quiet-stream"}},
		{ID: "B2", Text: "The same, and only for clients that accept gzip: a proxy compresses.", Seen: "https://nginx.org/en/docs/http/ngx_http_gzip_module.html", By: []string{"compression-event-flushed", "compression-same-events", "response-no-content-coding", "response-no-transform"}},
		{ID: "B3", Text: "A compressing middleware does not flush: the first event is missing, or each comes when the next one does.", Seen: "dpskvn/express-sse#26", By: []string{"compression-not-behind", "compression-event-flushed", "liveness-not-behind"}},
		{ID: "B4", Text: "Content-Encoding is set, and bytes are written that are not coded.", Seen: "go-via/via#66", By: []string{"compression-decodable", "compression-offered-only", "response-no-content-coding"}},
		{ID: "B5", Text: "A middleware that makes ETags waits for the whole body.", Seen: "rack/rack#1619", By: []string{"response-no-validator", "response-head-on-quiet-stream", "liveness-event-flushed"}},
		{ID: "B6", Text: "A tunnel buffers GET and lets POST stream.", Seen: "cloudflare/cloudflared#1449", By: []string{"liveness-event-flushed", "liveness-no-burst"}, Excluded: "The Requirements judge the method that the Target is asked with; two runs, one for each method, tell them apart."},
		{ID: "B7", Text: "An access proxy, an API gateway or a development server buffers.", Seen: "vercel/next.js#66263", By: []string{"liveness-event-flushed", "liveness-no-burst", "response-head-on-quiet-stream"}},
		{ID: "B8", Text: "Clients stay connecting until the first event, because the head waits for it.", Seen: "r3labs/sse#57", By: []string{"response-head-on-quiet-stream"}},
		{ID: "B9", Text: "Small writes meet delayed acknowledgements: each event comes in pieces, 40 to 200 ms apart.", Seen: "vercel/ai#17007", By: []string{"liveness-frame-in-one-piece"}},
		{ID: "B10", Text: "Lines are flushed, not events, and a client holds half an event for seconds.", Seen: "NousResearch/hermes-agent#80871", By: []string{"liveness-frame-in-one-piece"}},
	}
}
