package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// mcpRequirements are about the Model Context Protocol over Streamable HTTP.
func mcpRequirements() []Requirement {
	return slices.Concat(
		mcpRequests(), mcpAnswers(), mcpSessions(), mcpGuards(), mcpStreamOpening(), mcpStreamEnds(), mcpResumption(),
	)
}

// mcpSource returns the place of a section of the transport's specification.
func mcpSource(section string) string {
	return "https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#" + section
}

func mcpRequests() []Requirement {
	return []Requirement{
		{
			ID: "mcp-initialize", Level: report.Must, Tier: TierPassive, Profile: profileMCP,
			Sentence: "A POST of initialize MUST be answered with status 200 and its response, as one JSON object or on an event stream.",
			Source:   mcpSource("sending-messages-to-the-server"),
			Symptom: "client cannot connect to the MCP server; initialize times out; " +
				"inspector stays at connecting",
			Why: "Everything else needs the result of initialize: the version that was agreed on, " +
				"the capabilities, the session. Without it no client gets any further.",
			Causes: []string{
				"the URL is that of the old HTTP+SSE transport, which begins with GET",
				"a body parser of a framework that has consumed the request before the transport reads it",
				"the response is sent on a stream that another request has opened",
				"the id of the request is not copied into the response",
			},
			Fix: "Answer the POST itself: Content-Type application/json with the response, or " +
				"text/event-stream with the response as the data of an event. Copy the id as it is, type included.",
			Snippets: []Snippet{mcpExchange(), mcpGoHandler(), mcpExpressTransport()},
		},
		{
			ID: "mcp-notification-202", Level: report.Must, Tier: TierPassive, Profile: profileMCP,
			Sentence: "A notification that the server accepts MUST be answered with status 202 and no body.",
			Source:   mcpSource("sending-messages-to-the-server"),
			Symptom: "unexpected content type after notifications/initialized; client " +
				"hangs after initialize; JSON parse error on an empty answer",
			Why: "Clients tell by status 202 that nothing follows. After 200 they look for a response, and " +
				"fail at a missing Content-Type or wait for a message that never comes.",
			Causes: []string{
				"one handler for requests and notifications that always writes a result",
				"a framework's default of 200 or 204 for an empty answer",
				"a body such as {} or ok that was to be friendly",
			},
			Fix: "Look whether the message has an id. If not, or if it is itself a response, answer " +
				"with status 202 and without a body as soon as it is accepted.",
			Snippets: []Snippet{mcpNotified(), mcpGoNotification()},
		},
		{
			ID: "mcp-get-stream-or-405", Level: report.Must, Tier: TierPassive, Profile: profileMCP,
			Sentence: "A GET in the session MUST be answered with an event stream, or with status 405.",
			Source:   mcpSource("listening-for-messages-from-the-server"),
			Symptom: "Failed to open SSE stream: Not Found; client logs an error " +
				"right after connecting; notifications of the server never arrive",
			Why: "405 is what clients take for an answer and go on without. With any other status they " +
				"report a failure, and some give up the connection or ask again and again.",
			Causes: []string{
				"a route for POST only, so that the router answers GET with 404",
				"a page or JSON that greets browsers at the same path",
				"GET refused with 400 because it has no body",
			},
			Fix: "Handle GET on the same path: open an event stream for the session, or answer 405 with an " +
				"Allow field if the server never speaks first.",
			Snippets: []Snippet{mcpNoGet(), mcpGoNoGet(), mcpExpressNoGet()},
		},
	}
}

func mcpAnswers() []Requirement {
	return []Requirement{
		{
			ID: "mcp-response-on-its-stream", Level: report.Must, Tier: TierPassive, Profile: profileMCP,
			Sentence: "The response to a request MUST come in the answer to its POST, or on a stream that resumes it, and on no other.",
			Source:   mcpSource("sending-messages-to-the-server"),
			Symptom: "MCP request timed out, error -32001; tool call never returns; " +
				"answer arrives at the wrong client",
			Why: "A client waits where it has asked. On the stream of a GET it does not look for responses, and " +
				"between several connections a message that is sent elsewhere is lost.",
			Causes: []string{
				"one stream for each session to which all messages are written, as in the old HTTP+SSE transport",
				"the stream is closed when the handler returns, before the tool has finished",
				"a load balancer that takes the POST to another instance than the GET",
			},
			Fix: "Keep, for each request that is being worked on, the response writer of its POST, and write the " +
				"response there. Do not share a transport between clients.",
			Snippets: []Snippet{mcpExchange(), mcpGoHandler()},
		},
		{
			ID: "mcp-messages-are-json-rpc", Level: report.Must, Tier: TierPassive, Profile: profileMCP,
			Sentence: "The data of each event, if there is any, and each JSON answer MUST be one JSON-RPC 2.0 message.",
			Source:   mcpSource("sending-messages-to-the-server"),
			Symptom: "Failed to parse message; Invalid input: expected object; " +
				"Unexpected token in JSON at position 0",
			Why: "Clients parse each piece of data as one message. What is none of the three kinds is dropped at " +
				"best; at worst the error ends the connection and with it all requests on it.",
			Causes: []string{
				"log output, a greeting or a heartbeat sent as data",
				"several messages in one array: batches left the protocol with the version of 2025-06-18",
				"a result that is sent without its envelope of jsonrpc and id",
				"JSON that is printed over several lines of which only the first gets data:",
			},
			Fix: "Serialise each message by itself into one event. Send heartbeats as comments, and logs as " +
				"notifications/message if the client has asked for them.",
			Snippets: []Snippet{mcpStream(), wireComment(), mcpGoMessage()},
		},
	}
}

func mcpSessions() []Requirement {
	return []Requirement{
		{
			ID: "mcp-session-id-visible", Level: report.Must, Tier: TierPassive, Profile: profileMCP,
			Sentence: "The value of Mcp-Session-Id MUST consist of visible ASCII characters, 0x21 to 0x7E.",
			Source:   mcpSource("session-management"),
			Symptom: "session not found although it was just created; invalid header " +
				"value; only some clients lose their session",
			Why: "The client sends the value back in a header field. White space is trimmed or folded on the way, " +
				"other characters are refused or coded anew, and then no session has that name.",
			Causes: []string{
				"a user name or a title as part of the id",
				"several values in one id, joined by spaces",
				"raw bytes that are not coded as hex or base64",
			},
			Fix:      "Use a random UUID, or 16 or more random bytes as hex or base64url. Keep everything else on the server.",
			Snippets: []Snippet{mcpGoSessionID(), mcpExpressTransport()},
		},
		{
			ID: "mcp-session-required", Level: report.Should, Tier: TierPassive, Profile: profileMCP,
			Sentence: "A server that requires its session ID SHOULD answer requests without it with status 400.",
			Source:   mcpSource("session-management"),
			Symptom: "endless loop of initialize; client reconnects instead of showing " +
				"the error; missing session header reported as 500",
			Why: "The status tells what went wrong. 404 means that a session has ended, so clients start another " +
				"one without end; a 500 looks like an outage and is tried again.",
			Causes: []string{
				"one look-up for both, with the missing value as a key that is not found",
				"an undefined session that makes the handler throw",
				"authentication in front that takes the missing header for missing credentials",
			},
			Fix:      "Look first whether the header is there, and answer 400 if not. Only then look the session up.",
			Snippets: []Snippet{mcpGoSession(), mcpExpressSession()},
		},
		{
			ID: "mcp-session-unknown", Level: report.Should, Tier: TierPassive, Profile: profileMCP,
			Sentence: "A server that requires its session ID SHOULD answer requests with one that it does not know with status 404.",
			Source:   mcpSource("session-management"),
			Symptom: "all clients broken after a deploy until restarted by hand; Bad " +
				"Request: No valid session ID provided",
			Why: "A restart forgets sessions. On 404 clients must begin a new one by themselves; on any other " +
				"status they report an error with every request until somebody restarts them.",
			Causes: []string{
				"the example code of an SDK, which answers 400 for unknown and missing ids alike",
				"sessions in the memory of one of several instances",
				"a 401 or 500 from code that expects every session to exist",
			},
			Fix:      "Answer 404 for every session ID that is not known, whatever the reason. Clients initialize again.",
			Snippets: []Snippet{mcpGoSession(), mcpExpressSession()},
		},
		{
			ID: "mcp-delete-ends-session", Level: report.Must, Tier: TierPassive, Profile: profileMCP,
			Sentence: "After a session has ended by a DELETE that the server accepted, requests with its ID MUST be answered with status 404.",
			Source:   mcpSource("session-management"),
			Symptom: "old sessions pile up in memory; a logged-out client can go on; " +
				"session alive after DELETE",
			Why: "Who deletes a session wants its data and its rights gone. If its ID is still good, a leaked " +
				"one stays so, and the server keeps every session that ever was.",
			Causes: []string{
				"DELETE answered by a catch-all route that does nothing",
				"the transport is closed, but its entry stays in the table of sessions",
				"a cache or another instance that still knows the session",
			},
			Fix: "Remove the session before DELETE is answered, end its streams, and answer 404 from then on. A " +
				"server that does not let clients end sessions answers 405.",
			Snippets: []Snippet{mcpGoDelete(), mcpExpressSession()},
		},
	}
}

func mcpGuards() []Requirement {
	return []Requirement{
		{
			ID: "mcp-origin-checked", Level: report.Must, Tier: TierPassive, Profile: profileMCP,
			Sentence: "A request whose Origin is not one that the server trusts MUST be refused with status 403.",
			Source:   mcpSource("security-warning"),
			Symptom: "DNS rebinding finding in a security scan of an MCP server; any " +
				"web page can call local tools",
			Why: "A page that a user merely visits can let its host name point to 127.0.0.1 and then speak to local " +
				"servers: list files, run tools, read secrets. Only the Origin field gives it away.",
			Causes: []string{
				"an SDK whose check is off by default or has an empty list of hosts",
				"CORS set to any origin and taken for a check: it does not keep requests out",
				"the Origin compared with the Host field, both of which the attacker chooses",
			},
			Fix: "Where there is an Origin, compare it with a list of those that you serve, localhost for a local " +
				"server, and answer 403 if it is not among them. Bind local servers to 127.0.0.1.",
			Snippets: []Snippet{mcpGoOrigin(), mcpExpressOrigin(), mcpPythonOrigin()},
		},
		{
			ID: "mcp-protocol-version", Level: report.Must, Tier: TierPassive, Profile: profileMCP,
			Sentence: "A request with an MCP-Protocol-Version that the server does not support MUST be answered with status 400.",
			Source:   mcpSource("protocol-version-header"),
			Symptom: "strange schema errors with newer clients; fields missing after " +
				"an SDK update; client and server disagree about batches",
			Why: "Each side would go on by its own version: what the other sends is misread where the versions " +
				"differ, and nobody is told why.",
			Causes: []string{
				"a handler that never looks at the header",
				"a proxy that takes unknown header fields away",
				"the list of versions belongs to initialize only",
			},
			Fix: "Compare the header, if it is there, with the versions that you support, and answer 400 with a " +
				"JSON-RPC error that lists them. Without it, assume what was agreed on, or 2025-03-26.",
			Snippets: []Snippet{mcpGoVersion(), mcpVersionRefused()},
		},
	}
}
