package specs

import "github.com/ssegauge/ssegauge/report"

func mcpStreamOpening() []Requirement {
	return []Requirement{
		{
			ID: "mcp-priming-event", Level: report.Should, Tier: TierPassive, Profile: profileMCP,
			Sentence: "A stream that answers a POST SHOULD begin with an event that has an id and empty data.",
			Source:   mcpSource("sending-messages-to-the-server"),
			Symptom: "result lost when the connection breaks early; long tool calls " +
				"cannot be resumed; no Last-Event-ID to send",
			Why: "From its first moment on the client knows what to resume from. Otherwise a break before the " +
				"first message loses the response, and the call has to be made again.",
			Causes: []string{
				"no event store is configured, so that the SDK gives out no ids",
				"an SDK from before the version of 2025-11-25",
				"the id comes with the first message, which may take minutes",
			},
			Fix: "Give the transport an event store. By hand: write an id line, an empty data line and a blank " +
				"line, and flush, before you begin to work on the request.",
			Snippets: []Snippet{mcpPrimed(), mcpExpressStore(), mcpGoPrime()},
		},
		{
			ID: "mcp-ids-unique", Level: report.Must, Tier: TierPassive, Profile: profileMCP,
			Sentence: "The id of an event MUST be unique among all streams of its session.",
			Source:   mcpSource("resumability-and-redelivery"),
			Symptom: "wrong response after a reconnect; client receives the result of " +
				"another tool call",
			Why: "A client resumes with nothing but the id. If two streams share it, the server continues " +
				"the wrong one: messages are lost on one stream and come twice on the other.",
			Causes: []string{
				"a counter for each stream that begins at 0 or 1",
				"the time in milliseconds as an id",
				"a counter in each of several instances",
			},
			Fix: "Put the stream into the id, such as 3-17 for event 17 of stream 3. Then the server also knows " +
				"from the id which stream to resume.",
			Snippets: []Snippet{mcpPrimed(), mcpGoID()},
		},
	}
}

func mcpStreamEnds() []Requirement {
	return []Requirement{
		{
			ID: "mcp-stream-ends-after-answer", Level: report.Should, Tier: TierPassive, Profile: profileMCP,
			Sentence: "A stream that answers a POST SHOULD end after the response has been sent.",
			Source:   mcpSource("sending-messages-to-the-server"),
			Symptom: "connections of an MCP server grow with every call; too many open " +
				"files; browser stops after six requests",
			Why: "Every request leaves an idle connection behind. Browsers allow six for each host, servers and " +
				"proxies run out of sockets, and a graceful shutdown waits in vain.",
			Causes: []string{
				"a handler that waits for the client to leave",
				"heartbeats that are not stopped with the response",
				"a response that is not recognised as the last one because its id has another type",
			},
			Fix:      "Return from the handler, or end the response, once the response to the request is written and flushed.",
			Snippets: []Snippet{mcpStream(), mcpGoMessage()},
		},
		{
			ID: "mcp-retry-before-close", Level: report.Should, Tier: TierPassive, Profile: profileMCP,
			Sentence: "A server that closes the connection of a stream before its response SHOULD send a retry field first.",
			Source:   mcpSource("sending-messages-to-the-server"),
			Symptom: "clients hammer the server while a tool runs; dozens of GET " +
				"requests a second with Last-Event-ID",
			Why: "A client that was cut off comes back by its own idea of a delay, at once or after many seconds. " +
				"While a long call runs, that is a flood of requests or a late result.",
			Causes: []string{
				"the connection is closed by a time limit of the platform and not by the server",
				"an SDK in which the interval of retries must be set first",
				"retry was sent with the listening stream only",
			},
			Fix: "Before you close, or in the first event already, send retry with the milliseconds after which " +
				"to ask again. Then end the response in order; the client resumes by GET.",
			Snippets: []Snippet{mcpPolling(), mcpExpressStore()},
		},
	}
}

func mcpResumption() []Requirement {
	return []Requirement{
		{
			ID: "mcp-resume-per-stream", Level: report.Must, Tier: TierPassive, Profile: profileMCP,
			Sentence: "A GET with Last-Event-ID MUST bring no messages of another stream than the one that had this id.",
			Source:   mcpSource("resumability-and-redelivery"),
			Symptom: "duplicate responses after a reconnect; Received a response for an " +
				"unknown message ID",
			Why: "Other streams are still being read, or resumed by themselves: what is replayed here as well " +
				"arrives twice, and a response without a request is an error to the client.",
			Causes: []string{
				"one event log for each session, replayed from the id on",
				"an event store that forgets to compare the stream",
				"all streams of a session count as one",
			},
			Fix: "Store each event with its stream. On Last-Event-ID find the stream, replay what came later on it " +
				"alone, and go on with it.",
			Snippets: []Snippet{mcpGoReplay(), mcpSQLReplay()},
		},
		{
			ID: "mcp-resume-replays", Level: report.Should, Tier: TierPassive, Profile: profileMCP,
			Sentence: "A server that accepts a Last-Event-ID SHOULD bring what came after this event on its stream.",
			Source:   mcpSource("resumability-and-redelivery"),
			Symptom: "tool result never arrives after a network change; resumed MCP " +
				"stream stays empty",
			Why: "The client has been given an id and relies on it. If the resumed stream stays empty, the response is " +
				"lost, although the server has worked for it, and the call ends in a timeout.",
			Causes: []string{
				"Last-Event-ID is ignored and a new listening stream is opened",
				"events are forgotten as soon as they are written to the socket",
				"the store lies in the memory of another instance",
			},
			Fix: "Keep the events of a stream for some minutes after its end, and replay those after the id. A " +
				"server that cannot do this gives out no ids, or answers with status 400.",
			Snippets: []Snippet{mcpGoReplay(), mcpExpressStore()},
		},
		{
			ID: "mcp-unknown-id", Level: report.Should, Tier: TierPassive, Profile: profileMCP,
			Sentence: "A GET with a Last-Event-ID that the session does not know SHOULD be refused with a status from 400 to 499, or replay nothing.",
			Source:   mcpSource("resumability-and-redelivery"),
			Symptom: "500 on reconnect; client gets old messages after a server " +
				"restart; stack trace in the event store",
			Why: "The client cannot get back what it missed, and has to be told so. A 5xx makes it try the same " +
				"again, and messages of some other stream are worse than none.",
			Causes: []string{
				"an id that is split and parsed without a check",
				"a look-up that throws where it finds nothing",
				"a store that begins at the start if it does not find the id",
			},
			Fix:      "Look the id up first. If it is not one of this session, answer 400 with a JSON-RPC error.",
			Snippets: []Snippet{mcpGoReplay(), mcpIDRefused()},
		},
	}
}
