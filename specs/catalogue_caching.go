package specs

import "github.com/ssegauge/ssegauge/report"

func cachingRequirements() []Requirement {
	return []Requirement{
		{
			ID: "caching-not-conditional", Level: report.Must, Tier: TierPassive,
			Sentence: "A conditional request MUST be answered with the stream and not with 304 or 412: there is nothing older to go on with.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
			Symptom:  "304 Not Modified in the network panel; EventSource closed for good after a reload",
			Why: "EventSource fails for good on any status but 200. A browser or proxy that once saw a validator " +
				"sends it again, and then the page gets no stream any more.",
			Causes: []string{
				"middleware for static files or ETags in front of the stream",
				"a CDN that revalidates what it has stored of an earlier stream",
				"a framework's freshness check (stale?, fresh_when) in the action of the stream",
			},
			Fix:      "Take the stream out of conditional handling, send Cache-Control: no-store, and send neither ETag nor Last-Modified.",
			Snippets: []Snippet{cachingVarnish(), cachingExpressNoETag()},
		},
		{
			ID: "caching-no-range", Level: report.Should, Tier: TierPassive,
			Sentence: "A request with Range SHOULD get the whole stream and not a part of it with 206.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9110#section-14.2",
			Symptom:  "206 Partial Content on the stream; media player or download manager splits it",
			Why:      "Whoever answers with a part has a stored whole to cut from: a file or a cache. Events after it was stored are not in it.",
			Causes: []string{
				"a file that is served instead of a stream, such as a log under a .sse name",
				"a CDN or proxy with slices or range caching switched on for all paths",
			},
			Fix:      "Ignore Range on the stream's path, in the application as well as in the cache in front of it.",
			Snippets: []Snippet{cachingVarnish()},
		},
		{
			ID: "caching-no-age", Level: report.Should, Tier: TierPassive,
			Sentence: "A stream SHOULD come from its server and not from a cache, as a positive Age or X-Cache: HIT would say.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9111#section-5.1",
			Symptom:  "old events after a reload; cf-cache-status: HIT on the stream; every visitor sees the same events",
			Why:      "What a cache serves was recorded for somebody else. Its events are old, the live ones are missing, and private ones leak.",
			Causes: []string{
				"a CDN rule that caches a path or everything, whatever the response says",
				"request collapsing, where a cache lets several clients share one response",
				"Varnish with a default TTL and no rule for text/event-stream",
			},
			Fix:      "Have the cache pass the path through untouched, and purge what it has stored of it.",
			Snippets: []Snippet{cachingVarnish(), cachingNginxBypass()},
		},
		{
			ID: "caching-no-expiry", Level: report.Should, Tier: TierPassive,
			Sentence: "No field beside Cache-Control SHOULD let a cache keep the stream: no CDN-Cache-Control, Surrogate-Control or later Expires.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9213#section-2.2",
			Symptom:  "CDN caches the stream although Cache-Control says no-store",
			Why:      "A CDN goes by its own field first and does not look at Cache-Control then. The stream is stored although its server forbids that.",
			Causes: []string{
				"a default of the platform or of a framework's CDN adapter for all responses",
				"mod_expires or expires in nginx, set for a whole site",
			},
			Fix:      "Do not send these fields with a stream, or let them say no-store as well.",
			Snippets: []Snippet{cachingCDN(), cachingApacheExpires()},
		},
	}
}
