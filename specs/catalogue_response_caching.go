package specs

import "github.com/ssegauge/ssegauge/report"

func responseCaching() []Requirement {
	return []Requirement{
		{
			ID: "response-cache-no-store", Level: report.Should, Tier: TierPassive,
			Sentence: "Cache-Control SHOULD say no-store, or at least no-cache, " +
				"so that no cache keeps the stream or answers from it.",
			Source: "https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.5",
			Symptom: "events late or missing behind a CDN only; the browser shows " +
				"old events; no Cache-Control in curl -i",
			Why: "Without a directive, a cache may decide for itself. A CDN or company proxy then waits " +
				"for the end of a response that has none, or replays old events as if they were new.",
			Causes: []string{
				"a handler that sets only Content-Type",
				"a framework's default, such as max-age=0, private, must-revalidate in Rails",
				"a CDN or proxy rule that removes or overwrites Cache-Control",
			},
			Fix: "Send Cache-Control: no-store, no-transform with every " +
				"stream, and check that it is still there behind the CDN.",
			Snippets: []Snippet{httpHead(), curlHead()},
		},
		{
			ID: "response-no-shared-cache", Level: report.Must, Tier: TierPassive,
			Sentence: "The response MUST NOT let a cache store the stream and serve " +
				"it again: no public, no positive max-age or s-maxage, no Age.",
			Source: "https://www.rfc-editor.org/rfc/rfc9111#section-4.2",
			Symptom: "cf-cache-status: HIT or Age on a stream; another user's " +
				"events; EventSource gets the same old data again and again",
			Why: "A second visitor gets the recorded events of the first. With private data this " +
				"is a leak, and because the copy ends, EventSource reconnects into it in a loop.",
			Causes: []string{
				"nginx's expires, or add_header Cache-Control, set for the whole location",
				"Apache's ExpiresDefault, or a framework that marks all GET responses as public",
				"a CDN rule that caches every path, such as Cloudflare's Cache Everything",
				"Varnish in front, which caches by a default TTL and adds Age",
			},
			Fix: "Send Cache-Control: no-store from the application, take the path out of caching rules, " +
				"and have a cache such as Varnish pass it through untouched (return (pipe) in vcl_recv).",
			Snippets: []Snippet{nginxUncached(), varnishPipe(), cloudflareBypass(), httpHead()},
		},
	}
}

func responseValidators() []Requirement {
	return []Requirement{
		{
			ID: "response-no-validator", Level: report.Should, Tier: TierPassive,
			Sentence: "A stream SHOULD have neither ETag nor Last-Modified, because " +
				"it has no finished content that they could describe.",
			Source: "https://www.rfc-editor.org/rfc/rfc9110#section-8.8",
			Symptom: "nothing until the stream ends, then everything; Rails " +
				"ActionController::Live does not stream; 304 Not Modified",
			Why: "An ETag usually means that middleware hashes the body, and a body must be complete to " +
				"be hashed. A stream never is, so that its events wait for an end that does not come.",
			Causes: []string{
				"Rack::ETag of Rack 2.2 (Rails), which collects the body to hash it",
				"Spring's ShallowEtagHeaderFilter mapped to the stream's path",
				"a static-file handler or reverse proxy that adds Last-Modified to whatever it serves",
			},
			Fix: "Take ETag middleware off the stream's route. In Rails, upgrade " +
				"to Rack 3 or delete Rack::ETag from the middleware stack.",
			Snippets: []Snippet{railsNoETag(), springNoETag()},
		},
	}
}

func responseProxies() []Requirement {
	return []Requirement{
		{
			ID: "response-no-transform", Level: report.Should, Tier: TierPassive,
			Sentence: "Cache-Control SHOULD say no-transform, which forbids proxies to compress or rewrite the stream.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.6",
			Symptom: "events late or in batches on some networks only; fine on " +
				"localhost, slow behind a CDN or the webpack dev server",
			Why: "A proxy that compresses on the fly collects bytes until a block is worth sending. " +
				"Only the server can forbid it to all proxies on the way, known and unknown.",
			Causes: []string{
				"Cache-Control: no-cache copied from a tutorial, and nothing else",
				"a framework's SSE helper that leaves the directive out",
				"a header policy in front of the application that replaces its Cache-Control",
			},
			Fix: "Send Cache-Control: no-store, no-transform. Express's compression() honours " +
				"no-transform too, and so do development servers that are built on it.",
			Snippets: []Snippet{httpHead(), expressHead(), nginxGzipTypes()},
		},
		{
			ID: "response-no-accel-buffering", Level: report.Should, Tier: TierPassive,
			Sentence: "The response SHOULD carry X-Accel-Buffering: no, which tells " +
				"nginx and proxies like it to pass everything on at once.",
			Source: "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering",
			Symptom: "SSE works on localhost but not behind nginx or a Kubernetes " +
				"ingress; all events arrive when the connection closes",
			Why: "nginx buffers by default: events pile up until a buffer is full or the stream ends. The " +
				"header switches that off for one response, without access to the proxy's configuration.",
			Causes: []string{
				"an application that was never tried behind nginx",
				"a gateway in between that strips fields whose names begin with X-",
				"a framework's helper that leaves buffering to the deployment",
			},
			Fix: "Send X-Accel-Buffering: no from the application. Where that is impossible, set proxy_buffering " +
				"off for the location (or fastcgi_buffering, uwsgi_buffering, by kind of upstream).",
			Snippets: []Snippet{httpHead(), nginxUnbuffered(), ingressUnbuffered()},
		},
	}
}
