package specs

import "github.com/ssegauge/ssegauge/report"

func redirectRequirements() []Requirement {
	return []Requirement{
		{
			ID: "redirect-ends", Level: report.Must, Tier: TierPassive,
			Sentence: "Redirects MUST lead to an answer: each has a Location that can be followed, and there are at most 20.",
			Source:   "https://fetch.spec.whatwg.org/#http-redirect-fetch",
			Symptom:  "ERR_TOO_MANY_REDIRECTS on the stream; EventSource reports an error although the page itself loads",
			Why:      "Browsers give up after 20 redirects, and at once where Location is missing. No stream is opened, and nothing says why.",
			Causes: []string{
				"a login page that redirects back, for a client that has no cookie",
				"a proxy and an application that disagree about a slash at the end, or about https",
				"a redirect without Location, or with a scheme that is not http",
			},
			Fix:      "Answer the stream's URL with the stream. Where a visitor has to sign in, answer with 401 and not with a page.",
			Snippets: []Snippet{redirectNoLogin(), redirectForwarded()},
		},
		{
			ID: "redirect-same-origin", Level: report.Should, Tier: TierPassive,
			Sentence: "A redirect SHOULD stay on its origin, or at most go from http to https on the same host.",
			Source:   "https://fetch.spec.whatwg.org/#http-redirect-fetch",
			Symptom:  "401 only after a redirect; token or cookie seen by another host; CORS error for a stream of one's own site",
			Why: "The page must be allowed by the other origin as well. Authorization is dropped on the way by careful " +
				"clients, and handed to the other host by careless ones.",
			Causes: []string{
				"a move to another host name that old clients still ask for",
				"an absolute Location that is made of an internal host name",
				"sign-on at another host in front of the application",
			},
			Fix:      "Give clients the final URL, or proxy the stream instead of redirecting it. Make Location relative.",
			Snippets: []Snippet{redirectForwarded(), redirectProxied()},
		},
		{
			ID: "redirect-keeps-https", Level: report.Must, Tier: TierPassive,
			Sentence: "A redirect MUST NOT lead from https to http.",
			Source:   "https://www.w3.org/TR/mixed-content/#should-block-fetch",
			Symptom:  "Mixed Content: the page was loaded over HTTPS, but requested an insecure resource",
			Why:      "Browsers block http below a page of https, so that the stream fails. Elsewhere everything, also what signs the client in, goes over the wire in the clear.",
			Causes: []string{
				"an application behind a proxy that ends TLS, which takes its own scheme to be http",
				"a redirect that adds or removes a slash and writes the URL anew",
			},
			Fix:      "Tell the application by X-Forwarded-Proto that clients use https, or make Location relative.",
			Snippets: []Snippet{redirectForwarded()},
		},
	}
}
