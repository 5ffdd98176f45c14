package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// resumeRequirements are about clients that come back with Last-Event-ID.
func resumeRequirements() []Requirement {
	return slices.Concat(
		resumeIDs(), resumeOddIDs(), resumeReplay(), resumeOrder(), resumeLive(), resumeTopics(), resumeGaps(),
		resumeReplicas(), resumeLimits(),
	)
}

func resumeIDs() []Requirement {
	return []Requirement{
		{
			ID: "resume-unknown-id", Level: report.Must, Tier: TierPassive,
			Sentence: "A Last-Event-ID that the server does not know MUST " +
				"be answered with a stream, not with 4xx or 5xx.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
			Symptom: "404, 410 or 412 on reconnect; EventSource dead after a deploy; " +
				"history purged and every tab stays silent until reload",
			Why: "Browsers send their id with every reconnect, and an error status stops EventSource " +
				"for ever. After a restart or a purge of the history, all open tabs go dead at once.",
			Causes: []string{
				"404, 410 or 412 for an id that is no longer in the history",
				"ids that only the process which made them can read",
				"a database error at an id of another form, answered with 500",
			},
			Fix: "Answer 200 and treat the id as a gap: tell the client to load " +
				"its state again, for example by event: reset, and go live.",
			Snippets: []Snippet{goReset(), browserReset()},
		},
		{
			ID: "resume-huge-id", Level: report.Must, Tier: TierPassive,
			Sentence: "A very long Last-Event-ID (20 digits, 4 KiB) MUST be " +
				"answered with a stream, like any other unknown id.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
			Symptom: "500 or 431 on reconnect; strconv.ParseInt: value out of " +
				"range; NumberFormatException for Last-Event-ID",
			Why: "One long id, perhaps of an old release, is enough: its client sends it again " +
				"with each reconnect, and at an error status EventSource never comes back.",
			Causes: []string{
				"strconv.ParseInt, Long.parseLong or a BIGINT column at 20 digits",
				"a small limit on request headers in the server or a proxy",
				"state packed into ids, which have grown with it",
			},
			Fix: "Take an id that does not parse for an unknown one. Allow at " +
				"least 8 KiB of request headers, and keep your own ids short.",
			Snippets: []Snippet{pythonParseID(), expressParseID(), nginxLargeHeaders()},
		},
	}
}

func resumeOddIDs() []Requirement {
	return []Requirement{
		{
			ID: "resume-odd-id", Level: report.Must, Tier: TierPassive,
			Sentence: "An odd Last-Event-ID (-1, inner spaces, non-ASCII, empty) MUST be answered with a stream as well.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
			Symptom: "500 on reconnect: invalid input syntax for type bigint; " +
				"ValueError: invalid literal for int(); empty Last-Event-ID header",
			Why: "The header holds whatever an older release, another replica or a client library has put " +
				"there; some send it empty. An exception at such an id is the end of the stream for a browser.",
			Causes: []string{
				"an integer parser whose error becomes 400 or 500",
				"a negative number used as an index",
				"a header parser that refuses bytes outside ASCII",
				"an empty header that is not taken for a missing one",
			},
			Fix: "Compare ids as opaque strings where you can. Where you parse " +
				"them, fall back to unknown, and take an empty header for none.",
			Snippets: []Snippet{pythonParseID(), expressParseID()},
		},
	}
}

func resumeReplay() []Requirement {
	return []Requirement{
		{
			ID: "resume-missed-events", Level: report.Must, Tier: TierTrigger,
			Sentence: "A client that resumes with the id of the last event " +
				"it got MUST receive every event published since.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Symptom: "messages missing after a lift, a tunnel or Wi-Fi to mobile; " +
				"Last-Event-ID is sent but ignored",
			Why: "Each lost connection leaves a hole: missing chat lines, a balance that " +
				"is wrong until the page is reloaded. Monitoring shows a healthy stream.",
			Causes: []string{
				"Last-Event-ID is ignored, or no history is kept",
				"the header is lost on the way, at a proxy or a CORS preflight that does not allow it",
				"the client is subscribed only after the history was read, and events in between fall through",
				"the history is in the memory of one replica behind a load balancer",
			},
			Fix: "Keep a bounded history with ids and share it between replicas. On resume, subscribe " +
				"first, then replay what came after the id, then go live without what was replayed.",
			Snippets: []Snippet{sqlResume(), goSubscribeFirst(), sqlPublish()},
		},
		{
			ID: "resume-no-duplicate", Level: report.Must, Tier: TierTrigger,
			Sentence: "A client that resumes MUST receive no event twice, and not again the one whose id it sent.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Symptom:  "messages twice after a reconnect; notification rings again; counter too high",
			Why: "A client cannot tell an event that comes again from a new one " +
				"that is alike. Whatever adds up, sends or buys does so twice.",
			Causes: []string{
				">= where > is meant when the history is searched",
				"events during the replay that are sent by the replay and by the live feed",
				"several events under one id, of which the client has seen some",
			},
			Fix: "Replay strictly after the id (WHERE id > ?), and have the " +
				"live feed skip all events up to the last one replayed.",
			Snippets: []Snippet{sqlResume(), goSubscribeFirst()},
		},
	}
}

func resumeOrder() []Requirement {
	return []Requirement{
		{
			ID: "resume-in-order", Level: report.Must, Tier: TierTrigger,
			Sentence: "A client that resumes MUST receive the missed events in the order in which they were published.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Symptom: `events out of order after a reconnect; "updated" before ` +
				`"created"; status jumps back; streamed text scrambled`,
			Why: "State that is built from events comes out wrong where they change places. The " +
				"id that came last is not the newest, so that the next resume goes wrong too.",
			Causes: []string{
				"a query without ORDER BY, or ordered by timestamps that can be equal",
				"live events written while the replay is still running",
				"asynchronous writes that overtake each other",
			},
			Fix: "Order by the id, write to each client from one loop, " +
				"and hold live events back until the replay is done.",
			Snippets: []Snippet{sqlResume(), goSubscribeFirst(), sqlPublish()},
		},
	}
}

func resumeLive() []Requirement {
	return []Requirement{
		{
			ID: "resume-goes-live", Level: report.Must, Tier: TierTrigger,
			Sentence: "After the missed events a resumed stream MUST go on with new ones.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Symptom: "page catches up after a reconnect, then stands still; " +
				"connection open but no new events until a reload",
			Why: "Nothing tells the client that the stream is over: no error, no end, " +
				"and heartbeats may even come. It stays behind until somebody reloads.",
			Causes: []string{
				"a handler that replays and then returns, or waits for nothing",
				"a live subscription that is made only for clients without Last-Event-ID",
				"a buffer between replay and live feed that is never emptied",
			},
			Fix: "Use one path for all clients: subscribe, replay if there is " +
				"an id, then read the subscription until the client leaves.",
			Snippets: []Snippet{goSubscribeFirst(), pythonSubscribeFirst()},
		},
		{
			ID: "resume-across-digits", Level: report.Must, Tier: TierTrigger,
			Sentence: "Resuming MUST work where ids grow by a digit, as from " +
				"9 to 10: compared as strings, numbers sort wrongly.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Symptom: "resume fails once ids have one more digit; everything again, " +
				"or nothing, after id 9, 99 or 999",
			Why: `As strings, "10" sorts before "9". Tests with fewer than ten events pass, and ` +
				"in production each new digit makes clients lose events or get them all again.",
			Causes: []string{
				"WHERE id > ? on a column of type TEXT or VARCHAR",
				"the header, a string, compared with ids that are kept as strings",
				"keys in lexical order, as in etcd, LevelDB or S3",
				"Redis stream IDs compared as text",
			},
			Fix: "Convert ids to numbers before comparing, or pad them to a fixed width " +
				`("0000000010"), or find the id by equality and replay what follows it.`,
			Snippets: []Snippet{sqlNumericIDs(), goPadID(), jsCompareIDs()},
		},
	}
}

func resumeTopics() []Requirement {
	return []Requirement{
		{
			ID: "resume-topic-only", Level: report.Must, Tier: TierTrigger,
			Sentence: "A resumed stream of one topic MUST NOT show events of another.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Symptom:  "messages of another room or tenant after a reconnect; wrong channel until a reload",
			Why:      "It is a leak between users or customers, and no test of a first connection finds it.",
			Causes: []string{
				"one history for all topics, replayed without the filter of the live feed",
				"permissions that are checked for live events only",
				"a topic that is looked up by the id instead of the request",
			},
			Fix: "Put replayed events through the same topic and permission " +
				"filter as live ones, or keep a history for each topic.",
			Snippets: []Snippet{sqlResume(), goSubscribeFirst()},
		},
	}
}

func resumeGaps() []Requirement {
	return []Requirement{
		{
			ID: "resume-fresh-is-live", Level: report.Should, Tier: TierTrigger,
			Sentence: "A client without Last-Event-ID SHOULD NOT be sent old events.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Symptom: "old notifications pop up at each page load; list twice as " +
				"long after a reload; new client gets the whole history",
			Why: "What has long been dealt with happens again: alerts, sounds, " +
				"payments. And each new client costs the server its whole history.",
			Causes: []string{
				"a library that replays everything by default, such as r3labs/sse with AutoReplay",
				"a missing header read as id 0, or as an empty string that sorts first",
				"initial state sent as the events that once led to it",
			},
			Fix: "Begin live where there is no id. Clients that need state get it " +
				"in the page, by a request of their own, or as one snapshot event.",
			Snippets: []Snippet{goFreshIsLive()},
		},
		{
			ID: "resume-gap-signalled", Level: report.Should, Tier: TierTrigger,
			Sentence: "A client whose id is no longer known SHOULD be told of the " +
				"gap, by a reset event or by the whole retained history.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Symptom: "stale list after a long sleep, no error; id older than the " +
				"history, and the client does not know",
			Why: "A client that is silently switched to live believes that it has seen everything. Lists " +
				"stay incomplete and caches stale until a reload; the protocol itself has no sign for it.",
			Causes: []string{
				"an unknown id treated like none",
				"a history bounded by number or age, and no check whether the id is older than all of it",
				"a restart that empties a history kept in memory",
			},
			Fix: `If the id is not in the history, first send an event such as "event: reset" at ` +
				"which clients load their state anew, or replay all that is kept. Then go live.",
			Snippets: []Snippet{goReset(), browserReset(), wireReset()},
		},
	}
}
