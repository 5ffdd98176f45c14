package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// injectionRequirements are about values that try to become fields or events of
// their own.
func injectionRequirements() []Requirement {
	return slices.Concat(injectionData(), injectionType(), injectionID(), injectionIDNUL())
}

func injectionData() []Requirement {
	return []Requirement{
		{
			ID: "injection-data-lf", Level: report.Must, Tier: TierTrigger,
			Sentence: "Data with LF and text that looks like fields behind it MUST NOT forge a field or an event.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
			Symptom: `chat message with a line break fires another event; "event: ` +
				`admin" typed by a user reaches a listener; SSE injection`,
			Why: "Whoever may write a chat line can send events in the name of the server to everyone " +
				`else: a fake price, a fake "logout", markup for pages that trust the stream.`,
			Causes: []string{
				"text of a user written behind data: as it came",
				"HTML escaping taken for a protection: it leaves line ends alone",
				`a format string such as "event: %s\ndata: %s\n\n"`,
			},
			Fix: `Write "data: " before every line of the text, or encode it as JSON on ` +
				"one line. Use the event type of a library instead of joining strings.",
			Snippets: []Snippet{jsFrame(), goFrame(), nodeJSONLine()},
		},
		{
			ID: "injection-data-cr", Level: report.Must, Tier: TierTrigger,
			Sentence: "A lone CR in data MUST NOT turn the text behind it into forged fields or a forged event.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
			Symptom:  `\r in user text begins a new field or event; SSE injection (CWE-93) although \n is filtered`,
			Why: `Clients end lines at CR too. "hi\revent: admin\rdata: …" passes a filter, and ` +
				`a test, that knows only \n, and still fires a forged event in every browser.`,
			Causes: []string{
				`split("\n") as the only protection`,
				`a library that splits at \n only, as was reported of fastify-sse-v2 and cowlib`,
				"input validated line by line with a tool that does not take CR for a line end",
			},
			Fix:      `Split data at /\r\n|\r|\n/ and not at \n alone, and keep a test with CR in the payload.`,
			Snippets: []Snippet{jsFrame(), pythonFrame(), javaFrame()},
		},
	}
}

func injectionType() []Requirement {
	return []Requirement{
		{
			ID: "injection-type-lf", Level: report.Must, Tier: TierTrigger,
			Sentence: "An event type with LF MUST NOT forge a field or an event; refusing it is fine.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
			Symptom: "room or topic name with %0A shows up as extra fields; npm " +
				"audit: SSE injection in NestJS, Hono or h3",
			Why: "Where the type comes from a request (a room, a topic, a name), anyone can end the line " +
				"and add data of their own. Several frameworks have had security advisories for this.",
			Causes: []string{
				"the type written behind event: without a check",
				"a framework release from before its advisory: NestJS, Hono and Spring had one",
				`only data escaped, since "the types are ours"`,
			},
			Fix: "Refuse a type that contains CR or LF, with 400 for the publisher, " +
				"or allow only types from a fixed list. Update the framework.",
			Snippets: []Snippet{goSafeFields(), expressSafeFields(), fastAPISafeFields()},
		},
		{
			ID: "injection-type-cr", Level: report.Must, Tier: TierTrigger,
			Sentence: "A CR in an event type MUST NOT end the line and let forged fields begin; refusing it is fine.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
			Symptom: "event type with %0D passes validation; browser gets an event " +
				"that is not in the log; SSE injection after an update",
			Why: `A check for "\n" lets "\r" pass, and in a terminal or a log the line looks ` +
				"harmless. Whoever chooses the type can send events in the name of the server.",
			Causes: []string{
				`type.includes("\n") as the whole check`,
				"a regular expression whose . and $ do not take CR for a line end",
				"a fix for LF that was never extended to CR, as in cowlib (CVE-2026-43968)",
			},
			Fix:      `Test for both characters at once, /[\r\n]/, in the one function that writes the event line.`,
			Snippets: []Snippet{expressSafeFields(), goSafeFields(), fastAPISafeFields()},
		},
	}
}

func injectionID() []Requirement {
	return []Requirement{
		{
			ID: "injection-id-lf", Level: report.Must, Tier: TierTrigger,
			Sentence: "An id with LF MUST NOT forge a field or an event, wherever the id comes from.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
			Symptom: "lastEventId cut short; extra fields behind an id; resume " +
				"fails with ids that come from a file or a command",
			Why: "Ids come from databases, brokers or the publish request itself. A line feed in one of " +
				"them adds fields to the event or splits it, and resuming from the cut id fails as well.",
			Causes: []string{
				"ids taken from publishers without a check",
				"an id read from a file or a command together with its trailing newline",
				"a cursor in base64 that is wrapped at 76 columns",
			},
			Fix: "Refuse ids with CR or LF where they come in, or make ids " +
				"yourself. Encode cursors in base64url, which is not wrapped.",
			Snippets: []Snippet{goSafeID(), goSafeFields(), nodeEncodeID()},
		},
		{
			ID: "injection-id-cr", Level: report.Must, Tier: TierTrigger,
			Sentence: "A CR in an id MUST NOT reach the wire, where it ends the line and lets forged fields begin.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
			Symptom:  "id with ^M in cat -v; lastEventId ends early; ids from a CSV or Windows file break the event",
			Why: "Clients keep what stands before the CR as the id, so that resuming fails, " +
				"and take what stands behind it for fields of the attacker's choice.",
			Causes: []string{
				"keys from Windows files or spreadsheets that still end in CR",
				`a check that removes \n but not \r`,
				"a value from a request echoed into the stream as an id",
			},
			Fix: "Allow only the characters that your ids need (letters, " +
				`digits, "-", "_", ".", ":") and refuse all others with 400.`,
			Snippets: []Snippet{goSafeID(), expressSafeFields()},
		},
	}
}

func injectionIDNUL() []Requirement {
	return []Requirement{
		{
			ID: "injection-id-nul", Level: report.Must, Tier: TierTrigger,
			Sentence: "An id with NUL MUST NOT be put on the wire: refuse it, or leave the id out.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom:  `id with \u0000 ignored; lastEventId one event behind; same event again after every reconnect`,
			Why: "Clients ignore the whole field, so that the event counts under the id before it and " +
				"comes again after a reconnect. Software written in C may cut the line at the NUL.",
			Causes: []string{
				`\u0000 in the publisher's JSON, passed on unchecked`,
				"random bytes converted to a string and used as an id",
				"a check for CR and LF that forgets the third forbidden character",
			},
			Fix:      `Test ids with /[\0\r\n]/ where they are published, and answer 400.`,
			Snippets: []Snippet{goSafeFields(), expressSafeFields(), fastAPISafeFields()},
		},
	}
}
