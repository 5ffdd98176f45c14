package specs

import "github.com/ssegauge/ssegauge/report"

const lastEventIDHeader = "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header"

// resumeReplicas are about what comes back, and from where.
func resumeReplicas() []Requirement {
	return []Requirement{
		{
			ID: "resume-same-event", Level: report.Must, Tier: TierTrigger,
			Sentence: "A replayed event MUST have the same id, type and data as it had live.",
			Source:   lastEventIDHeader,
			Symptom:  "after a reconnect addEventListener is not called; replayed messages look different; [object Object] after reconnecting",
			Why: "History is often written by other code than the live feed. Without its type an event goes to onmessage " +
				"and not to its listener, and with another id the next resume begins at the wrong place.",
			Causes: []string{
				"a history that stores the data only, and not the type",
				"ids that are made anew when an event is replayed",
				"data that is encoded twice, once for the history and once for the stream",
			},
			Fix:      "Encode each event once, when it is published, and keep that frame: the history and the live feed write the same bytes.",
			Snippets: []Snippet{streamsGoOneLog(), streamsNodeStoredFrame()},
		},
		{
			ID: "resume-every-kind-of-id", Level: report.Must, Tier: TierTrigger,
			Sentence: "Whatever frame has brought an id (an event, a heartbeat, a greeting, a reset), resuming after it MUST lose nothing that came later.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage",
			Symptom:  "resume works only right after a message; events lost when the line drops during a quiet minute; heartbeat id sent as Last-Event-ID",
			Why: "An id counts even in a frame that dispatches nothing. After a heartbeat with an id of its own, that is what " +
				"the browser sends back. On a quiet stream it is nearly always the last.",
			Causes: []string{
				"one counter for events and heartbeats, of which only events are kept",
				"a random id or a timestamp in greetings and heartbeats",
				"a reset event with an id that the history does not know",
			},
			Fix:      "Write no id line into heartbeats and greetings, or the id of the newest event. The id of a reset event is the place from which the stream goes on.",
			Snippets: []Snippet{streamsWireHeartbeat(), streamsGoOneLog()},
		},
		{
			ID: "resume-on-every-connection", Level: report.Must, Tier: TierTrigger,
			Sentence: "Every connection that resumes with the same id MUST be sent the same events, whichever instance answers it.",
			Source:   lastEventIDHeader,
			Symptom:  "resume works sometimes; missing events only in production; works with one replica, fails with two",
			Why: "A load balancer sends the reconnect to another replica, whose memory holds nothing. One time in two " +
				"everything is there, so the fault is blamed on the network.",
			Causes: []string{
				"a history in the memory of each process",
				"ids that each replica counts by itself",
				"a replica of the database that lags behind",
				"several workers behind one port, such as pm2, gunicorn -w or Puma's cluster",
			},
			Fix: "Keep the history where all instances see it (Redis Streams, a table, NATS JetStream) and take ids from there. " +
				"Sticky sessions only help until the next deploy.",
			Snippets: []Snippet{streamsRedisShared(), streamsSQLShared()},
		},
		{
			ID: "resume-header-wins", Level: report.Should, Tier: TierTrigger,
			Sentence: "Where a query parameter can name the id as well, the Last-Event-ID header SHOULD decide.",
			Source:   lastEventIDHeader,
			Symptom:  "same events after every reconnect; polyfill repeats old messages; lastEventId in the url never changes",
			Why: "EventSource keeps the URL that it was made with. If its query parameter beats the header, each reconnect " +
				"goes back to where the page was loaded, and repeats all since then.",
			Causes: []string{
				"the parameter is looked up first and the header only if there is none",
				"a framework that merges query and headers into one map",
				"a polyfill's parameter that is set by the page itself",
			},
			Fix:      "Read the header, and only where it is empty the query parameter.",
			Snippets: []Snippet{streamsGoHeaderFirst(), streamsNodeHeaderFirst()},
		},
	}
}

// resumeLimits are about how much can be made good, and when.
func resumeLimits() []Requirement {
	return []Requirement{
		{
			ID: "resume-while-nobody-listens", Level: report.Must, Tier: TierTrigger,
			Sentence: "Events published while no client at all is connected MUST be replayed like others.",
			Source:   lastEventIDHeader,
			Symptom:  "single user loses events after sleep; only client misses messages; works with two tabs open",
			Why: "With many users somebody always listens, and all is well. The lone operator of a quiet topic closes the " +
				"lid, and what happened meanwhile was never stored.",
			Causes: []string{
				"a publisher that returns early if there are no subscribers",
				"a topic that is dropped, history and all, with its last reader",
				"Redis PUBLISH or Postgres NOTIFY as the only way from publisher to stream",
				"a consumer of the message broker that runs only while a stream is open",
			},
			Fix:      "Write each event to the history before it is handed to streams, whether or not there are any. Let a topic live as long as its newest event.",
			Snippets: []Snippet{streamsGoOneLog(), streamsRedisShared()},
		},
		{
			ID: "resume-depth", Level: report.Should, Tier: TierTrigger,
			Sentence: "A client that has missed 100 events SHOULD get all of them when it resumes, or be told of the gap.",
			Source:   lastEventIDHeader,
			Symptom:  "old messages missing after a long break; list has a hole after laptop sleep; only the last few events come back",
			Why: "Short cuts are made good and long ones are not. The newest events arrive, so it looks complete; what lies " +
				"before them is missing for good, and nothing says so.",
			Causes: []string{
				"a ring of ten or fifty events",
				"LIMIT in the query of the replay",
				"a replay that is written to a bounded channel without waiting",
				"a history bounded by age, of seconds",
			},
			Fix: "Make the history longer than an outage: some minutes at the highest rate. Where it ends, send an event " +
				"such as reset first, so that clients load their state anew.",
			Snippets: []Snippet{streamsGoGap(), streamsSQLGap()},
		},
		{
			ID: "resume-race", Level: report.Must, Tier: TierTrigger,
			Sentence: "A client that reconnects while events are published MUST receive each of them once.",
			Source:   lastEventIDHeader,
			Symptom:  "rarely one event is missing after a reconnect; duplicates under load; counter drifts from the database",
			Why: "Between the end of the replay and the beginning of the live feed lies a moment, and what is published then is " +
				"lost or doubled. At ten events an hour it takes weeks to show.",
			Causes: []string{
				"history that is read first, and a subscription made afterwards",
				"live events that the replay has had, and that nobody filters out",
				"an id that is taken before its transaction is committed, so that a later one is seen first",
				"two threads that write to one stream",
			},
			Fix: "Subscribe first, buffer what comes, read the history, then skip what is buffered up to the last replayed id. " +
				"Or let each stream be a cursor in one log: then there is no switch.",
			Snippets: []Snippet{streamsGoOneLog(), streamsNodeSubscribeFirst()},
		},
	}
}
