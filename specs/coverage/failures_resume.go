package coverage

// resumeFailures (D) lie in ids, in replay and in order.
func resumeFailures() []Concern {
	return []Concern{
		{ID: "D1", Text: "Events are lost while a client is away: Last-Event-ID is ignored.", Seen: "growthbook/growthbook-golang#51", By: []string{"resume-missed-events", "resume-while-nobody-listens"}},
		{ID: "D2", Text: "The last event comes twice: replay begins at the id and not behind it.", Seen: "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header", By: []string{"resume-no-duplicate"}},
		{ID: "D3", Text: "From 9 to 10 replay goes astray: ids are compared as strings.", By: []string{"resume-across-digits"}},
		{ID: "D4", Text: "A new client is sent all that ever happened.", Seen: "r3labs/sse#61", By: []string{"resume-fresh-is-live"}},
		{ID: "D5", Text: "An id that cannot be read is answered with 4xx or 5xx, which browsers take for the end.", Seen: "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model", By: []string{"resume-unknown-id", "resume-huge-id", "resume-odd-id"}},
		{ID: "D6", Text: "An id is too old, and the client is not told that it misses something.", Seen: "dunglas/mercure#704", By: []string{"resume-gap-signalled"}},
		{ID: "D7", Text: "After a restart ids begin anew, and everything is skipped or sent again.", Seen: "Hal0ai/hal0#785", By: []string{"restart-ids-go-on", "restart-resume"}},
		{ID: "D8", Text: "One event has different ids on two connections.", Seen: "jaylfc/taOS#1513", By: []string{"fields-id-agrees", "resume-same-event"}},
		{ID: "D9", Text: "Ids are constant or random, and come twice.", Seen: "Intense-Visions/harness-engineering#678", By: []string{"fields-id-unique"}},
		{ID: "D10", Text: "Heartbeats carry ids that nobody published, and resuming from one skips events.", Seen: "NVIDIA-AI-Blueprints/aiq#272", By: []string{"resume-every-kind-of-id"}},
		{ID: "D11", Text: "Events are lost or doubled where replay goes over into live.", Seen: "agentscope-ai/agentscope#2123", By: []string{"resume-race", "resume-goes-live"}},
		{ID: "D12", Text: "Two tabs share one queue and take each other's events.", Seen: "zhayujie/CowAgent#3014", By: []string{"fanout-all-receive"}},
		{ID: "D13", Text: "A priming event, an id with empty data, runs the handlers of clients.", Seen: "modelcontextprotocol/modelcontextprotocol#1783", By: []string{"mcp-priming-event"}},
		{ID: "D14", Text: "Resuming works on one replica and not on the next.", Seen: "MatthewWid/better-sse#86", By: []string{"resume-on-every-connection"}},
		{ID: "D15", Text: "Replay shows events of another topic or user.", Seen: "modelcontextprotocol/servers#4099", By: []string{"resume-topic-only", "mcp-resume-per-stream"}},
		{ID: "D16", Text: "There are no ids at all.", Seen: "Cocoanetics/SwiftMCP#109", By: []string{"fields-id-present"}},
		{ID: "D17", Text: "Events come out of order.", Seen: "dunglas/mercure#243", By: []string{"fanout-same-order", "resume-in-order"}},
		{ID: "D18", Text: "The history is shorter than an outage, or nothing is kept while nobody listens.", Seen: "vellum-ai/vellum-assistant#35753", By: []string{"resume-depth", "resume-while-nobody-listens"}},
		{ID: "D19", Text: "The id is looked for in the query, as polyfills send it, and the header is overruled.", Seen: "vgno/ssehub#5", By: []string{"resume-header-wins"}},
		{ID: "D20", Text: "An empty id wipes the one that the client holds.", Seen: "EventSource/eventsource#358", By: []string{"fields-id-not-wiped"}},
	}
}
