package specs

func mcpSessionRows() []row {
	const visible, required, unknown, ends = "mcp-session-id-visible", "mcp-session-required", "mcp-session-unknown", "mcp-delete-ends-session"
	bad := turnedAway(mcpNoSession, "400 Bad Request")
	gone := turnedAway(mcpDelete, "204 No Content")
	rows := []row{
		{visible, "letters", inSession(), keeps("3 visible characters")},
		{
			visible, "a space", sceneOf(probeMCP, initialized(mcpVersion, "‸Mcp-Session-Id: a b\r\n")),
			breaks(because("not visible ASCII", "0x21 to 0x7E", `"a b"`)),
		},
		{visible, "none", sessionless(), doesNotApply("keeps no session")},

		{required, "400", inSession(bad), keeps("status 400")},
		{
			required, "404", inSession(taped(mcpNoSession, text("‸HTTP/1.1 404 Not Found\r\n\r\n"))),
			breaks(because("without the session ID", "status 400", "status 404")),
		},

		{unknown, "404", inSession(bad, turnedAway(mcpOtherSession, "404 Not Found")), keeps("status 404")},
		{
			unknown, "400", inSession(bad, taped(mcpOtherSession, text("‸HTTP/1.1 400 Bad Request\r\n\r\n"))),
			breaks(because("does not exist", "status 404", "status 400")),
		},
		{unknown, "never answered", inSession(bad, silence(mcpOtherSession)), leavesOpen("there was no answer")},

		{ends, "404 afterwards", inSession(gone, turnedAway(mcpEnded, "404 Not Found")), keeps("status 404")},
		{
			ends, "it goes on", inSession(gone, taped(mcpEnded, text("‸"+jsonHead+result(mcpEnded)))),
			breaks(because("goes on after its end", "status 404", "status 200")),
		},
		{ends, "not allowed", inSession(turnedAway(mcpDelete, "405 Method Not Allowed")), doesNotApply("status 405")},
		{ends, "not accepted", inSession(turnedAway(mcpDelete, "500 No")), leavesOpen("was not ended: status 500")},
		{ends, "never answered", inSession(silence(mcpDelete)), leavesOpen("there was no answer")},
		{ends, "none", sessionless(), doesNotApply("keeps no session")},
	}
	for _, id := range []string{required, unknown} {
		rows = append(
			rows,
			row{id, "none", sessionless(), doesNotApply("keeps no session")},
			row{id, "not needed", inSession(replied(mcpNoSession, result(mcpNoSession))), doesNotApply("answers without its session ID")},
			row{id, "without one, never answered", inSession(silence(mcpNoSession)), leavesOpen("there was no answer")},
		)
	}
	return rows
}

// silence is the tape of a request that was never answered.
func silence(name string) tape { return taped(name, closedAt(10*sec)) }

func mcpGuardRows() []row {
	const origin, version = "mcp-origin-checked", "mcp-protocol-version"
	let := func(name string) tape { return taped(name, text("‸"+jsonHead+result(name))) }
	return []row{
		{origin, "403", inSession(turnedAway(mcpForeignOrigin, "403 Forbidden")), keeps("status 403")},
		{origin, "let in", inSession(let(mcpForeignOrigin)), breaks(because("of a foreign origin", "status 403", "status 200"))},
		{origin, "400", inSession(taped(mcpForeignOrigin, text("‸HTTP/1.1 400 Bad Request\r\n\r\n"))), breaks(because("of a foreign origin", "status 403", "status 400"))},
		{origin, "400 in an older version", inOlder("2025-06-18", turnedAway(mcpForeignOrigin, "400 Bad Request")), keeps("status 400")},
		{origin, "never answered", inSession(silence(mcpForeignOrigin)), leavesOpen("there was no answer")},

		{version, "400", inSession(turnedAway(mcpOtherVersion, "400 Bad Request")), keeps("status 400")},
		{version, "let in", inSession(let(mcpOtherVersion)), breaks(because("does not exist", "status 400", "status 200"))},
		{version, "before there was the header", inOlder("2025-03-26"), doesNotApply("does not know the header")},
		{version, "never answered", inSession(silence(mcpOtherVersion)), leavesOpen("there was no answer")},
	}
}
