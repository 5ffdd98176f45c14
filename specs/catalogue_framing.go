package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// framingRequirements are about lines, fields and frames.
func framingRequirements() []Requirement {
	return slices.Concat(framingBody(), framingLines(), framingFields(), framingEvents())
}

func framingBody() []Requirement {
	return []Requirement{
		{
			ID: "framing-is-event-stream", Level: report.Must, Tier: TierPassive,
			Sentence: "A body that is sent as text/event-stream MUST be one, not " +
				"JSON, HTML or other text of which clients ignore every line.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom: "onopen but never onmessage; EventSource reconnects every 3 " +
				`seconds; text/event-stream with {"error": …} in it`,
			Why: "Clients ignore every line of it, the error included, so that nobody is told. When " +
				"the body ends they connect again, get the same, and go on like this for ever.",
			Causes: []string{
				"an error handler that writes JSON after the head of the stream has been sent",
				"a debug page or stack trace printed into the stream",
				"an upstream's error body, relayed under the stream's own Content-Type",
			},
			Fix: "Find out whether the stream can start before sending its head; if not, answer with a 4xx " +
				"or 5xx status. Report later errors as an event, such as event: failed with JSON as data.",
			Snippets: []Snippet{goErrorFirst(), wireFailed()},
		},
	}
}

func framingLines() []Requirement {
	return []Requirement{
		{
			ID: "framing-blank-line-ends-frame", Level: report.Must, Tier: TierPassive,
			Sentence: "When the server ends the stream, a blank line MUST have ended the last " +
				`frame: at the end of the file, "any pending data must be discarded".`,
			Source:  "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom: "last event missing; curl shows it, but no handler gets it; LLM answer without its last token",
			Why: `The last event is often the one that counts: the final token, the "done" message, ` +
				"the result of the job. Every client has to discard it, without an error.",
			Causes: []string{
				`one \n after the last data line where two are needed`,
				`events joined with \n\n, and nothing after the last one`,
				"a handler that returns, or is cancelled, between the data line and the blank line",
				"a template or a trim() that removes white space at the end",
			},
			Fix: "End every frame with a blank line, the last one too: " +
				`"data: bye\n\n". Write and flush each frame as a whole.`,
			Snippets: []Snippet{jsFrame(), goFrame(), pythonFrame()},
		},
		{
			ID: "framing-one-line-end", Level: report.Should, Tier: TierPassive,
			Sentence: "The stream SHOULD use one kind of line end throughout, LF or CRLF, and no lone CR.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
			Symptom: "events merged or all at the end in one client, right in the " +
				"browser; ^M at some lines in cat -v",
			Why: `All three kinds are legal, but many parsers look for "\n\n" or "\r\n\r\n" only. With ` +
				"mixed line ends they take two events for one, or see none until the stream ends.",
			Causes: []string{
				"events written with CRLF by a library (sse-starlette does by default), heartbeats with LF by hand",
				`WriteLine, println or Environment.NewLine on Windows beside a literal \n`,
				"a template that git's autocrlf has checked out with CRLF",
				`output of a command-line tool, with its \r, piped into the stream`,
			},
			Fix: `Write "\n" everywhere instead of the platform's newline, and ` +
				`give libraries the same, such as sep="\n" in sse-starlette.`,
			Snippets: []Snippet{dotnetNewLine(), sseStarletteSep()},
		},
	}
}

func framingFields() []Requirement {
	return []Requirement{
		{
			ID: "framing-field-name-exact", Level: report.Must, Tier: TierPassive,
			Sentence: "Field names MUST be written literally as data, event, id " +
				"and retry: in lower case and with no space around them.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom: `onmessage not called although curl shows "Data: …" or an ` +
				`indented " data: …"; SSE events ignored by the browser`,
			Why: `Clients compare names without folding case or trimming. "Data: x", "data : x" and " data: ` +
				`x" are unknown fields: the line is ignored, and the event comes without data or not at all.`,
			Causes: []string{
				"a multi-line string or heredoc that is indented like the code around it",
				"a header library that turns names into Data, Event and Id",
				"names made from enum constants or struct fields",
				"a formatter that aligns the colons",
			},
			Fix: "Write the four names as string literals at the start " +
				"of the line, each followed by a colon and one space.",
			Snippets: []Snippet{wireFrame(), jsFrame(), pythonFrame()},
		},
		{
			ID: "framing-no-unknown-field", Level: report.Should, Tier: TierPassive,
			Sentence: "The stream SHOULD contain no fields but data, event, " +
				"id and retry, because clients ignore all others.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom: `JSON.parse: "Expected property name or '}' in JSON at ` +
				`position 1"; only the first line of the JSON arrives`,
			Why: "What stands on such a line never reaches the page, and no client says " +
				`so. Most often it is the second line of a text that lacks its "data: ".`,
			Causes: []string{
				"pretty-printed JSON, or text of several lines, behind a single data:",
				"PHP warnings, or print statements, that end up in the response",
				"names from other protocols, such as type:, message: or timestamp:",
			},
			Fix: `Write "data: " before every line of the payload. Put metadata into the data, ` +
				"for example as JSON, and remarks into comments, which begin with a colon.",
			Snippets: []Snippet{nodeJSONLine(), jsFrame(), wireFrame()},
		},
	}
}

func framingEvents() []Requirement {
	return []Requirement{
		{
			ID: "framing-event-has-data", Level: report.Should, Tier: TierPassive,
			Sentence: "A frame that names an event type SHOULD carry data: " +
				"without a data field, clients dispatch nothing.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage",
			Symptom: `addEventListener("close", …) never called, although curl and ` +
				`the network panel show "event: close"`,
			Why: "The signal is on the wire and reaches nobody. A page that waits for it " +
				"waits on, or takes the end of the stream for a failure and reconnects.",
			Causes: []string{
				"signals sent as a bare type: event: close, event: ping, event: done",
				"a serialiser that leaves the data line out when the payload is null or empty",
				"type and data written as two frames, with a blank line between them",
			},
			Fix: `Add a data line, if only an empty one: "event: ` +
				`close\ndata:\n\n". The listener then runs, with data "".`,
			Snippets: []Snippet{wireEmptyData(), jsFrame()},
		},
		{
			ID: "framing-line-size", Level: report.Should, Tier: TierPassive,
			Sentence: "A line SHOULD NOT be longer than 64 KiB, where the line readers of many clients stop.",
			Source:   "https://pkg.go.dev/bufio#pkg-constants",
			Symptom: "bufio.Scanner: token too long; aiohttp: Chunk too big; " +
				"client breaks at the big event and reconnects for ever",
			Why: "Browsers read on, but many other clients stop at such a line or cut it. " +
				"A client that resumes meets the same event again and never gets past it.",
			Causes: []string{
				"a file, an image in base64 or a whole snapshot as one line of JSON",
				"lists that grow with the data and are sent whole at each change",
				"debugging or trace fields left in the payload",
			},
			Fix: "Send the change instead of the state, or a URL to fetch the rest from. If it has to be one event, " +
				"spread it over several data lines: clients join them with LF, which JSON allows between tokens.",
			Snippets: []Snippet{wireReference(), nodeIndentedJSON(), goScannerBuffer()},
		},
	}
}
