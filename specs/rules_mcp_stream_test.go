package specs

func mcpStreamRows() []row {
	const ends, priming, retry = "mcp-stream-ends-after-answer", "mcp-priming-event", "mcp-retry-before-close"
	primed := "id: 1-0\ndata:\n\n"
	message := "id: 1-1\ndata: " + result(mcpPing) + "\n\n"
	whole := streamedOut(mcpPing, primed+message)
	return []row{
		{ends, "it ends", inSession(whole), keeps("1 streams ended")},
		{
			ends, "it stays open", inSession(live(mcpPing, primed+"‸"+message)),
			breaks(because("stays open after the response", "the end", "nothing for 10s")),
		},
		{ends, "cut before the response", inSession(streamedOut(mcpPing, primed)), doesNotApply("no response came on a stream")},
		{ends, "JSON", inSession(replied(mcpPing, result(mcpPing))), doesNotApply("no response came on a stream")},

		{priming, "primed", inSession(whole), keeps("1 streams began with an id")},
		{priming, "after a comment", inSession(streamedOut(mcpPing, ": hello\n\n"+primed+message)), keeps("1 streams began with an id")},
		{
			priming, "a message first", inSession(streamedOut(mcpPing, "‸"+message)),
			breaks(because("does not begin with an id", "an event with an id and empty data", "jsonrpc")),
		},
		{
			priming, "no id", inSession(streamedOut(mcpPing, "‸data:\n\n")),
			breaks(because("does not begin with an id", "an event with an id and empty data", `""`)),
		},
		{priming, "an older version", inOlder("2025-06-18", whole), doesNotApply("does not know it")},
		{priming, "JSON", inSession(replied(mcpPing, result(mcpPing))), doesNotApply("no request was answered with a stream")},
		{priming, "an empty stream", inSession(streamedOut(mcpPing, "")), doesNotApply("no request was answered with a stream")},

		{retry, "said", inSession(streamedOut(mcpList, "id: 1-0\nretry: 500\ndata:\n\n")), keeps("1 streams said when")},
		{
			retry, "not said", inSession(streamedOut(mcpList, primed+"‸")),
			breaks(because("does not say when to come back", "a retry field", "none")),
		},
		{retry, "not cut", inSession(whole), doesNotApply("no stream was closed before its response")},
		{retry, "an older version", inOlder("2025-06-18", streamedOut(mcpList, primed)), doesNotApply("does not know it")},
	}
}

func mcpResumeRows() []row {
	const unique, per, replays, unknown = "mcp-ids-unique", "mcp-resume-per-stream", "mcp-resume-replays", "mcp-unknown-id"
	first := streamedOut(mcpPing, "id: 1-0\ndata:\n\nid: 1-1\ndata: "+result(mcpPing)+"\n\n")
	again := liveAfter(mcpReplay, "1-0", "id: 1-1\ndata: "+result(mcpPing)+"\n\n")
	refused := tapedAfter(mcpReplay, "1-0", text("HTTP/1.1 400 Bad Request\r\n\r\n"))
	rest := func(body string) scene {
		return inSession(streamedOut(mcpList, "id: 2-0\ndata:\n\n"), liveAfter(mcpResume+mcpList, "2-0", body))
	}
	const want = "a status from 400 to 499"
	return []row{
		{unique, "by stream", inSession(first, streamedOut(mcpOtherPing, "id: 2-0\ndata:\n\n")), keeps("3 ids")},
		{unique, "what is replayed keeps its id", inSession(first, again), keeps("2 ids")},
		{
			unique, "of another stream", inSession(first, streamedOut(mcpOtherPing, "‸id: 1-0\ndata:\n\n")),
			breaks(because("the same id", "of its own", `"1-0", as on "first ping"`)),
		},
		{unique, "none", inSession(live(mcpListen, "data:\n\n")), doesNotApply("no ids")},

		{per, "its own", inSession(first, again), keeps("1 streams resumed")},
		{per, "its own rest", rest("data: " + result(mcpList) + "\n\n"), keeps("1 streams resumed")},
		{
			per, "of another", rest("‸data: " + result(mcpPing) + "\n\ndata: " + result(mcpList) + "\n\n"),
			breaks(because("of another stream", `on the stream of "list of tools"`, "first ping")),
		},
		{per, "refused", inSession(first, refused), doesNotApply("does not resume")},
		{per, "none had an id", inSession(replied(mcpPing, result(mcpPing))), doesNotApply("no stream could be resumed")},

		{replays, "again", inSession(first, again), keeps("the response came again, at byte 0")},
		{replays, "nothing", inSession(first, liveAfter(mcpReplay, "1-0", "")), breaks(because("does not bring what came after", "the response to", `0 events after Last-Event-ID "1-0"`))},
		{replays, "refused", inSession(first, refused), doesNotApply("does not resume")},
		{replays, "never answered", inSession(first, silence(mcpReplay)), leavesOpen("there was no answer")},
		{replays, "none had an id", inSession(replied(mcpPing, result(mcpPing))), doesNotApply("no stream could be resumed")},

		{unknown, "400", inSession(turnedAway(mcpUnknownID, "400 Bad Request")), keeps("status 400")},
		{unknown, "an empty stream", inSession(live(mcpUnknownID, ": hello\n\n")), keeps("replays nothing")},
		{unknown, "500", inSession(taped(mcpUnknownID, text("‸HTTP/1.1 500 No\r\n\r\n"))), breaks(because("as no client expects", want, "status 500"))},
		{
			unknown, "what came before", inSession(live(mcpUnknownID, "‸data: "+result(mcpPing)+"\n\n")),
			breaks(because("belongs to another stream", want, "first ping")),
		},
		{unknown, "hung up", inSession(taped(mcpUnknownID)), breaks(because("closed without an answer", want, "closed before its first byte"))},
		{unknown, "never answered", inSession(silence(mcpUnknownID)), leavesOpen("there was no answer")},
	}
}
