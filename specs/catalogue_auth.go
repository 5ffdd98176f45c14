package specs

import "github.com/ssegauge/ssegauge/report"

// authRequirements are about credentials that are taken back, and about those who
// have none.
func authRequirements() []Requirement {
	return []Requirement{
		{
			ID: "auth-revoked-stream-ends", Level: report.Must, Tier: TierControl,
			Sentence: "A stream MUST end soon after the credential that it was opened with is revoked.",
			Source:   "https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html#session-expiration",
			Symptom:  "after logout the other tab still gets updates; a user who was removed keeps reading",
			Why: "A request lasts milliseconds, a stream for hours. Whoever has lost the right to read goes on " +
				"reading until the connection happens to break, and no log shows it.",
			Causes: []string{
				"middleware that looks at the credential when the stream begins, and never again",
				"a token whose expiry is checked only when it is parsed",
				"a logout that deletes the session and tells no stream about it",
				"several instances, and a logout that only one of them hears of",
			},
			Fix:      "Publish revocations to all instances and end the streams concerned, or check the credential again at each heartbeat. End a stream no later than its token expires.",
			Snippets: []Snippet{authGoRevoked(), authNodeRecheck()},
		},
		{
			ID: "auth-revoked-refused", Level: report.Must, Tier: TierControl,
			Sentence: "A new connection with a revoked credential MUST be refused with status 401 or 403.",
			Source:   "https://www.rfc-editor.org/rfc/rfc7009#section-2.1",
			Symptom:  "logged out, yet a reload brings the stream back; an API key that was deleted still works",
			Why: "An EventSource reconnects by itself. If its old credential is good for a new stream, ending " +
				"the old one changes nothing.",
			Causes: []string{
				"tokens that are verified by their signature alone, with no list of the revoked",
				"a cache of verified tokens or of answers of the authorization server",
				"a proxy that has checked the credential once for a connection",
				"a login page in place of a refusal",
			},
			Fix:      "Look the credential up when a stream is opened, or keep tokens short-lived with a list of those revoked, and let caches of them expire within seconds.",
			Snippets: []Snippet{authNginxRequest(), authGoRevoked()},
		},
		{
			ID: "auth-refusal-is-final", Level: report.Should, Tier: TierControl,
			Sentence: "Who has no right to the stream SHOULD be refused by a status of 4xx: not by a login page with status 200, nor by a stream that ends.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
			Symptom:  `endless reconnects after a session has expired; "MIME type text/html is not text/event-stream"`,
			Why: "EventSource gives up at a status that is not 200 and tells the page. After a stream that ends, be it with an " +
				"error event, it comes back every few seconds; a login page hides what is wrong.",
			Causes: []string{
				"a framework that redirects to the login page whatever was asked for",
				"single sign-on in a proxy in front of the application",
				"a handler that sends its head before it looks at the credential, and then an error event",
			},
			Fix:      "Check the credential before the head is sent, and answer 401 or 403. Exempt the path of streams from redirects to a login page.",
			Snippets: []Snippet{authASPNet(), authSpring(), authOnError()},
		},
		{
			ID: "auth-challenge", Level: report.Must, Tier: TierControl,
			Sentence: "A 401 MUST have a WWW-Authenticate field with at least one challenge.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1",
			Symptom:  "a client library fails with a parse error in place of asking for a new token",
			Why: "The challenge tells a client which scheme is wanted and, with error=\"invalid_token\", that a new " +
				"token would help. Libraries refresh or give up by it.",
			Causes: []string{
				"a handler that only sets the status",
				"a proxy or CORS layer that drops the field",
				"401 where 403 is meant: authenticated, but not allowed",
			},
			Fix:      "Send WWW-Authenticate with every 401, such as Bearer, and expose it to pages of other origins. Use 403 where no credential would help.",
			Snippets: []Snippet{authHTTPChallenge()},
		},
	}
}
