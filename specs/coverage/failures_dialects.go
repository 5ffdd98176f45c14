package coverage

// dialectFailures (G) are of protocols that build on event streams.
func dialectFailures() []Concern {
	return []Concern{
		{ID: "G1", Text: "Language models: an answer that breaks off looks like one that is complete; errors come as silence.", Seen: "BerriAI/litellm#32159", By: []string{"llm-*"}},
		{ID: "G2", Text: "Model Context Protocol: sessions, priming events, resuming and polling are done by halves.", Seen: "modelcontextprotocol/modelcontextprotocol#1783", By: []string{"mcp-*"}},
		{ID: "G3", Text: "Mercure: parameters and headers differ between versions.", Seen: "https://mercure.rocks/spec", By: []string{"mercure-*"}},
		{ID: "G4", Text: "Datastar: a close is the end, and not to be reconnected; streams are compressed on purpose.", Seen: "starfederation/datastar#1068", By: []string{"datastar-*"}},
		{ID: "G5", Text: "GraphQL over SSE: named next and complete events.", Seen: "enisdenjo/graphql-sse#112", By: []string{"graphql-*"}},
		{ID: "G6", Text: "tRPC: connected, ping and return events.", Seen: "https://trpc.io/docs/client/links/httpSubscriptionLink", Excluded: "They are ordinary events with types; ids and resuming are judged as everywhere."},
		{ID: "G7", Text: "Defaults of frameworks: no jitter, ETags, a time-out of 30 s.", Seen: "bigskysoftware/htmx-extensions#192", By: []string{"retry-present", "retry-sane", "response-no-validator", "liveness-no-age-limit"}},
	}
}
