package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

func corsRequirements() []Requirement { return slices.Concat(corsGrants(), corsPreflights()) }

func corsGrants() []Requirement {
	return []Requirement{
		{
			ID: "cors-one-origin", Level: report.Must, Tier: TierPassive,
			Sentence: "A response for other origins MUST have one Access-Control-Allow-Origin with one value: an origin, null or *.",
			Source:   "https://fetch.spec.whatwg.org/#cors-check",
			Symptom:  "The 'Access-Control-Allow-Origin' header contains multiple values '*, *', but only one is allowed",
			Why:      "Browsers compare the whole value with the origin of the page. A list, a path or a second field equals no origin, and every page is refused.",
			Causes: []string{
				"the application and the proxy in front of it both add the field",
				"a list of allowed origins written into the field as it is",
				"a URL with a path or a slash at its end instead of an origin",
			},
			Fix:      "Set the field in one place only. Where several origins are allowed, look the request's Origin up in the list and answer with that one.",
			Snippets: []Snippet{corsGo(), corsExpress(), corsNginx()},
		},
		{
			ID: "cors-no-wildcard-with-credentials", Level: report.Must, Tier: TierPassive,
			Sentence: "A response that allows credentials MUST name the origin and not allow * to read it.",
			Source:   "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
			Symptom:  "must not be the wildcard '*' when the request's credentials mode is 'include'",
			Why: "A page that asks withCredentials is refused by its browser: the two fields contradict each other, " +
				"and EventSource reports an error without a reason.",
			Causes: []string{
				"a CORS library whose default origin * was kept when credentials were switched on",
				"a gateway that overwrites the origin of the application with *",
			},
			Fix:      "Answer with the origin of the request after looking it up in a list, or do not send Access-Control-Allow-Credentials.",
			Snippets: []Snippet{corsGo(), corsExpress(), corsNginx()},
		},
		{
			ID: "cors-no-reflected-credentials", Level: report.Should, Tier: TierPassive,
			Sentence: "A stream SHOULD NOT allow credentials to whatever origin asks: only to those that it knows.",
			Source:   "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
			Symptom:  "security scan reports an origin that is reflected with credentials",
			Why:      "Any web site can open the stream in the browser of a signed-in visitor, with the visitor's cookies, and read what is private.",
			Causes: []string{
				"origin: true in a CORS library, together with credentials",
				"a configuration that copies $http_origin into the answer",
				"a list of allowed origins that is matched by a pattern without an end",
			},
			Fix:      "Compare the whole origin with a list, and leave the fields out for all others.",
			Snippets: []Snippet{corsGo(), corsExpress(), corsNginx()},
		},
		{
			ID: "cors-vary-origin", Level: report.Should, Tier: TierPassive,
			Sentence: "A response that depends on the Origin of the request SHOULD say Vary: Origin.",
			Source:   "https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches",
			Symptom:  "CORS error only for the second site; works after clearing the cache",
			Why:      "A cache hands the answer for one site to the pages of another, whose browser then refuses it.",
			Causes: []string{
				"a handler that sets Access-Control-Allow-Origin by hand and forgets the second field",
				"a CDN that removes Vary, or overwrites it with Accept-Encoding",
			},
			Fix:      "Add Vary: Origin to every response, also to those without a grant.",
			Snippets: []Snippet{corsGo(), corsExpress(), corsNginx()},
		},
	}
}

func corsPreflights() []Requirement {
	return []Requirement{
		{
			ID: "cors-preflight-ok", Level: report.Should, Tier: TierPassive,
			Sentence: "A preflight for a stream that other origins may read SHOULD be granted with a 2xx status, without credentials.",
			Source:   "https://fetch.spec.whatwg.org/#cors-preflight-fetch-0",
			Symptom:  "Response to preflight request doesn't pass access control check: it does not have HTTP ok status",
			Why: "EventSource sends no preflight, but clients that are built on fetch do, as soon as they send fields of " +
				"their own. They cannot open the stream although EventSource can.",
			Causes: []string{
				"authentication that runs before CORS: browsers send no credentials with a preflight",
				"a route for GET only, so that OPTIONS gets 404 or 405",
				"a redirect, for instance to a login page or to another path",
			},
			Fix:      "Answer OPTIONS before authentication with 204 and the Access-Control fields.",
			Snippets: []Snippet{corsGoPreflight(), corsExpress(), corsNginx()},
		},
		{
			ID: "cors-preflight-last-event-id", Level: report.Should, Tier: TierPassive,
			Sentence: "A preflight SHOULD allow Last-Event-ID and Cache-Control, which clients built on fetch send.",
			Source:   "https://fetch.spec.whatwg.org/#cors-preflight-fetch-0",
			Symptom:  "Request header field last-event-id is not allowed by Access-Control-Allow-Headers in preflight response",
			Why:      "The first connection works and the next one, which has an id to resume from, is blocked by the browser: what was missed stays missed.",
			Causes: []string{
				"a list of allowed fields that was made for an API of JSON",
				"tests that never reconnect from another origin",
			},
			Fix:      "Name Last-Event-ID and Cache-Control in Access-Control-Allow-Headers.",
			Snippets: []Snippet{corsGoPreflight(), corsExpress(), corsNginx()},
		},
		{
			ID: "cors-preflight-authorization", Level: report.Should, Tier: TierPassive,
			Sentence: "A preflight that allows every field by *, or is for a stream that takes Authorization, SHOULD name Authorization as well.",
			Source:   "https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name",
			Symptom:  "Request header field authorization is not allowed, although Access-Control-Allow-Headers is *",
			Why:      "The wildcard covers every field but Authorization. A client that signs in with a token is blocked before its request is sent.",
			Causes: []string{
				"a wildcard that is taken for a permission of everything",
				"a list of allowed fields that is older than the tokens",
			},
			Fix:      "Write Authorization beside the wildcard or into the list: Access-Control-Allow-Headers: *, Authorization.",
			Snippets: []Snippet{corsGoPreflight(), corsExpress(), corsNginx()},
		},
	}
}
