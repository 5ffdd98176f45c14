package coverage

// timeFailures (C) show when a stream has been open for a while, or ends.
func timeFailures() []Concern {
	return []Concern{
		{ID: "C1", Text: "A silent stream is cut by whatever lies between: after 30 to 120 s as a rule.", Seen: "r3labs/sse#101", By: []string{"liveness-silence"}},
		{ID: "C2", Text: "Every stream dies at the same age, heartbeats or not: a write time-out, a route time-out, an idle time-out that counts the client's bytes.", Seen: "modelcontextprotocol/go-sdk#1262", By: []string{"liveness-no-age-limit", "liveness-stays-open"}},
		{ID: "C3", Text: "A stream is open and deaf: new ones get events, it never does, and it never ends.", Seen: "OmerYasirOnal/claudewatch#43", By: []string{"fanout-old-stream-hears"}},
		{ID: "C4", Text: "The heartbeat is an event with empty data, which handlers then fail to read.", Seen: "sysid/sse-starlette#51", By: []string{"liveness-heartbeat-is-comment"}},
		{ID: "C5", Text: "A client takes a comment without a blank line behind it for an error.", Seen: "launchdarkly/rust-eventsource-client#68", Excluded: "The server is right: the Standard lets a comment stand anywhere. Fixtures hold it for clients."},
		{ID: "C6", Text: "The stream ends without the final chunk, or with a reset: ERR_INCOMPLETE_CHUNKED_ENCODING.", Seen: "einaros/sse.js#12", By: []string{"response-clean-end", "http2-end-code", "http2-stays-up"}},
		{ID: "C7", Text: "A deployment waits for streams that never end until it is killed.", Seen: "tokio-rs/axum#2673", By: []string{"restart-ends-streams", "restart-ends-cleanly", "restart-comes-back"}},
		{ID: "C8", Text: "The origin is gone and the proxy's client is never told.", Seen: "vitejs/vite#20712", By: []string{"restart-ends-streams"}},
		{ID: "C9", Text: "After a restart all clients come back at the same instant.", Seen: "Radiergummi/cetacean#149", By: []string{"retry-present", "retry-sane", "ending-retry-after"}, Excluded: "How a server bears the rush is a matter of load."},
		{ID: "C10", Text: "retry is no number (5s, -1, 1.5) and ignored.", Seen: "Ahoo-Wang/fetcher#1231", By: []string{"retry-digits"}},
		{ID: "C11", Text: "A stream stays open after the user has logged out: rights are looked at when it opens, and not again.", Seen: "Wave-RF/WaveHouse#239", By: []string{"auth-revoked-stream-ends", "auth-revoked-refused"}},
	}
}
