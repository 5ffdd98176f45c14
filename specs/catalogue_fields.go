package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// fieldsRequirements are about what stands in the fields id and event.
func fieldsRequirements() []Requirement {
	return slices.Concat(
		fieldsIDs(), fieldsIDValues(), fieldsIDForm(), fieldsIDAcross(), fieldsTypes(), fieldsTypeKept(),
		fieldsRepeated(),
	)
}

func fieldsIDs() []Requirement {
	return []Requirement{
		{
			ID: "fields-id-present", Level: report.Should, Tier: TierPassive,
			Sentence: "Every event SHOULD carry an id, because a client can only resume after an event that has one.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Symptom: "event.lastEventId is empty; no Last-Event-ID header on " +
				"reconnect; messages lost while the laptop slept",
			Why: "Without ids a client cannot say where it was. What happened during " +
				"a tunnel, a sleep or a deploy is missing, and nobody notices.",
			Causes: []string{
				"a publish call or helper whose id argument is optional and was left out",
				"ids that stand in the JSON payload only",
				"a relay that drops the id line of its upstream",
			},
			Fix: `Write "id: " with the place of the event in your log, queue or database ` +
				"(sequence number, offset), and keep enough history to resume from it.",
			Snippets: []Snippet{wireFrame(), sqlEvents(), redisStream()},
		},
		{
			ID: "fields-id-unique", Level: report.Must, Tier: TierPassive,
			Sentence: "Two different events MUST NOT have the same id.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Symptom: "new messages dropped by a duplicate filter; same lastEventId " +
				"on two events; events skipped or doubled after reconnect",
			Why: "The server cannot know which of the two a returning client has seen, and leaves events " +
				"out or sends them again. Clients that drop duplicates by id throw real events away.",
			Causes: []string{
				"a constant from sample code, such as id: message_id",
				"timestamps as ids, two of which can be equal",
				"counters that begin at 1 again in each process or replica",
				"the id of the object that changed, instead of one for the change",
			},
			Fix: "Take ids from one source that all writers share (database sequence, Redis " +
				`stream ID, Kafka offset), or put an epoch before the counter, as in "7f3a-42".`,
			Snippets: []Snippet{goPublish(), sqlEvents(), redisStream()},
		},
	}
}

func fieldsIDValues() []Requirement {
	return []Requirement{
		{
			ID: "fields-id-no-nul", Level: report.Must, Tier: TierPassive,
			Sentence: "An id MUST NOT contain NUL (U+0000): clients ignore such an id field altogether.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom:  `lastEventId stays the same; grep: binary file matches; id cut off at \0 in a log`,
			Why: "The event arrives, but the client still holds the id before it. After a " +
				"reconnect it is sent that event again, and all others whose ids it ignored.",
			Causes: []string{
				"a binary key or hash written as raw bytes",
				"a C buffer of fixed size sent with its padding",
				`a composite key joined with \x00`,
			},
			Fix: "Write binary ids in hex, base64url or decimal, and join the " +
				`parts of a key with a visible character such as "-" or ":".`,
			Snippets: []Snippet{goEncodeID(), nodeEncodeID()},
		},
		{
			ID: "fields-id-not-wiped", Level: report.Must, Tier: TierPassive,
			Sentence: "An ordinary event MUST NOT have an empty id after one " +
				"that was not empty: it resets the client's last event ID.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom: `lastEventId goes back to ""; no Last-Event-ID on reconnect ` +
				`although events have ids; "id:" with nothing behind it`,
			Why: "The client forgets where it was. If the connection breaks now, it " +
				"comes back like a new one, and the events in between are lost.",
			Causes: []string{
				`a serialiser that always writes the line: "id: " + (id ?? "")`,
				"heartbeats and control events made from the same struct, with its id left empty",
				"an event that is published before the database has given it its id",
			},
			Fix: "Leave the id line out where there is no id; the client then keeps the " +
				"last one. Send an empty id only to make clients forget on purpose.",
			Snippets: []Snippet{goOptionalFields(), jsOptionalFields()},
		},
	}
}

func fieldsIDForm() []Requirement {
	return []Requirement{
		{
			ID: "fields-id-header-safe", Level: report.Should, Tier: TierPassive,
			Sentence: "An id SHOULD be visible ASCII, without white space around it and " +
				"at most 4 KiB long, because it comes back in a request header.",
			Source: "https://www.rfc-editor.org/rfc/rfc9110#section-5.5",
			Symptom: "400 or 431 Request Header Fields Too Large on reconnect " +
				`only; Last-Event-ID "Ã©" where the id was "é"`,
			Why: "The id comes back in a header, where proxies and libraries change or refuse what is not " +
				"plain ASCII and bound the length. After an error status a browser never reconnects.",
			Causes: []string{
				"titles, file names or user names as ids",
				"a whole cursor or state packed into the id",
				"a trailing space or tab, which HTTP trims",
			},
			Fix: `Use short ids of letters, digits, "-", "_", "." and ":". Encode ` +
				"anything else in base64url, or replace it with a short key.",
			Snippets: []Snippet{goSafeID(), goEncodeID(), nodeEncodeID()},
		},
	}
}

func fieldsIDAcross() []Requirement {
	return []Requirement{
		{
			ID: "fields-id-agrees", Level: report.Must, Tier: TierPassive,
			Sentence: "All connections MUST see the same event under the same id.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Symptom: "resume works on one replica only; two tabs show different " +
				"ids for the same event; wrong events after reconnect",
			Why: "A client resumes on another connection, perhaps of another replica, with an " +
				"id that means something else there: it misses events or gets old ones again.",
			Causes: []string{
				"a counter per connection that begins at 0 or 1 for each client",
				"replicas that each number the events they forward",
				"a random UUID made when the event is written instead of when it is published",
			},
			Fix: "Give an event its id once, when it is published. Store the " +
				"id with the event and send it unchanged to every client.",
			Snippets: []Snippet{goPublish(), sqlEvents()},
		},
	}
}

func fieldsTypes() []Requirement {
	return []Requirement{
		{
			ID: "fields-type-not-empty", Level: report.Should, Tier: TierPassive,
			Sentence: "An event field SHOULD NOT be empty: to clients it is as if there were none.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom: "listener of addEventListener not called, onmessage gets the " +
				`event; "event:" with nothing behind it in curl`,
			Why: `To clients it is a "message". The listeners for the type that ` +
				"was meant miss it, and onmessage gets what it does not expect.",
			Causes: []string{
				"a missing or null type, written as event: and nothing",
				"a type looked up in a table that has no entry for it",
				"a template that prints all fields, set or not",
			},
			Fix: "Leave the event line out for the default type, message, " +
				"and refuse an event without a type where one is needed.",
			Snippets: []Snippet{goOptionalFields(), jsOptionalFields()},
		},
		{
			ID: "fields-type-not-reserved", Level: report.Should, Tier: TierPassive,
			Sentence: "An event SHOULD NOT be of type error or open, because " +
				"EventSource fires events of its own under these names.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface",
			Symptom: "onerror called on a healthy connection; event.data in " +
				"onerror; EventSource closed by a message of the application",
			Why: "An error handler cannot tell such a message from a lost connection. " +
				"Handlers that call close() on every error end a healthy stream.",
			Causes: []string{
				"failures of the application reported as event: error",
				"log levels used as event types",
				"the events of a WebSocket library (open, error) carried over one to one",
			},
			Fix:      "Choose names of your own, such as event: failed, event: app-error or event: ready.",
			Snippets: []Snippet{wireFailed(), browserFailed()},
		},
	}
}

func fieldsTypeKept() []Requirement {
	return []Requirement{
		{
			ID: "fields-type-kept", Level: report.Must, Tier: TierTrigger,
			Sentence: "An event that is published with a type MUST arrive with that type.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom: `addEventListener("price", …) never called, everything arrives ` +
				"in onmessage; event names lost behind Redis or a relay",
			Why: "Clients choose the handler by the type alone. Where it changes, the " +
				"data, however right, goes to the wrong handler or to none at all.",
			Causes: []string{
				"a bus, queue or relay between publisher and stream that carries only data",
				"the type written into the JSON payload but not as an event line",
				"types that are lower-cased, prefixed or cut on the way",
			},
			Fix: "Hand the type on with the data, from the publish call to the " +
				`writer, and write it as "event: " and the type, unchanged.`,
			Snippets: []Snippet{ioredisEnvelope(), goOptionalFields()},
		},
	}
}

func fieldsRepeated() []Requirement {
	return []Requirement{
		{
			ID: "fields-not-repeated", Level: report.Should, Tier: TierPassive,
			Sentence: "A frame SHOULD contain id, event and retry at most once each: the last one wins.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom: "wrong lastEventId or event type; two id: lines in one event " +
				"in curl; browser and SDK disagree about an event",
			Why: "The earlier value is lost: the event has another type or id than its " +
				"publisher thinks, and clients that keep the first one disagree with browsers.",
			Causes: []string{
				"a handler and a middleware that both add an id or event line",
				"two frames that run together because the blank line between them is missing",
				"a relay that adds its own id and keeps the upstream's",
			},
			Fix: "Write frames in one place only, end each with a blank " +
				"line, and replace a field instead of adding it again.",
			Snippets: []Snippet{goOptionalFields(), wireFrame()},
		},
	}
}
