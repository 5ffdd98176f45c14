package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// resumeRequirements are about clients that come back with Last-Event-ID.
func resumeRequirements() []Requirement {
	return slices.Concat(resumeIDs(), resumeReplay(), resumeLive(), resumeGaps())
}

func resumeIDs() []Requirement {
	return []Requirement{
		{
			ID: "resume-unknown-id", Level: report.Must, Tier: TierPassive,
			Sentence: "A Last-Event-ID that the server does not know MUST " +
				"be answered with a stream, not with 4xx or 5xx.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
			Why: "Browsers send their id with every reconnect, and an error status stops EventSource for ever. " +
				"After a restart or a purge of the history, all open tabs go dead and only a reload helps.",
			Causes: []string{
				"404, 410 or 412 for an id that is no longer in the history",
				"ids that only the process which made them can read",
				"a database error at an id of another form, answered with 500",
			},
			Fix: "Answer 200 and treat the id as a gap: tell the client to load " +
				"its state again, for example by event: reset, and go live.",
		},
		{
			ID: "resume-huge-id", Level: report.Must, Tier: TierPassive,
			Sentence: "A very long Last-Event-ID (20 digits, 4 KiB) MUST be " +
				"answered with a stream, like any other unknown id.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
			Why: "A number overflows or a length check fails, the server answers 400, 431 or 500, " +
				"and EventSource never connects again. One long id from an old release is enough.",
			Causes: []string{
				"strconv.ParseInt, Long.parseLong or a BIGINT column at 20 digits",
				"a small limit on request headers in the server or a proxy",
				"state packed into ids, which have grown with it",
			},
			Fix: "Take an id that does not parse for an unknown one. Allow at " +
				"least 8 KiB of request headers, and keep your own ids short.",
		},
		{
			ID: "resume-odd-id", Level: report.Must, Tier: TierPassive,
			Sentence: "An odd Last-Event-ID (-1, inner spaces, non-ASCII, empty) MUST be answered with a stream as well.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
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
			Why: "Each lift, tunnel and change of network leaves a hole: missing chat lines, a balance " +
				"that is wrong until the page is reloaded. Monitoring shows a healthy stream.",
			Causes: []string{
				"Last-Event-ID is ignored, or no history is kept",
				"the header is lost on the way, at a proxy or a CORS preflight that does not allow it",
				"the client is subscribed only after the history was read, and events in between fall through",
				"the history is in the memory of one replica behind a load balancer",
			},
			Fix: "Keep a bounded history with ids and share it between replicas. On resume, subscribe " +
				"first, then replay what came after the id, then go live without what was replayed.",
		},
		{
			ID: "resume-no-duplicate", Level: report.Must, Tier: TierTrigger,
			Sentence: "A client that resumes MUST receive no event twice, and not again the one whose id it sent.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Why:      "After each reconnect messages appear twice, counters run too high and notifications ring again.",
			Causes: []string{
				">= where > is meant when the history is searched",
				"events during the replay that are sent by the replay and by the live feed",
				"several events under one id, of which the client has seen some",
			},
			Fix: "Replay strictly after the id (WHERE id > ?), and have the " +
				"live feed skip all events up to the last one replayed.",
		},
		{
			ID: "resume-in-order", Level: report.Must, Tier: TierTrigger,
			Sentence: "A client that resumes MUST receive the missed events in the order in which they were published.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Why: `An "updated" comes before its "created", a status jumps back, text in pieces is scrambled. ` +
				"The id that came last is not the newest, so that the next resume goes wrong too.",
			Causes: []string{
				"a query without ORDER BY, or ordered by timestamps that can be equal",
				"live events written while the replay is still running",
				"asynchronous writes that overtake each other",
			},
			Fix: "Order by the id, write to each client from one loop, " +
				"and hold live events back until the replay is done.",
		},
	}
}

func resumeLive() []Requirement {
	return []Requirement{
		{
			ID: "resume-goes-live", Level: report.Must, Tier: TierTrigger,
			Sentence: "After the missed events a resumed stream MUST go on with new ones.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Why: "The page catches up once and then stands still on an open connection: " +
				"no error, no reconnect, and no event until somebody reloads.",
			Causes: []string{
				"a handler that replays and then returns, or waits for nothing",
				"a live subscription that is made only for clients without Last-Event-ID",
				"a buffer between replay and live feed that is never emptied",
			},
			Fix: "Use one path for all clients: subscribe, replay if there is " +
				"an id, then read the subscription until the client leaves.",
		},
		{
			ID: "resume-across-digits", Level: report.Must, Tier: TierTrigger,
			Sentence: "Resuming MUST work where ids grow by a digit, as from " +
				"9 to 10: compared as strings, numbers sort wrongly.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Why: "Tests with fewer than ten events pass. After the tenth, reconnecting " +
				`clients get everything again or nothing, because "10" sorts before "9".`,
			Causes: []string{
				"WHERE id > ? on a column of type TEXT or VARCHAR",
				"the header, a string, compared with ids that are kept as strings",
				"keys in lexical order, as in etcd, LevelDB or S3",
				"Redis stream IDs compared as text",
			},
			Fix: "Convert ids to numbers before comparing, or pad them to a fixed width " +
				`("0000000010"), or find the id by equality and replay what follows it.`,
		},
		{
			ID: "resume-topic-only", Level: report.Must, Tier: TierTrigger,
			Sentence: "A resumed stream of one topic MUST NOT show events of another.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Why: "After a reconnect users see messages of other rooms, tenants " +
				"or people: a leak that no test of a first connection finds.",
			Causes: []string{
				"one history for all topics, replayed without the filter of the live feed",
				"permissions that are checked for live events only",
				"a topic that is looked up by the id instead of the request",
			},
			Fix: "Put replayed events through the same topic and permission " +
				"filter as live ones, or keep a history for each topic.",
		},
	}
}

func resumeGaps() []Requirement {
	return []Requirement{
		{
			ID: "resume-fresh-is-live", Level: report.Should, Tier: TierTrigger,
			Sentence: "A client without Last-Event-ID SHOULD NOT be sent old events.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Why: "Opening the page replays yesterday: alerts pop up by the dozen, " +
				"actions run again, and after each reload the list is there twice.",
			Causes: []string{
				"a library that replays everything by default, such as r3labs/sse with AutoReplay",
				"a missing header read as id 0, or as an empty string that sorts first",
				"initial state sent as the events that once led to it",
			},
			Fix: "Begin live where there is no id. Clients that need state get it " +
				"in the page, by a request of their own, or as one snapshot event.",
		},
		{
			ID: "resume-gap-signalled", Level: report.Should, Tier: TierTrigger,
			Sentence: "A client whose id is no longer known SHOULD be told of the " +
				"gap, by a reset event or by the whole retained history.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Why: "A client that is silently switched to live believes that it has seen everything. Lists " +
				"stay incomplete and caches stale until a reload; the protocol itself has no sign for it.",
			Causes: []string{
				"an unknown id treated like none",
				"a history bounded by number or age, and no check whether the id is older than all of it",
				"a restart that empties a history kept in memory",
			},
			Fix: `If the id is not in the history, first send an event such as "event: reset" at ` +
				"which clients load their state anew, or replay all that is kept. Then go live.",
		},
	}
}
